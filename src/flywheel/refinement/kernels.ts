/** Isotropic kernels over all inputs that an audit draws, the last resort: local, and covered by the certificate (docs/methods.md 2, 4). */
import { drawnInputs } from '../rates/drawn';
import type { RefinementWords, Refiner } from '../types';
import { KernelBatch } from './kernel-batch';

export const kernelsWords: RefinementWords<'kernels'> = {
  id: 'kernels',
  title: 'Isotropic kernels',
  hint: 'Spherical kernels over all inputs, whatever the rates are.',
  evidence: 'certified',
};

export const kernels: Refiner<'kernels'> = {
  ...kernelsWords,
  async propose(context) {
    const batch = await KernelBatch.open(context);
    const inputs = drawnInputs(context.problem);
    await batch.cover([...context.flaws.keys()], inputs);
    return batch.patches;
  },
};
