/**
 * What a patch must be, when it is made and when it is loaded (docs/methods.md 2): of the shape that `patch.schema.ts` describes,
 * features in range, centre as long as what it is a centre of. Anything else is refused with a sentence.
 */
import { fail, ok } from '../../basics/result';
import type { Result } from '../../basics/result';
import { Refused } from '../../basics/refused';
import { readBy } from '../../basics/schema';
import { learnedFault, maskFault, sculptFault } from './kernelless-rules';
import type { PatchContext } from './patch-context';
import { patchSchema } from './patch.schema';
import type { ErrorModel, InputPatch, LatentPatch, Patch, RewardModel } from '../types';

export type { PatchContext } from './patch-context';

/** The sentence of a rule that is broken, or null. */
type Fault = string | null;

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

/** Without fields that are there but undefined, as JSON would write it. */
function present(candidate: unknown): unknown {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) return candidate;
  return Object.fromEntries(Object.entries(candidate).filter(([, value]) => value !== undefined));
}

/** The first thing that is wrong with its shape, as a clause: “its reach is not above 0”. */
function shapeFault(candidate: unknown): Fault {
  try {
    readBy(patchSchema, present(candidate), '');
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const fault = error.message;
    return fault.startsWith('it ') ? fault : `its ${fault}`;
  }
}

/** @param width numbers of a centre, and of a normal and origin of a half-space where `gateWidth` does not say otherwise */
function kernelFault(
  { center, gate }: InputPatch | LatentPatch,
  width: number,
  gateWidth: number,
  rawFeatures: number,
): Fault {
  if (center.length !== width) return `its centre must have ${width} finite numbers`;
  if (gate === null) return null;
  if (gate.type === 'direction') {
    return gate.features.every((feature) => feature < rawFeatures)
      ? null
      : 'in its direction gate it names a feature that does not exist';
  }
  const fits = gate.normal.length === gateWidth && gate.origin.length === gateWidth;
  return fits ? null : `its half-space must have ${gateWidth} numbers in normal and origin`;
}

function inputFault(patch: InputPatch, { dims, rawFeatures }: PatchContext): Fault {
  const { features } = patch;
  if (features?.some((input) => input >= dims)) return 'it names an input that does not exist';
  const width = features?.length ?? dims;
  return kernelFault(patch, width, width, rawFeatures);
}

function latentFault(patch: LatentPatch, { dims, members, rawFeatures }: PatchContext): Fault {
  if (patch.member >= members.length) return 'it names a member that does not exist';
  const member = members[patch.member];
  if (member === null) return 'this family has no latent space';
  if (patch.expert >= member.experts) return 'it names an expert that does not exist';
  return kernelFault(patch, member.width, dims, rawFeatures);
}

function contextFault(patch: Patch, context: PatchContext): Fault {
  switch (patch.space) {
    case 'input':
      return inputFault(patch, context);
    case 'latent':
      return latentFault(patch, context);
    case 'mask':
      return maskFault(patch, context);
    case 'learned':
      return learnedFault(patch, context);
    case 'sculpt':
      return sculptFault(patch, context);
  }
}

/**
 * Checks anything that claims to be a patch.
 * @returns the same object, or `bad-parameter` with the first rule that it breaks
 */
export function validatePatch(candidate: unknown, context: PatchContext): Result<Patch> {
  const fault = shapeFault(candidate) ?? contextFault(candidate as Patch, context);
  if (fault === null) return ok(candidate as Patch);
  const named = typeof candidate === 'object' && candidate !== null && 'id' in candidate ? candidate.id : null;
  const name = typeof named === 'string' ? `The patch ${named.slice(0, 60)}` : 'A patch';
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
