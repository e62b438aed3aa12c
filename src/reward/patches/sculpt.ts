/**
 * Sculpted experts (docs/methods.md 2): where an expert that was made stricter has the say, the member's mapping is stricter. Only
 * r_k is computed with it; energies stay those of the calibration, so that p, n_max and the dial keep their meaning.
 */
import { isEnabled } from './patch';
import type { ErrorModel, Patch, Points, RewardModel, SculptPatch } from '../types';

/** l_max and κ_s of one member, row by row, [rows]. */
export interface SculptedMapping {
  readonly lMax: Float64Array;
  readonly kappa: Float64Array;
}

/** True when something is sculpted: then r itself depends on patches. */
export function isSculpted(patches: readonly Patch[]): boolean {
  return patches.some((patch) => patch.space === 'sculpt' && isEnabled(patch));
}

/** Σ_e g_e·(override or default) of one member; null when it is as it was calibrated. @param opened that member */
export function sculptedMapping(
  model: Pick<RewardModel, 'members' | 'kappa'>,
  member: number,
  opened: Pick<ErrorModel, 'latent'>,
  { x, rows }: Pick<Points, 'x' | 'rows'>,
  patches: readonly Patch[],
): SculptedMapping | null {
  const own = patches.filter(
    (patch): patch is SculptPatch => patch.space === 'sculpt' && isEnabled(patch) && patch.member === member,
  );
  const latents = own.length === 0 ? undefined : opened.latent?.(x, rows);
  if (latents === undefined) return null;
  const { lMax } = model.members[member].calibration;
  const mapping = { lMax: new Float64Array(rows).fill(lMax), kappa: new Float64Array(rows).fill(model.kappa) };
  for (const { expert, strength, lMax: high = lMax, kappa = model.kappa } of own) {
    for (let row = 0; row < rows; row++) {
      const share = strength * latents.gates[row * latents.experts + expert];
      mapping.lMax[row] += share * (high - lMax);
      mapping.kappa[row] += share * (kappa - model.kappa);
    }
  }
  return mapping;
}

/** The same of each member. */
export function sculptedMappings(
  model: Pick<RewardModel, 'members' | 'kappa'>,
  models: readonly Pick<ErrorModel, 'latent'>[],
  points: Pick<Points, 'x' | 'rows'>,
  patches: readonly Patch[],
): (SculptedMapping | null)[] {
  return model.members.map((_, k) => sculptedMapping(model, k, models[k], points, patches));
}
