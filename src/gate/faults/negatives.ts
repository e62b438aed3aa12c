/** Hard negatives as streams (docs/methods.md 1.5, 5): each frame of an episode replaced, as if a recording held nothing else. */
import type { Random } from '../../basics/random';
import type { Pool } from './recorded';

type Rows = readonly (readonly number[])[];

const any = (rows: Rows, random: Random) => rows[random.integer(rows.length)];

/** How each kind makes a frame of one of an episode. */
export const streamKinds = {
  permuted: (row, random, { frames }) => row.map((_, d) => any(frames, random)[d]),
  swapped: (row, random, { frames }) =>
    row.with(random.integer(row.length), NaN).map((value, d) => (Number.isNaN(value) ? any(frames, random)[d] : value)),
  noise25: (row, random, { std }) => row.map((value, d) => value + random.normal() * 0.25 * std[d]),
  mirrored: (row, _, { mean }) => row.map((value, d) => 2 * mean[d] - value),
  midpoint: (row, random, { frames }) => {
    const [one, other] = [any(frames, random), any(frames, random)];
    return row.map((_, d) => (one[d] + other[d]) / 2);
  },
  uniform: (row, random, { least, most }) => row.map((_, d) => random.uniform(least[d], most[d])),
} as const satisfies Readonly<Record<string, (row: readonly number[], random: Random, pool: Pool) => number[]>>;

export type StreamKind = keyof typeof streamKinds;

/** A whole episode of one kind. @param states [T][F] */
export function negativeStream(states: Rows, kind: StreamKind, random: Random, pool: Pool): number[][] {
  return states.map((row) => streamKinds[kind](row, random, pool));
}
