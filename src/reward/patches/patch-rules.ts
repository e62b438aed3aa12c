/**
 * What a patch must be, when it is made and when it is loaded (docs/methods.md 2): 0 < α ≤ 1, ρ > 0, 0 ≤ c < 1, all finite,
 * features in range, centre as long as what it is a centre of. Anything else is refused with a sentence.
 */
import { fail, ok } from '../../basics/result';
import type { Result } from '../../basics/result';
import { learnedFault, maskFault, sculptFault } from './kernelless-rules';
import { isIndex, isLoose, isNumber, isNumbers, type Fault, type Loose, type PatchContext } from './patch-checks';
import type { ErrorModel, Patch, RewardModel } from '../types';

export type { PatchContext } from './patch-checks';

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
  if (patch.enabled !== undefined && typeof patch.enabled !== 'boolean') return 'enabled must be true or false';
  for (const name of ['model', 'note']) {
    if (patch[name] !== undefined && typeof patch[name] !== 'string') return `its ${name} must be a text`;
  }
  return patch.evidence === undefined ? null : evidenceFault(patch.evidence);
}

function evidenceFault(evidence: unknown): Fault {
  const { status, bound, episodes }: Loose = isLoose(evidence) ? evidence : {};
  if (status !== 'certified' && status !== 'tested' && status !== 'untested') return 'its evidence cannot be read';
  if (bound !== undefined && (!isNumber(bound) || bound < 0 || bound > 1))
    return 'the bound of its evidence is no share';
  return episodes === undefined || isIndex(episodes, Infinity) ? null : 'its evidence must count whole episodes';
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
