/**
 * Family `knn`: m(x) = mean distance to the 5 nearest training points *(choice)*, in standardised units (docs/methods.md 1.5).
 *
 * Tensors, float32: points [M, D], at most 20 000 seeded rows a member *(choice)*, and neighbours [1], how many are averaged.
 */
import type { Floats } from '../../../basics/arrays';
import { fail, ok, type Result } from '../../../basics/result';
import { NeighbourTree } from '../../distance/nearest';
import type { ErrorModel, Family, FitRequest, Tensors } from '../../types';
import { sampleRows } from '../sample-rows';

const neighbours = 5;
const rowLimit = 20_000;

function fit(request: FitRequest): Promise<Tensors> {
  const { x, rows } = sampleRows(request, rowLimit, 'knn');
  return Promise.resolve({
    points: { shape: [rows, request.dims], data: Float32Array.from(x) },
    neighbours: { shape: [1], data: Float32Array.of(Math.min(neighbours, rows)) },
  });
}

function open({ points, neighbours: count }: Tensors): Result<ErrorModel> {
  const k = count?.data.length === 1 ? count.data[0] : NaN;
  const [rows, dims] = points?.shape ?? [];
  const sized = rows >= 1 && dims >= 1 && points.data.length === rows * dims;
  if (!sized || !points.data.every(Number.isFinite) || !Number.isInteger(k) || k < 1 || k > rows) {
    return fail(
      'malformed',
      'The nearest-neighbour table in this file does not have the parts that it should have.',
      'Nothing was changed. Export the reward again from where it was trained.',
    );
  }
  return ok(new NeighbourError(new NeighbourTree(points.data, rows, dims), points.data, k));
}

class NeighbourError implements ErrorModel {
  readonly dims: number;

  constructor(
    private readonly tree: NeighbourTree,
    private readonly points: Floats,
    private readonly k: number,
  ) {
    this.dims = tree.dims;
  }

  errors(x: Floats, rows: number): Float64Array {
    return Float64Array.from({ length: rows }, (_, row) => {
      const { count, distances } = this.tree.nearest(x, this.k, undefined, row * this.dims);
      let sum = 0;
      for (let i = 0; i < count; i++) sum += distances[i];
      return count > 0 ? sum / count : NaN;
    });
  }

  /** Each distance is shared out by squared difference, so the parts sum to m. */
  contributions(x: Floats): Float64Array {
    const shares = new Float64Array(this.dims);
    const { count, distances, indices } = this.tree.nearest(x, this.k);
    if (count === 0) return shares.fill(NaN);
    for (let i = 0; i < count; i++) {
      if (distances[i] === 0) continue;
      for (let d = 0; d < this.dims; d++) {
        shares[d] += (x[d] - this.points[indices[i] * this.dims + d]) ** 2 / distances[i] / count;
      }
    }
    return shares;
  }
}

export const knn: Family = { id: 'knn', title: 'Nearest demonstrations', open, fit };
