/** Rules of the kinds of patch that have no kernel: masks, learned heads, sculpted experts (docs/methods.md 1.7, 2). */
import type { Feature } from '../../demonstrations/demonstrations';
import { encodedWidth } from '../../demonstrations/encoding';
import type { Norm } from '../../norms/norm';
import { checkNorm } from '../../norms/norms-file';
import { treeOf } from '../../norms/tree-of';
import { readsRecords } from '../../norms/tree/tree-uses';
import type { LearnedPatch, MaskPatch, SculptPatch } from '../types';
import type { PatchContext } from './patch-context';
import { namelessFeatures } from './scoring-context';

type Fault = string | null;

export function maskFault(
  patch: MaskPatch,
  { rawFeatures, features = namelessFeatures(rawFeatures) }: PatchContext,
): Fault {
  const norm = checkNorm(patch.norm, features);
  if (!norm.ok) return `in its norm: ${norm.failure.message.replace(/\.$/, '')}`;
  if (norm.value.type === 'temporal') return `its norm speaks of episodes, and a mask of single points. ${asNorm}`;
  if (isAboutRecords(norm.value, features)) return `its norm reads fields of records, which no point has. ${asNorm}`;
  return holds(patch.norm, norm.value) ? null : 'its norm must number its features, and have numbers for bounds';
}

/** What a person can do whose rule is no mask (docs/decisions/014). */
const asNorm = 'Keep it as a norm: the gate blocks what violates it, or asks a person where its severity is below .5';

/** True where the norm is written as it was read: files may name features and leave bounds open, a mask in use may not. */
function holds(written: unknown, read: unknown): boolean {
  if (typeof read !== 'object' || read === null) return written === read;
  if (typeof written !== 'object' || written === null) return false;
  return Object.entries(read).every(([key, value]) => holds((written as Record<string, unknown>)[key], value));
}

/** What a norm reads does not turn on how inputs are standardised. */
function isAboutRecords(norm: Norm, features: readonly Feature[]): boolean {
  const dims = encodedWidth(features);
  const standardiser = { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) };
  const tree = treeOf(norm, { features, standardiser });
  return !tree.ok || readsRecords(tree.value);
}

export function learnedFault({ layers }: LearnedPatch, { dims }: PatchContext): Fault {
  let inputs = dims;
  for (const layer of layers) {
    if (layer.inputs !== inputs) return `a layer of its head does not take ${inputs} inputs`;
    inputs = layer.outputs;
  }
  return inputs === 1 ? null : 'the last layer of its head must have one output';
}

/** A sculpted expert is stricter than before, never milder: a suppression never raises a score. */
export function sculptFault(patch: SculptPatch, { members, mapping }: PatchContext): Fault {
  if (patch.member >= members.length) return 'it names a member that does not exist';
  const member = members[patch.member];
  if (member === null || mapping === undefined) return 'this family has no experts to sculpt';
  if (patch.expert >= member.experts) return 'it names an expert that does not exist';
  const { lMin, lMax } = mapping.calibrations[patch.member];
  const high = patch.lMax ?? lMax;
  if (high > lMax || (patch.kappa ?? mapping.kappa) < mapping.kappa) {
    return 'it would make its expert milder than it was';
  }
  return high - lMin > 1e-9 * (1 + Math.abs(high)) ? null : 'its l_max must be above l_min';
}
