/**
 * What a patch must be, when it is made and when it is loaded (METHODS.md 2): 0 < α ≤ 1, ρ > 0, 0 ≤ c < 1, all finite,
 * features in range, centre as long as what it is a centre of. Anything else is refused with a sentence.
 */
import { fail, ok } from '../basics/result';
import type { Result } from '../basics/result';
import type { ErrorModel, Patch } from './types';

/** What a patch is checked against. */
export interface PatchContext {
  /** D */
  readonly dims: number;
  /** F */
  readonly rawFeatures: number;
  /** Experts and bottleneck width of each member; null where the family has none. */
  readonly members: readonly ({ readonly experts: number; readonly width: number } | null)[];
}

/** The context that opened members make. */
export function contextOf(models: readonly ErrorModel[], rawFeatures: number): PatchContext {
  const members = models.map((model) => model.latent?.(new Float64Array(0), 0) ?? null);
  return { dims: models[0]?.dims ?? 0, rawFeatures, members };
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

function maskFault(patch: Loose, { rawFeatures }: PatchContext): Fault {
  const norm = patch.norm;
  if (patch.kind === 'raise') return 'a mask can only suppress';
  if (!isNumber(patch.width) || patch.width < 0) return 'the width of its edge must be a finite number, 0 or more';
  if (!isLoose(norm) || typeof norm.id !== 'string' || norm.type !== 'range') return 'its norm cannot be read';
  const fault = indicesFault(norm.features, rawFeatures, 'features');
  if (fault !== null) return `in its norm ${fault}`;
  const length = (norm.features as unknown[]).length;
  const { min, max } = norm;
  if (!isNumbers(min, length) || !isNumbers(max, length)) return 'its norm needs a finite min and max a feature';
  return min.some((low, i) => low > max[i]) ? 'in its norm a min is above its max' : null;
}

function patchFault(patch: Loose, context: PatchContext): Fault {
  const fault = baseFault(patch);
  if (fault !== null) return fault;
  if (patch.space === 'input') return inputFault(patch, context);
  if (patch.space === 'latent') return latentFault(patch, context);
  return patch.space === 'mask' ? maskFault(patch, context) : 'its space must be input, latent or mask';
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
    patches.push(result.value);
  }
  return ok(patches);
}
