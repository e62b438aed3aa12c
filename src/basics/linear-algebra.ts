/** Dense linear algebra that pictures and pictures alone need: covariance and symmetric eigenvectors, float64. */
import type { Floats } from './arrays';

/** Mean of each column, [dims]. @param points [rows × dims], rows ≥ 1 */
export function columnMeans(points: Floats, rows: number, dims: number): Float64Array {
  const means = new Float64Array(dims);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < dims; d++) means[d] += points[row * dims + d] / rows;
  }
  return means;
}

/** Population covariance, [dims × dims]. @param points [rows × dims], rows ≥ 1 */
export function covariance(points: Floats, rows: number, dims: number, means: Floats): Float64Array {
  const out = new Float64Array(dims * dims);
  const gaps = new Float64Array(dims);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < dims; d++) gaps[d] = points[row * dims + d] - means[d];
    for (let i = 0; i < dims; i++) for (let j = 0; j <= i; j++) out[i * dims + j] += (gaps[i] * gaps[j]) / rows;
  }
  for (let i = 0; i < dims; i++) for (let j = 0; j < i; j++) out[j * dims + i] = out[i * dims + j];
  return out;
}

export interface Eigen {
  /** Descending, [n]. */
  readonly values: Float64Array;
  /** [n × n], row i is the unit eigenvector of value i; its largest entry is positive. */
  readonly vectors: Float64Array;
}

/** One Jacobi rotation that makes entry (p, q) of `a` zero; `v` collects the rotations, eigenvectors in rows. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(t, 1);
  const sine = t * cosine;
  for (let k = 0; k < n; k++) {
    const left = a[k * n + p];
    const right = a[k * n + q];
    a[k * n + p] = cosine * left - sine * right;
    a[k * n + q] = sine * left + cosine * right;
  }
  for (const m of [a, v]) {
    for (let k = 0; k < n; k++) {
      const upper = m[p * n + k];
      const lower = m[q * n + k];
      m[p * n + k] = cosine * upper - sine * lower;
      m[q * n + k] = sine * upper + cosine * lower;
    }
  }
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += a[i * n + j] ** 2;
  return sum;
}

/** Sign that makes the entry of largest size positive; the first of equals decides. */
function signOf(vector: Float64Array): number {
  const largest = vector.reduce((best, value, i) => (Math.abs(value) > Math.abs(vector[best]) + 1e-12 ? i : best), 0);
  return vector[largest] < 0 ? -1 : 1;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations.
 * @param matrix [n × n], symmetric and finite
 */
export function symmetricEigen(matrix: Floats, n: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const enough = 1e-24 * a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < 60 && offDiagonal(a, n) > enough; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) if (a[p * n + q] !== 0) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i] || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const vector = v.slice(from * n, (from + 1) * n);
    const sign = signOf(vector);
    vectors.set(
      vector.map((value) => sign * value),
      to * n,
    );
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}
