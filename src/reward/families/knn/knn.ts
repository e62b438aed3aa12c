/**
 * Family `knn`: m(x) = mean distance to the 5 nearest training points *(choice)*, in standardised units (docs/methods.md 1.5).
 */
import type { Floats } from '../../../basics/arrays';
import { fail, ok, type Result } from '../../../basics/result';
import type { NeighbourSearch } from '../../distance/neighbour-search';
import type { ErrorModel, Tensors } from '../../types';
import { plainArithmetic } from '../arithmetic';
import type { Family, FitRequest } from '../family';
import { exponential } from '../mapping';
import { sampleRows } from '../sample-rows';
import { sizesOf, type TensorForm } from '../tensor-form';
import { knnGraph } from './graph';

const neighbours = 5;
const rowLimit = 20_000;
/** Points: at most 20 000 seeded rows a member *(choice)*. Neighbours: how many are averaged. */
const form: TensorForm = { points: ['M', 'D'], neighbours: [1] };

function fit(request: FitRequest): Promise<Tensors> {
  const { x, rows } = sampleRows(request, rowLimit, 'knn');
  return Promise.resolve({
    points: { shape: [rows, request.dims], data: Float32Array.from(x) },
    neighbours: { shape: [1], data: Float32Array.of(Math.min(neighbours, rows)) },
  });
}

function open(tensors: Tensors, { neighbours: openNeighbours } = plainArithmetic): Result<ErrorModel> {
  const sizes = sizesOf(form, tensors);
  const [rows, dims] = [sizes?.get('M') ?? 0, sizes?.get('D') ?? 0];
  const k = rows === 0 ? NaN : tensors.neighbours.data[0];
  if (!Number.isInteger(k) || k < 1 || k > rows) {
    return fail(
      'malformed',
      'The nearest-neighbour table in this file does not have the parts that it should have.',
      'Nothing was changed. Export the reward again from where it was trained.',
    );
  }
  const { data } = tensors.points;
  return ok(new NeighbourError(openNeighbours(data, rows, dims), data, k));
}

class NeighbourError implements ErrorModel {
  readonly dims: number;

  constructor(
    private readonly search: NeighbourSearch,
    private readonly points: Floats,
    private readonly k: number,
  ) {
    this.dims = search.dims;
  }

  errors(x: Floats, rows: number): Float64Array {
    const { k } = this;
    const { counts, distances } = this.search.search(x, rows, k);
    return Float64Array.from(counts, (count, row) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += distances[row * k + i];
      return count > 0 ? sum / count : NaN;
    });
  }

  /** Each distance is shared out by squared difference, so the parts sum to m. */
  contributions(x: Floats): Float64Array {
    const shares = new Float64Array(this.dims);
    const { counts, distances, indices } = this.search.search(x, 1, this.k);
    const [count] = counts;
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

export const knn: Family<'knn'> = {
  id: 'knn',
  title: 'Nearest demonstrations',
  hint: 'distance to the nearest demonstrations',
  error: 'mean distance to the 5 nearest of at most 20 000 training points (choice)',
  tensors: { default: form },
  mapping: exponential,
  trainedBy: 'itself',
  byDefault: true,
  onBackends: false,
  fit,
  open,
  graph: knnGraph,
};
