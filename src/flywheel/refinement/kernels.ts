/** Isotropic kernels over all inputs, the last resort: local, and covered by the certificate (docs/methods.md 2, 4). */
import type { RefinementWords, Refiner } from '../types';
import { KernelBatch } from './kernel-batch';

export const kernelsWords: RefinementWords<'kernels'> = {
  id: 'kernels',
  title: 'Isotropic kernels',
  hint: 'Spherical kernels over all inputs.',
  evidence: 'certified',
};

export const kernels: Refiner<'kernels'> = {
  ...kernelsWords,
  async propose(context) {
    const batch = await KernelBatch.open(context);
    const inputs = Array.from({ length: batch.dims }, (_, input) => input);
    await batch.cover([...context.flaws.keys()], inputs);
    return batch.patches;
  },
};
