/** The three patch kernels ψ(d), 1 at the centre, falling, exactly zero from the reach on (docs/methods.md 2). */
import type { KernelName } from '../types';

/** Smooth step t³(6t² − 15t + 10), 0 for t ≤ 0 and 1 for t ≥ 1. */
export function smoothStep(t: number): number {
  if (t <= 0) return 0;
  // Rounding near t = 1 can pass 1, and a kernel below 0 would lift what it should hold down.
  return t >= 1 ? 1 : Math.min(1, t * t * t * (t * (6 * t - 15) + 10));
}

/** Share of the reach that a published Gaussian's σ takes: σ = ρ/3.72. */
export const gaussianReach = 3.72;

/**
 * ψ at a distance.
 * @param distance ≥ 0; NaN gives NaN
 * @param reach ρ > 0
 * @param core c in [0, 1), read by `plateau` only
 * @returns in [0, 1]
 */
export function kernelValue(kernel: KernelName, distance: number, reach: number, core: number): number {
  if (distance >= reach) return 0;
  const t = distance / reach;
  if (kernel === 'plateau') return t <= core ? 1 : 1 - smoothStep((t - core) / (1 - core));
  // Rounding beside the centre can pass 1.
  if (kernel === 'wendland') return Math.min(1, (1 - t) ** 4 * (4 * t + 1));
  return Math.exp(-((t * gaussianReach) ** 2) / 2);
}
