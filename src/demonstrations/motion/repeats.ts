/** How long a column keeps its values: k of docs/methods.md 1.1. */
import type { Floats } from '../../basics/arrays';

/**
 * Median number of frames from one change of a column to the next, at least 1 (the lower of two middle ones). The first and
 * the last stretch of an episode are cut by it and do not count; 1 where no other is left.
 * @param values [rows]
 * @param starts first row of each episode
 */
export function usualHold(values: Floats, starts: Uint32Array): number {
  const counts = new Map<number, number>();
  let total = 0;
  starts.forEach((start, episode) => {
    const end = starts[episode + 1] ?? values.length;
    let changed = -1;
    for (let row = start + 1; row < end; row++) {
      if (values[row] === values[row - 1]) continue;
      if (changed >= 0) {
        counts.set(row - changed, (counts.get(row - changed) ?? 0) + 1);
        total++;
      }
      changed = row;
    }
  });
  let seen = 0;
  for (const [length, times] of [...counts].sort(([a], [b]) => a - b)) {
    seen += times;
    if (2 * seen >= total) return length;
  }
  return 1;
}
