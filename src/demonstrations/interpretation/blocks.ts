/** How the values of a column lie: in blocks, in turns, or counting. */
import type { Floats } from '../../basics/arrays';

export interface Blocks {
  /** First row of each run of equal values; missing values go on with the run before. */
  readonly starts: readonly number[];
  readonly distinct: number;
  /** Rows of the shortest run but the last, which may have been cut. */
  readonly shortest: number;
}

/** Most different values that are counted; more are no names of episodes. */
const mostDistinct = 100_000;

/** null where values are no whole numbers, or too many differ. */
export function blocksOf(values: Floats): Blocks | null {
  const seen = new Set<number>();
  const starts = [0];
  let current = values.length > 0 ? values[0] : NaN;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value !== value) continue;
    if (!Number.isInteger(value)) return null;
    if (row > 0 && value !== current) {
      if (current === current) starts.push(row);
      current = value;
    }
    seen.add(value);
    if (seen.size > mostDistinct) return null;
  }
  let shortest = Infinity;
  for (let i = 1; i < starts.length; i++) shortest = Math.min(shortest, starts[i] - starts[i - 1]);
  return { starts, distinct: seen.size, shortest };
}

/** True when at least seven of ten steps are the same step above 0 and the others start again: 0, 1, 2, 0, 1 … */
export function countsUp(values: Floats): boolean {
  if (values.length < 3) return values.length === 2 && values[1] > values[0];
  const steps = new Map<number, number>();
  const looked = Math.min(values.length, 4096);
  for (let row = 1; row < looked; row++) {
    const step = Number((values[row] - values[row - 1]).toPrecision(4));
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  const [step, times] = [...steps].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
  return step > 0 && times >= 0.7 * (looked - 1);
}

/** True when values rise, standing still at times, and start again at times: frame numbers of rows that come in turns. */
export function risesInTurns(values: Floats): boolean {
  let [up, down] = [0, 0];
  for (let row = 1; row < values.length; row++) {
    if (!Number.isInteger(values[row])) return false;
    if (values[row] > values[row - 1]) up++;
    else if (values[row] < values[row - 1]) down++;
  }
  return up > 0 && 5 * down <= up;
}

/** Rows at which a clock or counter starts again: back to where it began, after it had run on. */
export function restartsOf(values: Floats): { readonly rows: number[]; readonly clean: boolean } {
  const rows: number[] = [];
  let [least, greatest] = [Infinity, -Infinity];
  let first = NaN;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value !== value) continue;
    if (first !== first) first = value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const near = least + 0.1 * (greatest - least);
  let clean = first <= near;
  let before = first;
  let run = 0;
  for (let row = 1; row < values.length; row++) {
    const value = values[row];
    if (value !== value) continue;
    if (value < before) {
      if (value <= near && run >= 2) rows.push(row);
      else clean = false;
      run = 0;
    } else run++;
    before = value;
  }
  return { rows, clean };
}
