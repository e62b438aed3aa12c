/**
 * What stands for the demonstrations where they were left out of a file (docs/methods.md 10): centroids c_i and, for each, the
 * distance r_i to its nearest demonstration. By the triangle inequality min_i (d(x, c_i) + r_i) is never less than the
 * distance of x to the nearest demonstration, so what is decided by it is never softer than with the demonstrations.
 */
import type { Floats } from '../../basics/arrays';
import { NeighbourTree } from './nearest';
import type { Basin } from '../types';

export interface Cover {
  readonly dims: number;
  /** [n × D] standardised */
  readonly centroids: Float32Array;
  /** [n] r_i ≥ 0, standardised */
  readonly radii: Float64Array;
  readonly epsilon99: number;
}

/** Above what sums of float64 lose, so that the bound holds to the last digit. */
const rounding = 1 + 1e-12;

/** @param centroids [n × D], at least one, wherever they lie: far ones only make the bound wider */
export function coverOf({ dims, points, episodes, epsilon99 }: Basin, centroids: Float32Array): Cover {
  const tree = new NeighbourTree(points, episodes.length, dims);
  const radii = Float64Array.from({ length: centroids.length / dims }, (_, i) =>
    tree.distance(centroids, undefined, i * dims),
  );
  return { dims, centroids, radii, epsilon99 };
}

/** An upper bound of u of each row, [rows]; NaN where a row is not finite. @param x [rows × D] standardised */
export function coverUncertainties(
  { dims, centroids, radii, epsilon99 }: Cover,
  x: Floats,
  rows: number,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    const own = x.subarray(row * dims, (row + 1) * dims);
    if (!own.every(Number.isFinite)) return NaN;
    let least = Infinity;
    for (let i = 0; i < radii.length; i++) {
      let square = 0;
      for (let d = 0; d < dims; d++) square += (own[d] - centroids[i * dims + d]) ** 2;
      least = Math.min(least, Math.sqrt(square) + radii[i]);
    }
    return (least * rounding) / epsilon99;
  });
}
