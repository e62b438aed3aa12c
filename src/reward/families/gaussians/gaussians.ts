/**
 * Family `gaussians`: a mixture of 16 full-covariance Gaussians, m(x) = −ln p(x) (docs/methods.md 1.5). Unlike a reconstruction
 * error it also grows along the directions in which the demonstrations vary.
 *
 * Precisions are upper triangular P_c with Σ_c⁻¹ = P_c P_cᵀ, and logDeterminants Σ_d ln P_c,dd, so that
 * m(x) = −ln Σ_c weights_c · exp(logDeterminants_c − (D/2) ln 2π − ½ ‖(x − means_c) P_c‖²).
 */
import type { Floats } from '../../../basics/arrays';
import { Random } from '../../../basics/random';
import { fail, ok, type Result } from '../../../basics/result';
import type { Task } from '../../../basics/task';
import { fitGaussians } from './expectation-maximisation';
import type { GaussianMixture } from './gaussian-mixture';
import type { ErrorModel, Tensors } from '../../types';
import { plainArithmetic, type FamilyArithmetic, type OpenGaussians } from '../arithmetic';
import { surpriseByInput } from './contributions';
import type { Family, FitRequest } from '../family';
import { gaussiansGraph } from './graph';
import { exponential } from '../mapping';
import { sampleRows } from '../sample-rows';
import { sizesOf, type TensorForm } from '../tensor-form';

const components = 16;
const iterations = 100;
const form: TensorForm = { weights: ['C'], means: ['C', 'D'], precisions: ['C', 'D', 'D'], logDeterminants: ['C'] };
/** Least gain of the mean log-likelihood for each input that is worth another iteration: starts differ by more *(choice)*. */
const tolerancePerInput = 1e-4;

/** *(choice)* 20 000 rows, fewer in many dimensions: C·D² multiplications a row and iteration, about 2·10⁸ in all. */
function rowLimit(dims: number): number {
  return Math.min(20_000, Math.max(2000, Math.floor(2e8 / (components * dims * dims))));
}

async function fit(request: FitRequest, task: Task, arithmetic = plainArithmetic): Promise<Tensors> {
  const { dims, seed, member } = request;
  const { x, rows } = sampleRows(request, rowLimit(dims), 'gaussians');
  const random = Random.of(seed, 'gaussians', 'start', member);
  let iteration = 0;
  const options = { components, iterations, tolerance: tolerancePerInput * dims };
  const onIteration = (): void => {
    iteration++;
    task.report({ label: `Gaussians, member ${member + 1}`, done: iteration, total: iterations });
  };
  const mixture = await fitGaussians(x, rows, dims, options, random, task, onIteration, arithmetic);
  return toTensors(mixture);
}

function toTensors({ components: count, dims, weights, means, precisions, logDeterminants }: GaussianMixture): Tensors {
  return {
    weights: { shape: [count], data: Float32Array.from(weights) },
    means: { shape: [count, dims], data: Float32Array.from(means) },
    precisions: { shape: [count, dims, dims], data: Float32Array.from(precisions) },
    logDeterminants: { shape: [count], data: Float32Array.from(logDeterminants) },
  };
}

function open(tensors: Tensors, arithmetic = plainArithmetic): Result<ErrorModel> {
  const mixture = fromTensors(tensors);
  if (!mixture) {
    return fail(
      'malformed',
      'The Gaussian mixture in this file does not have the parts that it should have.',
      'Nothing was changed. Export the reward again from where it was trained.',
    );
  }
  return ok(new GaussianError(mixture, arithmetic));
}

function fromTensors(tensors: Tensors): GaussianMixture | null {
  const sizes = sizesOf(form, tensors);
  if (sizes === null) return null;
  const { weights, means, precisions, logDeterminants } = tensors;
  if (weights.data.some((weight) => weight < 0) || !weights.data.some((weight) => weight > 0)) return null;
  const [count, dims] = means.shape;
  return {
    dims,
    components: count,
    weights: Float64Array.from(weights.data),
    means: Float64Array.from(means.data),
    precisions: Float64Array.from(precisions.data),
    logDeterminants: Float64Array.from(logDeterminants.data),
  };
}

class GaussianError implements ErrorModel {
  readonly dims: number;
  private readonly opened: OpenGaussians;

  constructor(
    private readonly mixture: GaussianMixture,
    { gaussians: openGaussians }: FamilyArithmetic,
  ) {
    this.dims = mixture.dims;
    this.opened = openGaussians(mixture);
  }

  errors(x: Floats, rows: number): Float64Array {
    // What is not finite is left to the reference, which says what comes of it.
    const finite = x.subarray(0, rows * this.dims).every(Number.isFinite);
    return (finite ? this.opened : plainArithmetic.gaussians(this.mixture)).errors(x, rows);
  }

  contributions(x: Floats): Float64Array {
    return surpriseByInput(this.mixture, x);
  }
}

export const gaussians: Family<'gaussians'> = {
  id: 'gaussians',
  title: 'Gaussian mixture',
  hint: 'mixture of full-covariance Gaussians',
  error: '−ln density of a mixture of up to 16 full-covariance Gaussians',
  tensors: { default: form },
  mapping: exponential,
  trainedBy: 'itself',
  byDefault: true,
  onBackends: false,
  fit,
  open,
  graph: gaussiansGraph,
};
