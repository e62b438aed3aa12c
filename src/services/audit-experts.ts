/** What the gate of now does to held-out experts: frames by themselves, episodes with debounce (METHODS.md 5). */
import { expertAllowed, type ExpertAllowed } from '../flywheel/enforcement/expert-allowed';
import type { Frames } from '../flywheel/enforcement/decide';
import type { AuditCells, GoodPoints } from '../flywheel/types';
import type { Patch, Points } from '../reward/types';
import { uncertainties } from '../reward/uncertainty';
import type { Stage } from './audit-stage';
import { framesUnder, gateOf } from './decisions';
import type { OpenReward } from './open-reward';

/** Points as the gate of now sees them. */
export async function gateFrames(
  reward: OpenReward,
  points: Points,
  patches: readonly Patch[],
  cells: AuditCells | null,
): Promise<Frames> {
  const scores = await reward.scorer.score(points, patches);
  const { fitted } = reward;
  const uncertainty = fitted ? uncertainties(fitted, points.x, points.rows) : new Float64Array(points.rows).fill(NaN);
  return framesUnder(gateOf(reward, cells), points, scores, uncertainty);
}

/** [J + 1] first row of each episode and, last, the number of rows. */
export function startsOf({ episodes }: Pick<GoodPoints, 'episodes'>): Uint32Array {
  const starts = [...episodes.keys()].filter((row) => row === 0 || episodes[row] !== episodes[row - 1]);
  return Uint32Array.from([...starts, episodes.length]);
}

/** null where no held-out demonstrations are here, or no dial is set. */
export async function expertsUnder(
  { reward, heldOut, study }: Stage,
  patches: readonly Patch[],
  cells: AuditCells | null,
): Promise<ExpertAllowed | null> {
  if (!heldOut || heldOut.points.rows === 0 || !(reward.thresholds.dial > 0)) return null;
  const frames = await gateFrames(reward, heldOut.points, patches, cells);
  return expertAllowed(frames, startsOf(heldOut), reward.thresholds, study?.demonstrations.timeStep ?? 1);
}
