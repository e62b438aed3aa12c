/**
 * Residual of the command (docs/methods.md 5): how far each column is from where the two frames before and the last command lead it
 * to expect, by a ridge regression; the largest over columns, in units of what the regression missed in training.
 */
import type { Floats } from '../../basics/arrays';
import { cholesky } from '../../reward/families/gaussians/cholesky';

export interface CommandModel {
  /** [C] of the columns y. */
  readonly mean: Float64Array;
  readonly std: Float64Array;
  /** [A] of the commands. */
  readonly actionMean: Float64Array;
  readonly actionStd: Float64Array;
  /** [(1 + 2C + A) × C] for 1, z before, its change before, the command before. */
  readonly weights: Float64Array;
  /** [C] of the residuals in training. */
  readonly sd: Float64Array;
  /** Places of the columns that are judged: neither constant ones nor categories. */
  readonly judged: readonly number[];
}

/** Frames and commands of one episode, row-major. */
export interface Commanded {
  readonly y: Floats;
  readonly actions: Floats;
  readonly rows: number;
}

const ridgePerRow = 1e-6;
const leastSd = 1e-3;
/** The first frame that has two before it. */
export const firstJudged = 2;

export interface CommandScale {
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly actionMean: Float64Array;
  readonly actionStd: Float64Array;
}

/** The regressors of frame t ≥ 2, written to `out`: 1, z_{t−1}, z_{t−1} − z_{t−2}, a_{t−1}. */
function regressors({ y, actions }: Commanded, t: number, scale: CommandScale, out: Float64Array): void {
  const { mean, std, actionMean, actionStd } = scale;
  const [width, commands] = [mean.length, actionMean.length];
  out[0] = 1;
  for (let d = 0; d < width; d++) {
    const one = y[(t - 1) * width + d];
    out[1 + d] = (one - mean[d]) / std[d];
    out[1 + width + d] = (one - y[(t - 2) * width + d]) / std[d];
  }
  for (let a = 0; a < commands; a++) {
    out[1 + 2 * width + a] = (actions[(t - 1) * commands + a] - actionMean[a]) / actionStd[a];
  }
}

/**
 * Fits the regression on whole training episodes.
 * @param judged places of the columns that are neither constant nor categories
 * @returns null where no episode has three frames
 */
export function fitCommands(
  episodes: readonly Commanded[],
  scale: CommandScale,
  judged: readonly number[],
): CommandModel | null {
  const width = scale.mean.length;
  const size = 1 + 2 * width + scale.actionMean.length;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size * width);
  const row = new Float64Array(size);
  let rows = 0;
  forEachJudged(episodes, (episode, t) => {
    regressors(episode, t, scale, row);
    rows++;
    for (let i = 0; i < size; i++) {
      if (row[i] === 0) continue;
      for (let j = 0; j <= i; j++) gram[i * size + j] += row[i] * row[j];
      for (let d = 0; d < width; d++) right[i * width + d] += row[i] * target(episode, t, d, scale);
    }
  });
  if (rows === 0) return null;
  for (let i = 1; i < size; i++) gram[i * size + i] += ridgePerRow * rows;
  const weights = solved(gram, right, size, width);
  const squares = new Float64Array(width);
  const sums = new Float64Array(width);
  forEachJudged(episodes, (episode, t) => {
    regressors(episode, t, scale, row);
    for (let d = 0; d < width; d++) {
      const miss = target(episode, t, d, scale) - predicted(row, weights, width, d);
      sums[d] += miss / rows;
      squares[d] += (miss * miss) / rows;
    }
  });
  const sd = squares.map((square, d) => Math.max(leastSd, Math.sqrt(Math.max(0, square - sums[d] ** 2))));
  return { ...scale, weights, sd, judged };
}

function forEachJudged(episodes: readonly Commanded[], visit: (episode: Commanded, t: number) => void): void {
  for (const episode of episodes) for (let t = firstJudged; t < episode.rows; t++) visit(episode, t);
}

function target({ y }: Commanded, t: number, d: number, { mean, std }: CommandScale): number {
  return (y[t * mean.length + d] - mean[d]) / std[d];
}

function predicted(row: Float64Array, weights: Float64Array, width: number, d: number): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i] * weights[i * width + d];
  return sum;
}

/** Solves A W = B for symmetric positive definite A, of which the lower triangle is read; a little ridge where rounding needs it. */
function solved(gram: Float64Array, right: Float64Array, size: number, width: number): Float64Array {
  let lower = cholesky(gram, size);
  for (let extra = 1e-9; lower === null; extra *= 10) {
    if (extra > 1e12) throw new Error('commands are not finite');
    for (let i = 0; i < size; i++) gram[i * size + i] += extra;
    lower = cholesky(gram, size);
  }
  const out = Float64Array.from(right);
  for (let d = 0; d < width; d++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) out[i * width + d] -= lower[i * size + j] * out[j * width + d];
      out[i * width + d] /= lower[i * size + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let j = i + 1; j < size; j++) out[i * width + d] -= lower[j * size + i] * out[j * width + d];
      out[i * width + d] /= lower[i * size + i];
    }
  }
  return out;
}

/** The column that a residual speaks of, and by how much. */
export interface Residual {
  /** r */
  readonly most: number;
  /** Place of the column in y; −1 where nothing is known or nothing is off. */
  readonly column: number;
}

/** r at frame t of an episode; 0 in the first two, NaN where something that it rests on is not finite. */
export function residualAt(model: CommandModel, episode: Commanded, t: number): Residual {
  const width = model.mean.length;
  if (t < firstJudged) {
    const known = finiteRow(episode.y, t, width);
    return { most: known ? 0 : NaN, column: -1 };
  }
  const row = new Float64Array(1 + 2 * width + model.actionMean.length);
  regressors(episode, t, model, row);
  let [most, column] = [0, -1];
  for (const d of model.judged) {
    const miss = Math.abs(target(episode, t, d, model) - predicted(row, model.weights, width, d)) / model.sd[d];
    if (Number.isNaN(miss)) return { most: NaN, column: -1 };
    if (miss > most) [most, column] = [miss, d];
  }
  return { most, column };
}

function finiteRow(values: Floats, row: number, width: number): boolean {
  return values.subarray(row * width, (row + 1) * width).every(Number.isFinite);
}

/** r of every frame of an episode, [rows]. */
export function residualsOf(model: CommandModel, episode: Commanded): Float64Array {
  return Float64Array.from({ length: episode.rows }, (_, t) => residualAt(model, episode, t).most);
}
