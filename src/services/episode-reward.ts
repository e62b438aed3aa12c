/** A stored reward as far as judging episodes needs it: scorer, neighbours and judgements, without what only maps need. */
import { ok, type Result } from '../basics/result';
import type { Thresholds } from '../flywheel/enforcement/thresholds';
import { CrossConformal } from '../reward/conformal';
import type { OutOfFoldEpisode, Patch, RewardModel, Scorer } from '../reward/types';
import { surroundingsOf } from '../reward/surroundings';
import { openBasin, type FittedBasin } from '../reward/uncertainty';
import type { LoadedReward } from './reward-document';
import { openScorer } from './scorers';

export interface JudgingReward {
  readonly model: RewardModel;
  readonly scorer: Scorer;
  readonly patches: readonly Patch[];
  readonly thresholds: Thresholds;
  readonly conformal: CrossConformal;
  /** p is claimed: J ≥ 20 and the judged are whole episodes. Blocks of few episodes depend on each other, however many. */
  readonly claims: boolean;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  /** null when the basin was left out of the file: then u is not known, and enforcement blocks. */
  readonly fitted: FittedBasin | null;
}

/** Whoever opens it disposes of its scorer. */
export async function openForJudging(loaded: LoadedReward): Promise<Result<JudgingReward>> {
  const { model, row, thresholds, outOfFold, basin, assessment } = loaded;
  const scorer = await openScorer(model, basin ? surroundingsOf(basin) : undefined);
  if (!scorer.ok) return scorer;
  const conformal = new CrossConformal(outOfFold, model.members.length);
  return ok({
    model,
    scorer: scorer.value,
    patches: row.patches,
    thresholds,
    conformal,
    claims: conformal.claims && assessment?.byEpisode === true,
    outOfFold,
    fitted: basin ? openBasin(basin) : null,
  });
}
