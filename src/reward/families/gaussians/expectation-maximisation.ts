/**
 * Fits a Gaussian mixture by expectation–maximisation from a seeded k-means++ start (docs/methods.md 1.5). Work lets messages in
 * every few thousand rows; same rows and seed give the same mixture.
 */
import { plainArithmetic } from '../arithmetic';
import type { Floats } from '../../../basics/arrays';
import type { Random } from '../../../basics/random';
import { Cancelled, type Task } from '../../../basics/task';
import { emptyMixture, emptyMoments, maximise, ridge, type GaussianMixture, type Moments } from './gaussian-mixture';

export interface FitOptions {
  readonly components: number;
  readonly iterations: number;
  /** Stops when the mean log-likelihood gains less than this in one iteration. */
  readonly tolerance: number;
  /** Added to every variance; absent = 0. */
  readonly ridge?: number;
}

const lloydSteps = 5;
/** Multiplications between two breaths, some tens of milliseconds. */
const workPerBreath = 2e7;

/**
 * @param x [rows × D] standardised, finite, rows ≥ 1
 * @param onIteration handed every mixture with the mean log-likelihood of the one before it
 * @throws Cancelled
 */
export async function fitGaussians(
  x: Floats,
  rows: number,
  dims: number,
  options: FitOptions,
  random: Random,
  task: Task,
  onIteration: (mixture: GaussianMixture, meanLogLikelihood: number) => void = () => undefined,
  { gaussians } = plainArithmetic,
): Promise<GaussianMixture> {
  const prior = pooledCovariance(x, rows, dims);
  let mixture = maximise(...hardAssignment(x, rows, dims, options.components, random), prior, options.ridge);
  const chunk = Math.max(64, Math.floor(workPerBreath / (mixture.components * dims * dims)));
  let last = -Infinity;
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const sums = gaussians(mixture);
    for (let first = 0; first < rows; first += chunk) {
      sums.gather(x, first, Math.min(rows, first + chunk));
      await task.breathe();
      if (task.cancelled()) throw new Cancelled();
    }
    const moments = sums.moments();
    const likelihood = moments.logLikelihood / rows;
    if (Math.abs(likelihood - last) < options.tolerance) break;
    last = likelihood;
    mixture = maximise(mixture, moments, prior, options.ridge);
    onIteration(mixture, likelihood);
  }
  return mixture;
}

/** Covariance of all rows plus the ridge: what a component with few rows leans on. */
function pooledCovariance(x: Floats, rows: number, dims: number): Float64Array {
  const moments = emptyMoments(1, dims);
  addHard(x, rows, dims, new Float64Array(dims), new Int32Array(rows), moments);
  const covariance = new Float64Array(dims * dims);
  for (let i = 0; i < dims; i++) {
    for (let j = 0; j <= i; j++) {
      const value = moments.squares[i * dims + j] / rows - (moments.sums[i] / rows) * (moments.sums[j] / rows);
      covariance[i * dims + j] = covariance[j * dims + i] = value;
    }
    covariance[i * dims + i] += ridge;
  }
  return covariance;
}

/** Moments when every row belongs wholly to its nearest centre. */
function hardAssignment(
  x: Floats,
  rows: number,
  dims: number,
  components: number,
  random: Random,
): [GaussianMixture, Moments] {
  let centres = spreadCentres(x, rows, dims, components, random);
  let moments = emptyMoments(0, dims);
  for (let step = 0; step <= lloydSteps; step++) {
    moments = emptyMoments(centres.length / dims, dims);
    addHard(x, rows, dims, centres, nearestCentres(x, rows, dims, centres), moments);
    if (step === lloydSteps) break;
    centres = centres.map((value, at) => {
      const count = moments.counts[Math.floor(at / dims)];
      return count > 0 ? value + moments.sums[at] / count : value;
    });
  }
  const start = emptyMixture(centres.length / dims, dims);
  start.means.set(centres);
  return [start, moments];
}

function addHard(
  x: Floats,
  rows: number,
  dims: number,
  centres: Float64Array,
  owners: Int32Array,
  moments: Moments,
): void {
  for (let row = 0; row < rows; row++) {
    const c = owners[row];
    moments.counts[c]++;
    for (let i = 0; i < dims; i++) {
      const delta = x[row * dims + i] - centres[c * dims + i];
      moments.sums[c * dims + i] += delta;
      for (let j = 0; j <= i; j++) {
        moments.squares[(c * dims + i) * dims + j] += delta * (x[row * dims + j] - centres[c * dims + j]);
      }
    }
  }
}

/** k-means++: each centre is a row drawn with a chance that grows with its squared distance to the centres before. */
function spreadCentres(x: Floats, rows: number, dims: number, components: number, random: Random): Float64Array {
  const chosen = [random.integer(rows)];
  const distances = new Float64Array(rows).fill(Infinity);
  while (chosen.length < components) {
    let total = 0;
    for (let row = 0; row < rows; row++) {
      distances[row] = Math.min(
        distances[row],
        squaredDistance(x, row * dims, x, chosen[chosen.length - 1] * dims, dims),
      );
      total += distances[row];
    }
    if (total === 0) break;
    chosen.push(drawRow(distances, random.next() * total));
  }
  return Float64Array.from(chosen.flatMap((row) => Array.from(x.subarray(row * dims, (row + 1) * dims))));
}

function drawRow(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let row = 0; row < weights.length; row++) {
    if (weights[row] === 0) continue;
    last = row;
    sum += weights[row];
    if (sum > target) return row;
  }
  return last;
}

function nearestCentres(x: Floats, rows: number, dims: number, centres: Float64Array): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0;
    let least = Infinity;
    for (let c = 0; c * dims < centres.length; c++) {
      const distance = squaredDistance(x, row * dims, centres, c * dims, dims);
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  });
}

function squaredDistance(a: Floats, aStart: number, b: Floats, bStart: number, dims: number): number {
  let sum = 0;
  for (let d = 0; d < dims; d++) sum += (a[aStart + d] - b[bStart + d]) ** 2;
  return sum;
}
