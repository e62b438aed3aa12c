/** Patches placed by hand: where their centres lie among the standardised inputs. */
import { encodedOwners } from '../../demonstrations/encoding';
import type { Feature } from '../../demonstrations/demonstrations';
import { baseInputs, hasRates } from '../../demonstrations/motion/rate';
import type { InputSpace } from '../../reward/plane';
import type { InputPatch, Patch } from '../../reward/types';
import { pointsAt } from '../../reward/points-at';

/** Inputs that belong to raw features. @param chosen indices of raw features */
export function encodedFeatures(features: readonly Feature[], chosen: readonly number[]): number[] {
  return encodedOwners(features).flatMap((owner, d) => (chosen.includes(owner) ? [d] : []));
}

/** Inputs of a new kernel: those of the chosen features, else of base columns; null = all, where there are no rates. */
export function kernelInputs(features: readonly Feature[], chosen: readonly number[] | null): number[] | null {
  if (chosen !== null) return encodedFeatures(features, chosen);
  return hasRates(features) ? baseInputs(features) : null;
}

/** Centre of a kernel on `inputs` (null = all) at a raw point. */
export function patchAt(
  space: InputSpace,
  raw: readonly number[],
  inputs: readonly number[] | null,
): Pick<InputPatch, 'center' | 'features'> {
  const x = [...pointsAt(space, Float64Array.from(raw), 1).x];
  return inputs === null ? { center: x } : { center: inputs.map((d) => x[d]), features: inputs };
}

/** The patch with its centre at a raw point; masks and latent patches have no place to move to. */
export function moved(space: InputSpace, patch: Patch, raw: readonly number[]): Patch {
  if (patch.space !== 'input') return patch;
  return { ...patch, ...patchAt(space, raw, patch.features ?? null) };
}

/**
 * Patches for another family on the same standardiser: those in input space, masks and learned ones stay where they are;
 * latent and sculpted ones lived in experts that are not there.
 */
export function carriedOver(patches: readonly Patch[], model: string): Patch[] {
  return patches.filter(({ space }) => space !== 'latent' && space !== 'sculpt').map((patch) => ({ ...patch, model }));
}
