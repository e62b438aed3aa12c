/**
 * Which columns record the rate of another already (docs/methods.md 1.1): those that are c times its difference, to that frame
 * or from it to the next, to within a tenth of their own standard deviation.
 */
import type { Floats } from '../../basics/arrays';
import { shorterWay } from '../derive';

/** A column as it is compared. */
export interface Trace {
  /** [rows], NaN where missing */
  readonly values: Floats;
  readonly angle: boolean;
}

/** Residual over standard deviation below which a column is the other's rate. */
const mostResidual = 0.1;
/** Transitions that are compared at most, and multiplications over all pairs, about *(choice)*. */
const mostTransitions = 20_000;
const mostWork = 4e8;
/** Transitions without which nothing is said. */
const leastTransitions = 10;

/**
 * The column that records the rate of each one, or −1.
 * @param traces all of the same length
 * @param starts first row of each episode
 * @param seconds [rows] time since the frame before; null = every step alike
 */
export function recordedRates(
  traces: readonly Trace[],
  starts: Uint32Array,
  seconds: Float64Array | null = null,
): Int32Array {
  const rows = traces[0]?.values.length ?? 0;
  const chosen = transitions(rows, starts, traces.length);
  const steps = traces.map(({ values, angle }) =>
    chosen.map((row) => {
      const step = values[row] - values[row - 1];
      return (angle ? shorterWay(step) : step) / (seconds?.[row] ?? 1);
    }),
  );
  const after = traces.map(({ values }) => chosen.map((row) => values[row]));
  const before = traces.map(({ values }) => chosen.map((row) => values[row - 1]));
  return Int32Array.from(traces, (_, own) => {
    let [best, least] = [-1, mostResidual];
    for (const [other, { angle }] of traces.entries()) {
      if (other === own || angle) continue;
      const residual = Math.min(residualOf(steps[own], after[other]), residualOf(steps[own], before[other]));
      if (residual < least) [best, least] = [other, residual];
    }
    return best;
  });
}

/** Rows with one before them in their episode, evenly spread where there are many. */
function transitions(rows: number, starts: Uint32Array, columns: number): Float64Array {
  const first = new Set(starts);
  const all: number[] = [];
  for (let row = 1; row < rows; row++) if (!first.has(row)) all.push(row);
  const most = Math.max(1000, Math.min(mostTransitions, Math.floor(mostWork / (columns * columns + 1))));
  const step = Math.max(1, all.length / most);
  return Float64Array.from({ length: Math.min(all.length, most) }, (_, i) => all[Math.floor(i * step)]);
}

/** Root mean square of rate − c·step over the standard deviation of the rate, c by least squares; ∞ where nothing can be said. */
function residualOf(steps: Float64Array, rates: Float64Array): number {
  let [count, sum, squares, product, power] = [0, 0, 0, 0, 0];
  for (let i = 0; i < steps.length; i++) {
    const [step, rate] = [steps[i], rates[i]];
    const both = step * rate;
    if (!Number.isFinite(both)) continue;
    count++;
    sum += rate;
    squares += rate * rate;
    product += both;
    power += step * step;
  }
  const spread = squares - (sum * sum) / count;
  if (count < leastTransitions || !(power > 0) || !(spread > 1e-12 * squares)) return Infinity;
  return Math.sqrt(Math.max(0, squares - (product * product) / power) / spread);
}
