/** What edits that no certificate covers take from each episode of the folds (docs/methods.md 4): ℓ_j of conformal risk control. */
import { episodeLosses, rewardLost } from '../../reward/patches/risk-control';
import type { Patch, Points, Scores } from '../../reward/types';
import type { GoodPoints } from '../types';

/** Scores points under any patches. */
export type ScoreUnder = (points: Points, patches: readonly Patch[]) => Promise<Scores>;

/**
 * Mean reward lost by each episode of the folds, beyond what is lost already.
 * @param before patches without the edits
 * @param after the same with them
 * @returns [J] in [0, 1]; a frame without a score counts as lost whole
 */
export async function editLosses(
  { points, episodes, folds }: GoodPoints,
  score: ScoreUnder,
  before: readonly Patch[],
  after: readonly Patch[],
): Promise<number[]> {
  const [had, has] = [await score(points, before), await score(points, after)];
  const kept = ({ baseReward: reward, suppression }: Scores): Float64Array =>
    reward.map((value, row) => value - rewardLost(value, suppression[row]));
  const [then, now] = [kept(had), kept(has)];
  return episodeLosses(
    then.map((value, row) => value - now[row]),
    episodes,
    (row) => folds[row] >= 0,
  );
}
