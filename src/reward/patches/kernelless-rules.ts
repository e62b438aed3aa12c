/** Rules of the kinds of patch that have no kernel: masks, learned heads, sculpted experts (docs/methods.md 1.7, 2). */
import type { Feature } from '../../demonstrations/demonstrations';
import type { Norm } from '../../norms/norm';
import { checkNorm } from '../../norms/norms-file';
import { treeOf } from '../../norms/tree-of';
import { readsRecords } from '../../norms/tree/tree-uses';
import { isIndex, isLoose, isNumber, isNumbers, type Fault, type Loose, type PatchContext } from './patch-checks';
import { namelessFeatures } from './setting';

export function maskFault(
  patch: Loose,
  { rawFeatures, features = namelessFeatures(rawFeatures) }: PatchContext,
): Fault {
  if (patch.kind === 'raise') return 'a mask can only suppress';
  if (!isNumber(patch.width) || patch.width < 0) return 'the width of its edge must be a finite number, 0 or more';
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
  return Object.entries(read).every(([key, value]) => holds((written as Loose)[key], value));
}

function isAboutRecords(norm: Norm, features: readonly Feature[]): boolean {
  if (norm.type !== 'predicate') return norm.type === 'keyword' || norm.type === 'regex';
  const tree = treeOf(norm, { features, standardiser: { mean: new Float32Array(0), std: new Float32Array(0) } });
  return !tree.ok || readsRecords(tree.value);
}

const mostLayers = 4;
const widest = 512;

function layerFault(layer: unknown, inputs: number): Fault {
  if (!isLoose(layer) || layer.inputs !== inputs) return `a layer of its head does not take ${inputs} inputs`;
  const { outputs } = layer;
  if (!isIndex(outputs, widest + 1) || outputs === 0) return `a layer of its head must have 1 to ${widest} outputs`;
  const fits = isNumbers(layer.weights, inputs * outputs) && isNumbers(layer.biases, outputs);
  return fits ? null : 'the weights of its head are not all there, or not finite';
}

export function learnedFault(patch: Loose, { dims }: PatchContext): Fault {
  const { layers, threshold } = patch;
  if (patch.kind === 'raise') return 'a learned patch can only suppress';
  if (!isNumber(threshold) || threshold < 0 || threshold >= 1) return 'its threshold must be at least 0 and below 1';
  if (!Array.isArray(layers) || layers.length === 0 || layers.length > mostLayers) {
    return `its head must have 1 to ${mostLayers} layers`;
  }
  let inputs = dims;
  for (const layer of layers as unknown[]) {
    const fault = layerFault(layer, inputs);
    if (fault !== null) return fault;
    inputs = (layer as { outputs: number }).outputs;
  }
  return inputs === 1 ? null : 'the last layer of its head must have one output';
}

/** A sculpted expert is stricter than before, never milder: a suppression never raises a score. */
export function sculptFault(patch: Loose, { members, mapping }: PatchContext): Fault {
  if (patch.kind === 'raise') return 'a sculpted expert can only suppress';
  if (!isIndex(patch.member, members.length)) return 'it names a member that does not exist';
  const member = members[patch.member];
  if (member === null || mapping === undefined) return 'this family has no experts to sculpt';
  if (!isIndex(patch.expert, member.experts)) return 'it names an expert that does not exist';
  const { calibrations, kappa } = mapping;
  const { lMin, lMax } = calibrations[patch.member];
  if (patch.lMin !== undefined) return 'l_min cannot be sculpted: another one would pay more somewhere';
  if (patch.lMax === undefined && patch.kappa === undefined) return 'it sculpts neither l_max nor the steepness';
  // What is there must be a number: null, as files can hold it, is not the same as nothing.
  const high = patch.lMax === undefined ? lMax : patch.lMax;
  const steep = patch.kappa === undefined ? kappa : patch.kappa;
  if (!isNumber(high) || !isNumber(steep)) return 'its calibration must be finite numbers';
  if (high > lMax || steep < kappa) return 'it would make its expert milder than it was';
  return high - lMin > 1e-9 * (1 + Math.abs(high)) ? null : 'its l_max must be above l_min';
}
