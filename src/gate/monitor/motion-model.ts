/**
 * Motion energy (docs/methods.md 5): −ln p of a mixture of full-covariance Gaussians at where a frame is and how it got there,
 * (y, (y − y before)·Δ̄/Δt). Categories count in the first half only.
 */
import type { Floats } from '../../basics/arrays';
import type { Random } from '../../basics/random';
import type { Task } from '../../basics/task';
import { plainArithmetic, type FamilyArithmetic, type OpenGaussians } from '../../reward/families/arithmetic';
import { fitGaussians } from '../../reward/families/gaussians/expectation-maximisation';
import { logDiagonal } from '../../reward/families/gaussians/cholesky';
import type { GaussianMixture } from '../../reward/families/gaussians/gaussian-mixture';
import { principalAxes } from './principal-axes';

/** Standardises rows, turns them onto their axes where there are many, and knows their density there. */
export interface MotionModel {
  /** [C] of both halves. */
  readonly mean: Float64Array;
  readonly std: Float64Array;
  /** [axes × C] principal axes of standardised rows; null where the columns are few and stay as they are. */
  readonly axes: Float64Array | null;
  readonly mixture: GaussianMixture;
}

/** Rows that a model is fitted on at most. */
export const mostMotionRows = 8000;
const mostComponents = 8;
const mostColumns = 60;
const iterations = 40;
/** Rows that a component needs for each column of both halves. */
const rowsPerColumn = 20;
const ridge = 1e-3;
/** Least gain of the mean log-likelihood that is worth another iteration *(choice)*. */
const tolerance = 1e-3;
/** A column that varies less, over its size, is left at 0. */
const leastSd = 1e-9;

/**
 * (y_t, (y_t − y_{t−1})·pace_t) of one episode.
 * @param y [rows × width]
 * @param moving places of the columns whose change counts: all but categories
 * @param pace [rows] Δ̄/Δt of each frame; absent = 1
 * @returns [rows × (width + moving)], the change of the first frame 0
 */
export function motionRows(
  y: Floats,
  rows: number,
  width: number,
  moving: readonly number[],
  pace?: Floats,
): Float64Array {
  const all = width + moving.length;
  const out = new Float64Array(rows * all);
  for (let t = 0; t < rows; t++) {
    for (let d = 0; d < width; d++) out[t * all + d] = y[t * width + d];
    if (t === 0) continue;
    moving.forEach((d, i) => {
      out[t * all + width + i] = (y[t * width + d] - y[(t - 1) * width + d]) * (pace ? pace[t] : 1);
    });
  }
  return out;
}

/** How many components so many frames carry. @param columns of both halves */
export function componentsFor(frames: number, columns: number): number {
  return Math.max(1, Math.min(mostComponents, Math.floor(frames / (rowsPerColumn * columns))));
}

/**
 * Fits the model on motion rows of training episodes; same rows and seed give the same model. Its numbers are float32-exact.
 * @param v [rows × columns] as `motionRows` gives them, finite, at most `mostMotionRows` rows
 * @param frames that the rows were drawn from
 * @throws Cancelled
 */
export async function fitMotion(
  v: Float64Array,
  columns: number,
  frames: number,
  random: Random,
  task: Task,
  arithmetic: FamilyArithmetic = plainArithmetic,
): Promise<MotionModel> {
  const { mean, std } = scaleOf(v, columns);
  const z = standardised(v, { mean, std });
  const axes = columns > mostColumns ? principalAxes(z, columns, mostColumns).map(Math.fround) : null;
  const x = axes ? turned(z, columns, axes) : z;
  const dims = axes ? mostColumns : columns;
  const options = { components: componentsFor(frames, columns), iterations, tolerance, ridge };
  const mixture = await fitGaussians(x, x.length / dims, dims, options, random, task, undefined, arithmetic);
  return { mean, std, axes, mixture: rounded(mixture) };
}

/** What a file holds is float32: nothing may change when it is read back. */
function rounded(mixture: GaussianMixture): GaussianMixture {
  const [weights, means, precisions] = [mixture.weights, mixture.means, mixture.precisions].map((v) =>
    v.map(Math.fround),
  );
  return mixtureOf(weights, means, precisions, mixture.dims);
}

/** A mixture of numbers as a file holds them. */
export function mixtureOf(
  weights: Float64Array,
  means: Float64Array,
  precisions: Float64Array,
  dims: number,
): GaussianMixture {
  const size = dims * dims;
  const logDeterminants = weights.map((_, c) => logDiagonal(precisions.subarray(c * size, (c + 1) * size), dims));
  return { dims, components: weights.length, weights, means, precisions, logDeterminants };
}

/** A motion model, ready for many rows. */
export class OpenMotion {
  readonly columns: number;
  private readonly density: OpenGaussians;

  constructor(
    private readonly model: MotionModel,
    arithmetic: FamilyArithmetic = plainArithmetic,
  ) {
    this.columns = model.mean.length;
    this.density = arithmetic.gaussians(model.mixture);
  }

  /** g of each row; NaN where a row is not finite. @param v [rows × columns] */
  energies(v: Float64Array): Float64Array {
    const rows = v.length / this.columns;
    const known = Array.from({ length: rows }, (_, row) =>
      v.subarray(row * this.columns, (row + 1) * this.columns).every(Number.isFinite),
    );
    const z = standardised(v, this.model);
    for (let i = 0; i < z.length; i++) if (!known[Math.floor(i / this.columns)]) z[i] = 0;
    const x = this.model.axes ? turned(z, this.columns, this.model.axes) : z;
    return this.density.errors(x, rows).map((g, row) => (known[row] ? g : NaN));
  }
}

function scaleOf(v: Float64Array, columns: number): { mean: Float64Array; std: Float64Array } {
  const rows = v.length / columns;
  const mean = new Float64Array(columns);
  const std = new Float64Array(columns);
  for (let i = 0; i < v.length; i++) mean[i % columns] += v[i] / rows;
  for (let i = 0; i < v.length; i++) std[i % columns] += (v[i] - mean[i % columns]) ** 2 / rows;
  for (let d = 0; d < columns; d++) {
    [mean[d], std[d]] = [Math.fround(mean[d]), Math.fround(Math.sqrt(std[d]))];
    if (!(std[d] > leastSd * (1 + Math.abs(mean[d])))) std[d] = 1;
  }
  return { mean, std };
}

function standardised(v: Float64Array, { mean, std }: Pick<MotionModel, 'mean' | 'std'>): Float64Array {
  return v.map((value, i) => (value - mean[i % mean.length]) / std[i % mean.length]);
}

/** Rows as coordinates along axes. */
function turned(z: Float64Array, columns: number, axes: Float64Array): Float64Array {
  const count = axes.length / columns;
  return Float64Array.from({ length: (z.length / columns) * count }, (_, at) => {
    const [row, axis] = [Math.floor(at / count) * columns, (at % count) * columns];
    let sum = 0;
    for (let d = 0; d < columns; d++) sum += z[row + d] * axes[axis + d];
    return sum;
  });
}
