/** What `model.safetensors` says beside its numbers, as JSON in its metadata (docs/methods.md 10), and what a feature is. */
import * as v from 'valibot';
import { above, between, exactly, finite, list, note, oneOf } from '../basics/schema';
import type { Feature } from '../demonstrations/demonstrations';
import { rateEntries } from '../demonstrations/motion/rate.schema';
import { isUsable } from '../reward/calibration/calibrate';
import { familyIds } from '../reward/families';
import type { FamilyId } from '../reward/types';

export const familySchema = oneOf(familyIds);
export const roles = ['continuous', 'angle', 'category', 'derived'] as const;

const entries = exactly({
  name: note(),
  unit: note(),
  role: oneOf(roles),
  column: note(),
  group: oneOf(['observation', 'action', 'reward', 'time', 'episode', 'other']),
  levels: v.pipe(list(finite), v.description('Codes of a category, ascending; empty for other roles.')),
  ...rateEntries,
});

export const featureSchema = v.pipe(
  entries,
  v.check(
    ({ role, of, per, step, hold, clock }) =>
      of === undefined
        ? [per, step, hold, clock].every((fact) => fact === undefined)
        : role === 'derived' && [per, step, hold].every((fact) => fact !== undefined),
    'does not say how its rate is made: of, per, step and hold belong together, to role derived',
  ),
) satisfies v.GenericSchema<unknown, Feature>;

export const mostFeatures = 10_000;
export const mostMembers = 100;

/** @param known families that a file may name */
export const modelSchema = (known: readonly FamilyId[]) =>
  v.pipe(
    exactly({
      beta: v.pipe(between(0, 1), v.description('Deployment weight.')),
      calibration: v.pipe(
        list(v.pipe(exactly({ lMin: finite, lMax: finite }), v.check(isUsable, 'cannot be used')), 1, mostMembers),
        v.description('One a member.'),
      ),
      family: oneOf(known),
      features: list(featureSchema, 1, mostFeatures),
      kappa: v.pipe(above(0), v.description('Steepness of the mapping.')),
    }),
    v.title('model.safetensors'),
    v.description(
      'The text “model” in the metadata of model.safetensors, RFC 8785; numbers of the members are its tensors.',
    ),
  );
