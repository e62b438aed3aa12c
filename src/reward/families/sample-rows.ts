/** A seeded subsample of rows, so that the cost of a family stays bounded. */
import { Random } from '../../basics/random';
import type { FitRequest } from './family';

/**
 * At most `limit` rows without replacement, in their original order; all of them when they fit.
 * @returns [kept × D] float32, a copy only when rows were left out
 */
export function sampleRows(request: FitRequest, limit: number, label: string): { x: Float32Array; rows: number } {
  const { x, rows, dims, seed, member } = request;
  if (rows <= limit) return { x: x.subarray(0, rows * dims), rows };
  const kept = Random.of(seed, label, 'rows', member).permutation(rows).subarray(0, limit).sort();
  const sample = new Float32Array(limit * dims);
  kept.forEach((row, at) => sample.set(x.subarray(row * dims, (row + 1) * dims), at * dims));
  return { x: sample, rows: limit };
}
