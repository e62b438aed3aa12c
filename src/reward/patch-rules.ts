/**
 * What a patch must be, when it is made and when it is loaded (METHODS.md 2): 0 < α ≤ 1, ρ > 0, 0 ≤ c < 1, all finite,
 * features in range, centre as long as what it is a centre of. Anything else is refused with a sentence.
 */
import { fail, ok } from '../basics/result';
import type { Result } from '../basics/result';
import type { Feature } from '../demonstrations/demonstrations';
import type { Norm } from '../norms/norm';
import { checkNorm } from '../norms/norms-file';
import { treeOf } from '../norms/tree-of';
import { readsRecords } from '../norms/tree-uses';
import { namelessFeatures } from './setting';
import type { Calibration, ErrorModel, Patch, RewardModel } from './types';

/** What a patch is checked against. */
export interface PatchContext {
  /** D */
  readonly dims: number;
  /** F */
  readonly rawFeatures: number;
  /** Experts and bottleneck width of each member; null where the family has none. */
  readonly members: readonly ({ readonly experts: number; readonly width: number } | null)[];
  /** [F]; absent = nameless ones, which no predicate can name. */
  readonly features?: readonly Feature[];
  /** What sculpting must not loosen: calibration of each member and κ_s; absent = sculpted patches are refused. */
  readonly mapping?: { readonly calibrations: readonly Calibration[]; readonly kappa: number };
}

/** The context that opened members make; with their model everything about them is known. */
export function contextOf(
  models: readonly ErrorModel[],
  rawFeatures: number,
  model?: Pick<RewardModel, 'features' | 'members' | 'kappa'>,
): PatchContext {
  const members = models.map((member) => member.latent?.(new Float64Array(0), 0) ?? null);
  const context = { dims: models[0]?.dims ?? 0, rawFeatures, members };
  if (model === undefined) return context;
  const calibrations = model.members.map(({ calibration }) => calibration);
  return { ...context, features: model.features, mapping: { calibrations, kappa: model.kappa } };
}

type Loose = Readonly<Record<string, unknown>>;
/** The sentence of a rule that is broken, or null. */
type Fault = string | null;

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isNumbers(value: unknown, length: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every(isNumber);
}

function isIndex(value: unknown, below: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < below;
}

function indicesFault(value: unknown, below: number, what: string): Fault {
  if (!Array.isArray(value) || value.length === 0) return `it names no ${what}`;
  if (!value.every((entry) => isIndex(entry, below))) return `it names a ${what.slice(0, -1)} that does not exist`;
  return new Set(value).size < value.length ? `it names the same ${what.slice(0, -1)} twice` : null;
}

function baseFault(patch: Loose): Fault {
  if (typeof patch.id !== 'string' || patch.id === '') return 'it has no id';
  if (patch.kind !== 'suppress' && patch.kind !== 'raise') return 'it is neither suppress nor raise';
  if (!isNumber(patch.strength) || patch.strength <= 0 || patch.strength > 1) {
    return 'its strength must be above 0 and at most 1';
  }
  return patch.enabled === undefined || typeof patch.enabled === 'boolean' ? null : 'enabled must be true or false';
}

function directionFault(gate: Loose, rawFeatures: number): Fault {
  const fault = indicesFault(gate.features, rawFeatures, 'features');
  if (fault !== null) return `in its direction gate ${fault}`;
  if (!isNumbers(gate.normal, (gate.features as unknown[]).length)) return 'its direction must have a number a feature';
  if (Math.abs(Math.hypot(...gate.normal) - 1) > 1e-6) return 'its direction must have length 1';
  return isNumber(gate.sigma) && gate.sigma > 0 ? null : 'the sigma of its direction gate must be above 0';
}

function gateFault(gate: unknown, width: number, rawFeatures: number): Fault {
  if (gate === null) return null;
  if (!isLoose(gate)) return 'its gate cannot be read';
  if (gate.type === 'direction') return directionFault(gate, rawFeatures);
  if (gate.type !== 'half-space') return 'its gate is of a kind that is not known';
  if (!isNumbers(gate.normal, width) || !isNumbers(gate.origin, width)) {
    return `its half-space must have ${width} numbers in normal and origin`;
  }
  return gate.normal.every((entry) => entry === 0) ? 'the normal of its half-space must not be zero' : null;
}

function kernelFault(patch: Loose, centreLength: number, gateWidth: number, rawFeatures: number): Fault {
  if (!isNumbers(patch.center, centreLength)) return `its centre must have ${centreLength} finite numbers`;
  if (patch.kernel !== 'plateau' && patch.kernel !== 'wendland' && patch.kernel !== 'gaussian') {
    return 'its kernel must be plateau, wendland or gaussian';
  }
  if (!isNumber(patch.reach) || patch.reach <= 0) return 'its reach must be a finite number above 0';
  if (!isNumber(patch.core) || patch.core < 0 || patch.core >= 1) return 'its core must be at least 0 and below 1';
  return gateFault(patch.gate, gateWidth, rawFeatures);
}

function inputFault(patch: Loose, context: PatchContext): Fault {
  if (patch.features === undefined) return kernelFault(patch, context.dims, context.dims, context.rawFeatures);
  const fault = indicesFault(patch.features, context.dims, 'inputs');
  if (fault !== null) return fault;
  const length = (patch.features as unknown[]).length;
  return kernelFault(patch, length, length, context.rawFeatures);
}

function latentFault(patch: Loose, context: PatchContext): Fault {
  if (!isIndex(patch.member, context.members.length)) return 'it names a member that does not exist';
  const member = context.members[patch.member];
  if (member === null) return 'this family has no latent space';
  if (!isIndex(patch.expert, member.experts)) return 'it names an expert that does not exist';
  return kernelFault(patch, member.width, context.dims, context.rawFeatures);
}

function maskFault(patch: Loose, { rawFeatures, features = namelessFeatures(rawFeatures) }: PatchContext): Fault {
  if (patch.kind === 'raise') return 'a mask can only suppress';
  if (!isNumber(patch.width) || patch.width < 0) return 'the width of its edge must be a finite number, 0 or more';
  const norm = checkNorm(patch.norm, features);
  if (!norm.ok) return `in its norm: ${norm.failure.message.replace(/\.$/, '')}`;
  if (norm.value.type === 'temporal') return 'its norm speaks of episodes, and a mask of single points';
  return isAboutRecords(norm.value, features) ? 'its norm reads fields of records, which no observation has' : null;
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

function learnedFault(patch: Loose, { dims }: PatchContext): Fault {
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
function sculptFault(patch: Loose, { members, mapping }: PatchContext): Fault {
  if (patch.kind === 'raise') return 'a sculpted expert can only suppress';
  if (!isIndex(patch.member, members.length)) return 'it names a member that does not exist';
  const member = members[patch.member];
  if (member === null || mapping === undefined) return 'this family has no experts to sculpt';
  if (!isIndex(patch.expert, member.experts)) return 'it names an expert that does not exist';
  const { calibrations, kappa } = mapping;
  const { lMin, lMax } = calibrations[patch.member];
  const own = { lMax: patch.lMax ?? lMax, kappa: patch.kappa ?? kappa };
  if (!isNumber(own.lMax) || !isNumber(own.kappa)) return 'its calibration must be finite';
  if (patch.lMin !== undefined) return 'l_min cannot be sculpted: another one would pay more somewhere';
  if (own.lMax > lMax || own.kappa < kappa) return 'it would make its expert milder than it was';
  return own.lMax - lMin > 1e-9 * (1 + Math.abs(own.lMax)) ? null : 'its l_max must be above l_min';
}

function patchFault(patch: Loose, context: PatchContext): Fault {
  const fault = baseFault(patch);
  if (fault !== null) return fault;
  if (patch.space === 'input') return inputFault(patch, context);
  if (patch.space === 'latent') return latentFault(patch, context);
  if (patch.space === 'mask') return maskFault(patch, context);
  if (patch.space === 'learned') return learnedFault(patch, context);
  if (patch.space === 'sculpt') return sculptFault(patch, context);
  return 'its space must be input, latent, mask, learned or sculpt';
}

/**
 * Checks anything that claims to be a patch.
 * @returns the same object, or `bad-parameter` with the first rule that it breaks
 */
export function validatePatch(candidate: unknown, context: PatchContext): Result<Patch> {
  const fault = isLoose(candidate) ? patchFault(candidate, context) : 'it cannot be read';
  if (fault === null) return ok(candidate as Patch);
  const name = isLoose(candidate) && typeof candidate.id === 'string' ? `The patch ${candidate.id}` : 'A patch';
  return fail(
    'bad-parameter',
    `${name} was refused: ${fault}.`,
    'Nothing was changed. Correct the patch and try again.',
  );
}

/** Checks a list of patches; two with one id are refused as well. */
export function validatePatches(candidates: unknown, context: PatchContext): Result<readonly Patch[]> {
  if (!Array.isArray(candidates)) {
    return fail(
      'malformed',
      'The list of patches cannot be read.',
      'Nothing was changed. Take the file from its source.',
    );
  }
  const patches: Patch[] = [];
  for (const candidate of candidates as unknown[]) {
    const result = validatePatch(candidate, context);
    if (!result.ok) return result;
    if (patches.some(({ id }) => id === result.value.id)) {
      const message = `Two patches have the id ${result.value.id}.`;
      return fail('bad-parameter', message, 'Nothing was changed. Give each patch an id of its own.');
    }
    const twice = patches.find((other) => sculptSame(other, result.value));
    if (twice !== undefined) {
      const message = `The patches ${twice.id} and ${result.value.id} sculpt the same expert.`;
      return fail('bad-parameter', message, 'Nothing was changed. Keep one of them.');
    }
    patches.push(result.value);
  }
  return ok(patches);
}

function sculptSame(a: Patch, b: Patch): boolean {
  return a.space === 'sculpt' && b.space === 'sculpt' && a.member === b.member && a.expert === b.expert;
}
