/**
 * How far each audit cell reaches: a box around the part of the tube that may belong to it (docs/methods.md 5). What lies outside
 * every box is not spoken of by the audit gap, so a change that misses a cell's box does not touch the cell.
 */
import type { Floats } from '../../basics/arrays';
import type { AuditCells } from './audit-cells';

export interface CellBoxes {
  readonly dims: number;
  /** Radius of the tube around each good point, standardised units. */
  readonly radius: number;
  /** [cells × dims] standardised; low > high where the tube does not come near. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * A place within `radius` of a good point b is nearest to a centroid c only if ‖b − c‖ ≤ min ‖b − c′‖ + 2·radius: so each
 * box holds every place of the tube that is in the cell, and more.
 * @param x [rows × dims] good points, standardised
 */
export function cellBoxes(
  { dims, inputs, centroids, draws }: AuditCells,
  x: Floats,
  rows: number,
  radius: number,
): CellBoxes {
  const cells = draws.length;
  const over = inputs ?? Array.from({ length: dims }, (_, input) => input);
  const low = new Float64Array(cells * dims).fill(Infinity);
  const high = new Float64Array(cells * dims).fill(-Infinity);
  const distances = new Float64Array(cells);
  for (let row = 0; row < rows; row++) {
    const nearest = measure(x, row * dims, over, centroids, distances);
    for (let cell = 0; cell < cells; cell++) {
      // A hair more than exact, so that rounding keeps no cell out.
      if (!(distances[cell] <= (nearest + 2 * radius) * (1 + 1e-9))) continue;
      for (let d = 0; d < dims; d++) {
        const value = x[row * dims + d];
        if (value - radius < low[cell * dims + d]) low[cell * dims + d] = value - radius;
        if (value + radius > high[cell * dims + d]) high[cell * dims + d] = value + radius;
      }
    }
  }
  return { dims, radius, low, high };
}

/** Distance of one row from each centroid. @returns the least */
function measure(x: Floats, at: number, over: readonly number[], centroids: Float32Array, into: Float64Array): number {
  let least = Infinity;
  for (let cell = 0; cell < into.length; cell++) {
    let square = 0;
    for (let i = 0; i < over.length; i++) square += (x[at + over[i]] - centroids[cell * over.length + i]) ** 2;
    into[cell] = Math.sqrt(square);
    if (into[cell] < least) least = into[cell];
  }
  return least;
}
