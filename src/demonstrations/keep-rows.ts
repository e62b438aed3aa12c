/** Demonstrations without some of their rows: what norms turn away leaves training and basin (docs/methods.md 1.1, Phase 0). */
import type { Demonstrations, Origins } from './demonstrations';
import { textsAt } from './texts';

/** Demonstrations that are left, and where they came from. */
export interface KeptRows {
  readonly demonstrations: Demonstrations;
  readonly origins: Origins;
  /** [J′] place that each episode left had before. */
  readonly episodes: Uint32Array;
}

/**
 * Copies the rows that passed; an episode without any is gone. All passed: the same objects come back.
 * @param passed [n ≤ rows] 1 = stays; rows beyond it stay
 */
export function keepRows(demonstrations: Demonstrations, origins: Origins, passed: Uint8Array): KeptRows {
  const { episodes, rows, features, values } = demonstrations;
  const all = Uint32Array.from({ length: episodes.length - 1 }, (_, j) => j);
  if (passed.every((stays) => stays === 1)) return { demonstrations, origins, episodes: all };
  const width = features.length;
  const stays = (row: number) => row >= passed.length || passed[row] === 1;
  const left = Array.from({ length: rows }, (_, row) => row).filter(stays);
  const counts = all.map((j) => countWhere(episodes[j], episodes[j + 1], stays));
  const kept = all.filter((j) => counts[j] > 0);
  const starts = new Uint32Array(kept.length + 1);
  kept.forEach((j, i) => (starts[i + 1] = starts[i] + counts[j]));
  const copy = new Float32Array(left.length * width);
  left.forEach((row, i) => copy.set(values.subarray(row * width, (row + 1) * width), i * width));
  const { texts } = demonstrations;
  const said = texts && { texts: textsAt(texts, left) };
  return {
    demonstrations: { ...demonstrations, rows: left.length, values: copy, episodes: starts, ...said },
    origins: {
      numbers: Float64Array.from(kept, (j) => origins.numbers[j]),
      frames: Uint32Array.from(left, (row) => origins.frames[row]),
      starts: Float64Array.from(kept, (j) => origins.starts[j]),
    },
    episodes: kept,
  };
}

function countWhere(from: number, to: number, holds: (row: number) => boolean): number {
  let count = 0;
  for (let row = from; row < to; row++) if (holds(row)) count++;
  return count;
}
