/**
 * Masks: an executable norm compiled into the score, one edit for the whole violated set (docs/methods.md 2). A hard edge of full
 * strength: any band that falls off would leave violating points rewarded.
 */
import type { Norm } from '../../norms/norm';
import { isEnabled } from '../../reward/patches/patch';
import type { MaskPatch, Patch } from '../../reward/types';
import type { RefinementWords, Refiner, RepairContext } from '../types';

/** Norms that look at the fields of a record, or at more than one frame, are no function of an observation. */
const beyondRows: readonly Norm['type'][] = ['keyword', 'regex', 'temporal'];

/** Norms that flaws violate in numbers: their margin at the flaw is one, so a mask can tell it. */
function violated({ problem, flaws }: RepairContext): Norm[] {
  const ids = new Set(
    flaws.flatMap(({ norm, margin }) => (norm !== null && margin !== null && margin < 0 ? norm : [])),
  );
  return problem.norms.map(({ norm }) => norm).filter(({ id, type }) => ids.has(id) && !beyondRows.includes(type));
}

/** The mask of a norm that is there already, however it is set. */
function heldMask(patches: readonly Patch[], norm: Norm): MaskPatch | undefined {
  return patches.find((patch): patch is MaskPatch => patch.space === 'mask' && patch.norm.id === norm.id);
}

function isWhole(patch: MaskPatch, wanted: Norm): boolean {
  const { strength, width, norm } = patch;
  return strength === 1 && width === 0 && isEnabled(patch) && JSON.stringify(norm) === JSON.stringify(wanted);
}

/** One edit a norm: one that is there is put right, and a whole one has nothing to add. */
export const maskWords: RefinementWords<'mask'> = {
  id: 'mask',
  title: 'Mask (the norm itself)',
  hint: 'The violated norm itself as a mask, at full strength and with a hard edge.',
  evidence: 'certified',
};

export const mask: Refiner<'mask'> = {
  ...maskWords,
  propose: (context) =>
    Promise.resolve(
      violated(context).flatMap((norm): MaskPatch[] => {
        const held = heldMask(context.patches, norm);
        if (held && isWhole(held, norm)) return [];
        const id = held?.id ?? context.newId();
        return [{ id, kind: 'suppress', space: 'mask', strength: 1, norm, width: 0, model: context.modelId }];
      }),
    ),
};
