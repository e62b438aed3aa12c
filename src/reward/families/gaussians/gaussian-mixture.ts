/**
 * A mixture of full-covariance Gaussians as arithmetic: densities, responsibilities, and one step of
 * expectation–maximisation. Float64 throughout.
 *
 * Covariances are maximum-a-posteriori estimates under a fixed inverse-Wishart prior, (N S + ν Σ₀)/(N + ν) with Σ₀ the
 * covariance of all rows plus a ridge *(choice)*: a component with few rows, or with an input that is constant among them,
 * keeps an invertible covariance, and the penalised likelihood still never falls.
 */
import { cholesky, logDiagonal, precisionFactor } from './cholesky';

export const ridge = 1e-6;
/** ν: the prior counts as much as this many rows. */
export const priorRows = 1;

/** A component that is e^40 times less likely than another changes no bit of their sum. */
const negligible = 40;

export interface GaussianMixture {
  readonly dims: number;
  readonly components: number;
  /** [C] sums to 1 */
  readonly weights: Float64Array;
  /** [C × D] */
  readonly means: Float64Array;
  /** [C × D × D] upper triangular P_c with Σ_c⁻¹ = P_c P_cᵀ */
  readonly precisions: Float64Array;
  /** [C] Σ_d ln P_c,dd = −½ ln |Σ_c| */
  readonly logDeterminants: Float64Array;
}

/** N_c, Σ γx and the lower triangle of Σ γ(x − o)(x − o)ᵀ gathered over rows, o a component's mean before the step. */
export interface Moments {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Σ ln p(x) */
  logLikelihood: number;
}

export function emptyMoments(components: number, dims: number): Moments {
  return {
    counts: new Float64Array(components),
    sums: new Float64Array(components * dims),
    squares: new Float64Array(components * dims * dims),
    logLikelihood: 0,
  };
}

/**
 * ‖(x − μ_c) P_c‖² of one row.
 * @param delta [D] scratch, left holding x − μ_c
 * @param enough given up above this: then the result is some number above it
 */
export function mahalanobis(
  mixture: GaussianMixture,
  component: number,
  x: ArrayLike<number>,
  offset: number,
  delta: Float64Array,
  enough = Infinity,
): number {
  const { dims, means, precisions } = mixture;
  for (let d = 0; d < dims; d++) delta[d] = x[offset + d] - means[component * dims + d];
  const start = component * dims * dims;
  let sum = 0;
  for (let j = 0; j < dims; j++) {
    let projected = 0;
    for (let i = 0; i <= j; i++) projected += delta[i] * precisions[start + i * dims + j];
    sum += projected * projected;
    if (sum > enough) return sum;
  }
  return sum;
}

/** ln of each component's joint density at its own mean, [C]. */
export function logPeaks({ dims, weights, logDeterminants }: GaussianMixture): Float64Array {
  const constant = -0.5 * dims * Math.log(2 * Math.PI);
  return weights.map((weight, c) => Math.log(weight) + logDeterminants[c] + constant);
}

/**
 * ln p(x) of one row by log-sum-exp, and ln of each component's joint density w_c N_c(x).
 * @param peaks `logPeaks(mixture)`, handed in because many rows share it
 * @param joint [C] written
 */
export function logDensity(
  mixture: GaussianMixture,
  peaks: Float64Array,
  x: ArrayLike<number>,
  offset: number,
  joint: Float64Array,
  delta: Float64Array,
): number {
  let highest = -Infinity;
  for (let c = 0; c < mixture.components; c++) {
    const enough = 2 * (peaks[c] - highest + negligible);
    joint[c] = peaks[c] - 0.5 * mahalanobis(mixture, c, x, offset, delta, enough);
    if (joint[c] > highest || Number.isNaN(joint[c])) highest = joint[c];
  }
  if (!Number.isFinite(highest)) return highest;
  let sum = 0;
  for (let c = 0; c < mixture.components; c++) {
    if (joint[c] > highest - negligible) sum += Math.exp(joint[c] - highest);
  }
  return highest + Math.log(sum);
}

/** The expectation step over rows [first, end): adds to `moments`. */
export function gatherMoments(
  mixture: GaussianMixture,
  x: ArrayLike<number>,
  first: number,
  end: number,
  moments: Moments,
): void {
  const { dims, components, means } = mixture;
  const peaks = logPeaks(mixture);
  const joint = new Float64Array(components);
  const delta = new Float64Array(dims);
  for (let row = first; row < end; row++) {
    const density = logDensity(mixture, peaks, x, row * dims, joint, delta);
    moments.logLikelihood += density;
    for (let c = 0; c < components; c++) {
      if (joint[c] < density - negligible) continue;
      const share = Math.exp(joint[c] - density);
      for (let d = 0; d < dims; d++) delta[d] = x[row * dims + d] - means[c * dims + d];
      addRow(moments, c, share, delta);
    }
  }
}

function addRow(moments: Moments, component: number, share: number, delta: Float64Array): void {
  const dims = delta.length;
  moments.counts[component] += share;
  for (let i = 0; i < dims; i++) {
    const weighted = share * delta[i];
    moments.sums[component * dims + i] += weighted;
    const start = (component * dims + i) * dims;
    for (let j = 0; j <= i; j++) moments.squares[start + j] += weighted * delta[j];
  }
}

/**
 * The maximisation step. Components that hold less than one row are starved: they are dropped, the others' weights sum to 1.
 * @param prior Σ₀ [D × D], positive definite
 * @param extra added to every variance
 */
export function maximise(mixture: GaussianMixture, moments: Moments, prior: Float64Array, extra = 0): GaussianMixture {
  const { dims } = mixture;
  const kept = Array.from(moments.counts.keys()).filter((c) => moments.counts[c] >= 1);
  const total = kept.reduce((sum, c) => sum + moments.counts[c], 0);
  const next = emptyMixture(kept.length, dims);
  kept.forEach((from, to) => {
    const count = moments.counts[from];
    next.weights[to] = count / total;
    for (let d = 0; d < dims; d++) {
      next.means[to * dims + d] = mixture.means[from * dims + d] + moments.sums[from * dims + d] / count;
    }
    const covariance = posteriorCovariance(moments, from, dims, prior);
    for (let d = 0; d < dims; d++) covariance[d * dims + d] += extra;
    setCovariance(next, to, covariance);
  });
  return next;
}

/** (N S + ν Σ₀)/(N + ν), lower triangle; S about the new mean. */
function posteriorCovariance(moments: Moments, component: number, dims: number, prior: Float64Array): Float64Array {
  const count = moments.counts[component];
  const covariance = new Float64Array(dims * dims);
  for (let i = 0; i < dims; i++) {
    for (let j = 0; j <= i; j++) {
      const shift = (moments.sums[component * dims + i] * moments.sums[component * dims + j]) / count;
      const scatter = moments.squares[(component * dims + i) * dims + j] - shift;
      covariance[i * dims + j] = (scatter + priorRows * prior[i * dims + j]) / (count + priorRows);
    }
  }
  return covariance;
}

export function emptyMixture(components: number, dims: number): GaussianMixture {
  return {
    dims,
    components,
    weights: new Float64Array(components),
    means: new Float64Array(components * dims),
    precisions: new Float64Array(components * dims * dims),
    logDeterminants: new Float64Array(components),
  };
}

/** Stores the factors of a covariance; more ridge, tenfold each time, where rounding left it indefinite. */
export function setCovariance(mixture: GaussianMixture, component: number, covariance: Float64Array): void {
  const { dims } = mixture;
  let lower = cholesky(covariance, dims);
  for (let extra = ridge; lower === null; extra *= 10) {
    for (let d = 0; d < dims; d++) covariance[d * dims + d] += extra;
    if (extra > 1e12) throw new Error('covariance is not finite');
    lower = cholesky(covariance, dims);
  }
  const factor = precisionFactor(lower, dims);
  mixture.precisions.set(factor, component * dims * dims);
  mixture.logDeterminants[component] = logDiagonal(factor, dims);
}
