/** From a model as data to members that judge. Whatever a file can get wrong is refused here, with a sentence. */
import { fail, ok } from '../basics/result';
import type { Result } from '../basics/result';
import { encodedWidth } from '../demonstrations/encoding';
import { isUsable } from './calibration/calibrate';
import { families, findFamily } from './families';
import { plainArithmetic, type FamilyArithmetic } from './families/arithmetic';
import type { Families } from './families/collect';
import type { ErrorModel, RewardModel } from './types';

function faultOf({ features, standardiser, members, kappa, beta }: RewardModel): string | null {
  const dims = encodedWidth(features);
  const { mean, std } = standardiser;
  if (dims === 0) return 'it has no inputs';
  if (members.length === 0) return 'it has no members';
  if (mean.length !== dims || std.length !== dims) return `its standardiser does not fit its ${dims} inputs`;
  if (!mean.every(Number.isFinite) || !std.every((value) => Number.isFinite(value) && value > 0)) {
    return 'its standardiser holds a number that cannot be';
  }
  if (!Number.isFinite(kappa) || kappa <= 0) return 'the steepness of its mapping must be above 0';
  if (!(beta >= 0 && beta <= 1)) return 'its deployment weight must lie in [0, 1]';
  return members.every(({ calibration }) => isUsable(calibration)) ? null : 'a member is not calibrated';
}

function refuse(fault: string): Result<never> {
  return fail('malformed', `This reward cannot be opened: ${fault}.`, 'Take the file from where it was made again.');
}

/**
 * Opens every member of a model through its family.
 * @param known families that a model can be of
 * @param arithmetic faster than the reference, and equal to it
 * @returns one `ErrorModel` a member, in order; `malformed` when the record does not hold together
 */
export function openModel(
  model: RewardModel,
  known: Families = families,
  arithmetic: FamilyArithmetic = plainArithmetic,
): Result<ErrorModel[]> {
  const fault = faultOf(model);
  if (fault !== null) return refuse(fault);
  const family = findFamily(model.family, known);
  if (family === null) return refuse(`its family ${model.family} is not known`);
  const opened: ErrorModel[] = [];
  for (const { tensors } of model.members) {
    const member = family.open(tensors, arithmetic);
    if (!member.ok) return member;
    if (member.value.dims !== encodedWidth(model.features)) return refuse('a member does not fit its inputs');
    opened.push(member.value);
  }
  return ok(opened);
}
