/** What the gate of now does to held-out experts: frames by themselves, episodes with debounce (docs/methods.md 5). */
import { expertAllowed, type ExpertAllowed } from '../../gate/dial/expert-allowed';
import type { Frames } from '../../gate/decide';
import type { GoodPoints } from '../../flywheel/types';
import type { AuditCells } from '../../gate/cells/audit-cells';
import type { Patch, Points } from '../../reward/types';
import type { AuditMaterial } from './material';
import { framesUnder, gateOf } from '../../gate/open-gate';
import { distanceOver } from '../../reward/distance/distance-over';
import { gateOfRows } from '../../gate/gate-of-rows';
import type { OpenReward } from '../project/open-reward';

/**
 * Points as the gate of now sees them.
 * @param starts of their episodes, as `startsOf` gives them; null = they stand alone
 */
export async function gateFrames(
  reward: OpenReward,
  points: Points,
  patches: readonly Patch[],
  cells: AuditCells | null,
  starts: Uint32Array | null = null,
): Promise<Frames> {
  const scores = await reward.scorer.score(points, patches);
  return framesUnder(gateOfRows(gateOf(reward, cells)), points, scores, distanceOver(reward, points), starts);
}

/** [J + 1] first row of each episode and, last, the number of rows. */
export function startsOf({ episodes }: Pick<GoodPoints, 'episodes'>): Uint32Array {
  const starts = [...episodes.keys()].filter((row) => row === 0 || episodes[row] !== episodes[row - 1]);
  return Uint32Array.from([...starts, episodes.length]);
}

/** null where no held-out demonstrations are here, or no dial is set. */
export async function expertsUnder(
  { reward, heldOut, prepared }: AuditMaterial,
  patches: readonly Patch[],
  cells: AuditCells | null,
): Promise<ExpertAllowed | null> {
  if (!heldOut || heldOut.points.rows === 0 || !(reward.thresholds.dial > 0)) return null;
  const starts = startsOf(heldOut);
  const frames = await gateFrames(reward, heldOut.points, patches, cells, starts);
  return expertAllowed(frames, starts, reward.thresholds, prepared?.demonstrations.timeStep ?? 1);
}
