/** Places inside the audited box: draws of one feature, and the way back into it. */
import type { Random } from '../../basics/random';
import { Cancelled } from '../../basics/task';
import type { InputBox } from '../../reward/search';
import { drawnFeatures } from '../rates/drawn';
import type { AttackProblem } from '../types';

const turn = 2 * Math.PI;

/**
 * The value of feature `f` at a share of its side; a category gives one of its levels.
 * @param share in [0, 1]
 */
export function valueAt({ space, box }: AttackProblem, f: number, share: number): number {
  const { role, levels } = space.features[f];
  if (role !== 'category') return box.low[f] + share * (box.high[f] - box.low[f]);
  return levels[Math.min(levels.length - 1, Math.floor(share * levels.length))];
}

function nearestOf(levels: readonly number[], value: number): number {
  return levels.reduce((best, level) => (Math.abs(level - value) < Math.abs(best - value) ? level : best));
}

/** Moves rows into the box in place: angles by whole turns first, categories to the nearest level, the rest to its side. */
export function intoBox({ space, box }: AttackProblem, raw: Float64Array): Float64Array {
  const { features } = space;
  const { low, high } = box;
  for (let i = 0; i < raw.length; i++) {
    const f = i % features.length;
    const { role, levels } = features[f];
    if (role === 'category') {
      raw[i] = nearestOf(levels, raw[i]);
      continue;
    }
    const turns = role === 'angle' ? Math.round((raw[i] - (low[f] + high[f]) / 2) / turn) : 0;
    raw[i] = Math.min(high[f], Math.max(low[f], raw[i] - turns * turn));
  }
  return raw;
}

/** Back to raw units and into the box. @param x [rows × D] */
export function rawInBox(problem: AttackProblem, x: Float64Array, rows: number): Float64Array {
  return intoBox(problem, problem.rawOf(x, rows));
}

/** The smallest box of standardised inputs that holds the audited one, [D]. */
export function inputBox({ space, box }: AttackProblem): InputBox {
  const { mean, std } = space.standardiser;
  const sides = space.features.flatMap(({ role, levels }, f): (readonly [number, number])[] => {
    if (role === 'angle') return ['cos', 'sin'].map(() => [-1, 1] as const);
    if (role === 'category') return levels.map(() => [0, 1] as const);
    return [[box.low[f], box.high[f]]];
  });
  return {
    low: Float64Array.from(sides, ([low], d) => (low - mean[d]) / std[d]),
    high: Float64Array.from(sides, ([, high], d) => (high - mean[d]) / std[d]),
  };
}

/** Row of a good point, each as likely as any other. */
export function goodRow({ basin }: AttackProblem, random: Random): number {
  return random.integer(basin.points.rows);
}

/** Drawn features whose value can change in the box. */
export function changing(problem: AttackProblem): number[] {
  const { box, space } = problem;
  return drawnFeatures(problem).flatMap((f) => {
    const { role } = space.features[f];
    const wide = box.high[f] - box.low[f] > 4e-6 * Math.max(1, Math.abs(box.low[f]));
    return wide || (role === 'category' && box.high[f] > box.low[f]) ? [f] : [];
  });
}

/** Rows made between two breaths. */
const rowsAtOnce = 8192;

/**
 * Makes `rows` rows one by one, politely.
 * @param fill writes row `row` into its place
 * @returns raw units, inside the box, [rows × F]
 * @throws Cancelled
 */
export async function madeRows(
  problem: AttackProblem,
  rows: number,
  fill: (to: Float64Array, row: number) => void,
): Promise<Float64Array> {
  const width = problem.space.features.length;
  const raw = new Float64Array(rows * width);
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const to = Math.min(rows, from + rowsAtOnce);
    for (let row = from; row < to; row++) fill(raw.subarray(row * width, (row + 1) * width), row);
    await problem.task.breathe();
    if (problem.task.cancelled()) throw new Cancelled();
  }
  return intoBox(problem, raw);
}
