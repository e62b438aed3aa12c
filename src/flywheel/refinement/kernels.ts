/** Isotropic kernels over all inputs, the last resort: local, and covered by the certificate (docs/methods.md 2, 4). */
import type { Refiner } from '../types';
import { KernelBatch } from './kernel-batch';

export const kernels: Refiner = {
  step: 'kernels',
  async propose(workshop) {
    const batch = await KernelBatch.open(workshop);
    const inputs = Array.from({ length: batch.dims }, (_, input) => input);
    await batch.cover([...workshop.flaws.keys()], inputs);
    return batch.patches;
  },
};
