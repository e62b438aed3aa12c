/**
 * The score, float64: s = max(0, min(1, r + R) − S), and all that leads to it (docs/methods.md 1.3, 1.4, 2, 8).
 * A row with a number that is not finite gets NaN in every output: enforcement blocks on it (docs/methods.md 5), and nothing
 * here ever turns it into a figure.
 */
import type { Floats } from '../basics/arrays';
import { familyOf } from './families';
import type { RewardMapping } from './families/mapping';
import { sculptedMapping, sculptedMappings, type SculptedMapping } from './patches/sculpt';
import { scoringContextOf, type ScoringContext } from './patches/scoring-context';
import { PatchEvaluator } from './patches/suppression';
import type { Calibration, ErrorModel, Patch, Points, RewardModel, Scores } from './types';

/** κ_s of docs/methods.md 1.3. */
export const defaultKappa = 4;

/** n_k = (m_k − l_min)/(l_max − l_min), unclipped. */
export function energyOf(error: number, { lMin, lMax }: Calibration): number {
  return (error - lMin) / (lMax - lMin);
}

/** r_k of n_k by the mapping of the family, in [0, 1]. */
export function rewardOf(energy: number, kappa: number, mapping: RewardMapping): number {
  return mapping.reward(energy, kappa);
}

/** s = max(0, min(1, r + R) − S): a raise never re-opens what is suppressed. */
export function scoreOf(reward: number, raise: number, suppression: number): number {
  return Math.max(0, Math.min(1, reward + raise) - suppression);
}

/**
 * Population standard deviation of ln(m_k + 1e-12) over members, [rows]; 0 for one member.
 * A negative m, which a family may have, counts as 0.
 */
export function memberDisagreementOf(errors: readonly Float64Array[], rows: number): Float64Array {
  const logs = errors.map((member) => member.map((m) => Math.log(Math.max(0, m) + 1e-12)));
  return Float64Array.from({ length: rows }, (_, row) => {
    const centre = logs.reduce((sum, member) => sum + member[row], 0) / logs.length;
    return Math.sqrt(logs.reduce((sum, member) => sum + (member[row] - centre) ** 2, 0) / logs.length);
  });
}

/** ‖∇_φ n‖² = (1/K²) Σ_k (1/(l_max,k − l_min,k))²·(4 m_k/D)·Σ_e g²(‖h‖² + 1), φ = (V, c) of all members (docs/methods.md 8). */
function sensitivityOf(model: RewardModel, models: readonly ErrorModel[], errors: readonly Float64Array[], p: Points) {
  const out = new Float64Array(p.rows);
  models.forEach((member, k) => {
    const { lMin, lMax } = model.members[k].calibration;
    const scale = 4 / (member.dims * (models.length * (lMax - lMin)) ** 2);
    const norms = member.decoderNorms?.(p.x, p.rows);
    if (norms !== undefined) for (let row = 0; row < p.rows; row++) out[row] += scale * errors[k][row] * norms[row];
  });
  return out;
}

function isFiniteRow(values: Floats, row: number, width: number): boolean {
  for (let i = row * width; i < (row + 1) * width; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** Puts NaN into every output of the rows that are not finite. */
function voidBrokenRows(scores: Scores, points: Points, members: number): void {
  const dims = points.x.length / points.rows;
  const raws = points.raw.length / points.rows;
  for (let row = 0; row < points.rows; row++) {
    if (isFiniteRow(points.x, row, dims) && isFiniteRow(points.raw, row, raws)) continue;
    for (const values of Object.values(scores) as Float64Array[]) {
      const width = values === scores.memberEnergies ? members : 1;
      values.fill(NaN, row * width, (row + 1) * width);
    }
  }
}

/** r_k, by the member's own mapping or by the sculpted one, which is never above it: rounding alone could lift it. */
export function memberReward(
  energy: number,
  { lMin, lMax }: Calibration,
  kappa: number,
  mapping: RewardMapping,
  sculpted: SculptedMapping | null,
  row: number,
): number {
  const plain = rewardOf(energy, kappa, mapping);
  if (sculpted === null) return plain;
  const strict = rewardOf((energy * (lMax - lMin)) / (sculpted.lMax[row] - lMin), sculpted.kappa[row], mapping);
  return Math.min(plain, strict);
}

/**
 * β·r_k by one member alone, [rows], sculpted experts included: what points are worth to a judge that did not see them.
 * @param opened that member @param energies [rows] its n_k
 */
export function rewardByMember(
  model: RewardModel,
  member: number,
  opened: ErrorModel,
  energies: Float64Array,
  points: Pick<Points, 'x' | 'rows'>,
  patches: readonly Patch[],
): Float64Array {
  const { calibration } = model.members[member];
  const { mapping } = familyOf(model);
  const sculpted = sculptedMapping(model, member, opened, points, patches);
  return energies.map((n, row) => model.beta * memberReward(n, calibration, model.kappa, mapping, sculpted, row));
}

/** Energies of each member, their mean n, and β·mean r_k; sculpted experts change r_k alone. */
function mapped(
  model: RewardModel,
  errors: readonly Float64Array[],
  rows: number,
  sculpted: readonly (SculptedMapping | null)[],
) {
  const members = errors.length;
  const memberEnergies = new Float64Array(rows * members);
  const energy = new Float64Array(rows);
  const reward = new Float64Array(rows);
  const { mapping } = familyOf(model);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < members; k++) {
      const { calibration } = model.members[k];
      const n = energyOf(errors[k][row], calibration);
      memberEnergies[row * members + k] = n;
      energy[row] += n / members;
      reward[row] += (model.beta * memberReward(n, calibration, model.kappa, mapping, sculpted[k], row)) / members;
    }
  }
  return { memberEnergies, energy, reward };
}

/**
 * Scores points by the plain float64 path that every fast one is compared with.
 * @param models the opened members of `model`, in order (`openModel`)
 * @param patches valid ones (`validatePatches`); no row depends on another
 * @param scoring what masks are judged in; norms are compiled once a context, so whoever calls often keeps it
 */
export function scoreReference(
  model: RewardModel,
  models: readonly ErrorModel[],
  points: Points,
  patches: readonly Patch[],
  scoring: ScoringContext = scoringContextOf(model),
): Scores {
  const { rows } = points;
  const errors = models.map((member) => member.errors(points.x, rows));
  const sculpted = sculptedMappings(model, models, points, patches);
  const { memberEnergies, energy, reward } = mapped(model, errors, rows, sculpted);
  const { suppression, raise } = new PatchEvaluator(models, points, scoring).sums(patches);
  const scores: Scores = {
    score: reward.map((r, row) => scoreOf(r, raise[row], suppression[row])),
    baseReward: reward,
    suppression,
    raise,
    energy,
    memberDisagreement: memberDisagreementOf(errors, rows),
    sensitivity: sensitivityOf(model, models, errors, points),
    memberEnergies,
  };
  voidBrokenRows(scores, points, models.length);
  return scores;
}
