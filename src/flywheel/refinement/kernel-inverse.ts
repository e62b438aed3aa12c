/** How near to a kernel's centre a value is reached: what turns a budget into a reach. */
import { kernelValue } from '../../reward/patches/kernels';
import type { KernelName } from '../../reward/types';

/**
 * The least share t of the reach from which on ψ(t) ≤ value.
 * @param value ≥ 0; 0 gives 1, where a kernel has ended; 1 gives 0
 * @param core c in [0, 1), read by `plateau` only
 * @returns in [0, 1], rounded up: ψ there is never above the value
 */
export function shareWhere(kernel: KernelName, value: number, core: number): number {
  if (value >= 1) return 0;
  if (value <= 0) return 1;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 52 && high - low > 1e-15; step++) {
    const middle = (low + high) / 2;
    if (kernelValue(kernel, middle, 1, core) > value) low = middle;
    else high = middle;
  }
  return high;
}
