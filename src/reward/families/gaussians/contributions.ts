/** Which inputs make a point surprising to a Gaussian mixture. */
import type { Floats } from '../../../basics/arrays';
import { logDensity, logPeaks, mahalanobis, type GaussianMixture } from './gaussian-mixture';

/**
 * Splits the quadratic part of −ln p, Σ_c γ_c ½‖(x − μ_c)P_c‖², among the inputs *(choice)*: within a component in
 * proportion to (Σ_c⁻¹δ)_d²/(Σ_c⁻¹)_dd, the squared deviation of input d from what the other inputs predict. Never
 * negative, sums to the quadratic part.
 * @param x [D] one row
 * @returns [D]
 */
export function surpriseByInput(mixture: GaussianMixture, x: Floats): Float64Array {
  const { dims, components } = mixture;
  const joint = new Float64Array(components);
  const delta = new Float64Array(dims);
  const total = new Float64Array(dims);
  const density = logDensity(mixture, logPeaks(mixture), x, 0, joint, delta);
  if (!Number.isFinite(density)) return total.fill(NaN);
  for (let c = 0; c < components; c++) {
    const share = Math.exp(joint[c] - density);
    const quadratic = 0.5 * mahalanobis(mixture, c, x, 0, delta);
    const deviations = conditionalDeviations(mixture, c, delta);
    const sum = deviations.reduce((a, b) => a + b, 0);
    if (sum > 0) for (let d = 0; d < dims; d++) total[d] += (share * quadratic * deviations[d]) / sum;
  }
  return total;
}

/** (Σ⁻¹δ)_d²/(Σ⁻¹)_dd for each input. */
function conditionalDeviations(mixture: GaussianMixture, component: number, delta: Float64Array): Float64Array {
  const { dims, precisions } = mixture;
  const start = component * dims * dims;
  const projected = new Float64Array(dims);
  for (let j = 0; j < dims; j++) {
    for (let i = 0; i <= j; i++) projected[j] += delta[i] * precisions[start + i * dims + j];
  }
  return Float64Array.from({ length: dims }, (_, i) => {
    let pull = 0;
    let diagonal = 0;
    for (let j = i; j < dims; j++) {
      pull += precisions[start + i * dims + j] * projected[j];
      diagonal += precisions[start + i * dims + j] ** 2;
    }
    return (pull * pull) / diagonal;
  });
}
