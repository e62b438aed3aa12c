/** Dense factors of small covariance matrices, float64, row-major. */

/**
 * Lower triangular L with A = L Lᵀ, or null when A is not positive definite in floating point.
 * @param matrix [D × D] symmetric; only its lower triangle is read
 */
export function cholesky(matrix: Float64Array, dims: number): Float64Array | null {
  const lower = new Float64Array(dims * dims);
  for (let i = 0; i < dims; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * dims + j];
      for (let k = 0; k < j; k++) sum -= lower[i * dims + k] * lower[j * dims + k];
      if (i !== j) lower[i * dims + j] = sum / lower[j * dims + j];
      else if (sum > 0 && Number.isFinite(sum)) lower[i * dims + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return lower;
}

/**
 * Upper triangular P = L⁻ᵀ, so that A⁻¹ = P Pᵀ and δᵀA⁻¹δ = ‖δᵀP‖².
 * @param lower [D × D] with a positive diagonal
 */
export function precisionFactor(lower: Float64Array, dims: number): Float64Array {
  const factor = new Float64Array(dims * dims);
  for (let column = 0; column < dims; column++) {
    // Column of L⁻¹ by forward substitution, written as a row: that is the transpose.
    for (let i = column; i < dims; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= lower[i * dims + k] * factor[column * dims + k];
      factor[column * dims + i] = sum / lower[i * dims + i];
    }
  }
  return factor;
}

/** Σ_d ln P_dd = −½ ln |A|. */
export function logDiagonal(factor: Float64Array, dims: number): number {
  let sum = 0;
  for (let d = 0; d < dims; d++) sum += Math.log(factor[d * dims + d]);
  return sum;
}
