/** Made-up objectives with minima that are known. */
import { Cancelled } from '../../../../src/basics/task';
import type { Task } from '../../../../src/basics/task';
import type { Gradient, Objective, SearchBox } from '../../../../src/flywheel/search/batch';

export function cube(dims: number, low: number, high: number): SearchBox {
  return { low: new Float64Array(dims).fill(low), high: new Float64Array(dims).fill(high) };
}

export function each(dims: number, value: (point: Float64Array) => number): Objective {
  return (points, rows) =>
    Promise.resolve(Float64Array.from({ length: rows }, (_, i) => value(points.subarray(i * dims, (i + 1) * dims))));
}

/** Σ w_d (x_d − c_d)², the axes far from equally steep. */
export function bowl(center: readonly number[]): Gradient {
  const dims = center.length;
  const weight = (d: number) => 1 + 9 * d;
  return async (points, rows) => ({
    values: await each(dims, (x) => x.reduce((sum, v, d) => sum + weight(d) * (v - center[d]) ** 2, 0))(points, rows),
    gradients: points.map((value, i) => 2 * weight(i % dims) * (value - center[i % dims])),
  });
}

/** A task that is cancelled after so many breaths. */
export function cancelledAfter(breaths: number): Task {
  let left = breaths;
  return { report: () => undefined, breathe: () => Promise.resolve(void left--), cancelled: () => left <= 0 };
}
export { Cancelled };
