/** Gaussians written down by hand, as tensors of the family `gaussians` and as an energy with its gradient. */
import type { Gradient } from '../../../../src/flywheel/search/batch';
import { energyOf } from '../../../../src/reward/score';
import type { Calibration, Tensors } from '../../../../src/reward/types';

/** One Gaussian in standardised inputs. */
export interface Component {
  readonly mean: readonly number[];
  /** Standard deviation along each input. */
  readonly deviations: readonly number[];
  /** A direction of unit length in which it is thin. */
  readonly thin?: { readonly normal: readonly number[]; readonly deviation: number };
  /** Height of the peak against that of the first component. */
  readonly height: number;
}

/** The inverse covariance, [D][D]. */
function precisionOf({ deviations, thin }: Component): number[][] {
  return deviations.map((deviation, i) =>
    deviations.map((_, j) => {
      const plain = i === j ? 1 / deviation ** 2 : 0;
      return thin ? plain + (thin.normal[i] * thin.normal[j]) / thin.deviation ** 2 : plain;
    }),
  );
}

/** Upper triangular P with P Pᵀ = `inverse`, from the last row up, [D × D]. */
function factorOf(inverse: readonly (readonly number[])[]): number[] {
  const dims = inverse.length;
  const p = inverse.map(() => new Array<number>(dims).fill(0));
  for (let j = dims - 1; j >= 0; j--) {
    for (let i = j; i >= 0; i--) {
      let rest = inverse[i][j];
      for (let k = j + 1; k < dims; k++) rest -= p[i][k] * p[j][k];
      p[i][j] = i === j ? Math.sqrt(rest) : rest / p[j][j];
    }
  }
  return p.flat();
}

function logDiagonal(factor: readonly number[], dims: number): number {
  return factor.reduce((sum, entry, i) => (i % (dims + 1) === 0 ? sum + Math.log(entry) : sum), 0);
}

/** Tensors of a mixture whose peaks are as high as they say: a weight undoes what its component's spread does. */
export function tensorsOf(components: readonly Component[]): Tensors {
  const count = components.length;
  const dims = components[0].mean.length;
  const factors = components.map((component) => factorOf(precisionOf(component)));
  const logs = factors.map((factor) => logDiagonal(factor, dims));
  const weights = components.map(({ height }, c) => height * Math.exp(logs[0] - logs[c]));
  const means = components.flatMap(({ mean }) => [...mean]);
  const tensor = (shape: number[], data: number[]) => ({ shape, data: Float32Array.from(data) });
  return {
    weights: tensor([count], weights),
    means: tensor([count, dims], means),
    precisions: tensor([count, dims, dims], factors.flat()),
    logDeterminants: tensor([count], logs),
  };
}

/** Σ⁻¹(x − μ) and ½(x − μ)ᵀΣ⁻¹(x − μ) of one component. */
function pullOf(precision: readonly (readonly number[])[], mean: readonly number[], x: Float64Array) {
  const pull = precision.map((row) => row.reduce((sum, entry, j) => sum + entry * (x[j] - mean[j]), 0));
  return { pull, half: pull.reduce((sum, entry, i) => sum + (entry * (x[i] - mean[i])) / 2, 0) };
}

/** n and ∂n/∂x of the mixture of these components, by hand. */
export function energySlopes(components: readonly Component[], calibration: Calibration): Gradient {
  const dims = components[0].mean.length;
  const precisions = components.map(precisionOf);
  const first = logDiagonal(factorOf(precisions[0]), dims) - (dims / 2) * Math.log(2 * Math.PI);
  const slope = 1 / (calibration.lMax - calibration.lMin);
  return (points, rows) => {
    const values = new Float64Array(rows);
    const gradients = new Float64Array(points.length);
    for (let row = 0; row < rows; row++) {
      const x = points.subarray(row * dims, (row + 1) * dims);
      const pulls = components.map(({ mean }, c) => pullOf(precisions[c], mean, x));
      const logs = pulls.map(({ half }, c) => Math.log(components[c].height) - half);
      const most = Math.max(...logs);
      const shares = logs.map((log) => Math.exp(log - most));
      const total = shares.reduce((sum, share) => sum + share, 0);
      values[row] = energyOf(-(first + most + Math.log(total)), calibration);
      pulls.forEach(({ pull }, c) => {
        pull.forEach((entry, d) => (gradients[row * dims + d] += (slope * shares[c] * entry) / total));
      });
    }
    return Promise.resolve({ values, gradients });
  };
}
