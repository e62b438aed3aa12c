/** A stored reward as far as judging episodes needs it: scorer, neighbours and judgements, without what only maps need. */
import { ok, type Result } from '../../basics/result';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { nowhere } from '../../norms/rows';
import type { Cover } from '../../reward/distance/cover';
import { openModel } from '../../reward/open-model';
import { CrossConformal } from '../../reward/calibration/conformal';
import type { ErrorModel, OutOfFoldEpisode, Patch, RewardModel, Scorer } from '../../reward/types';
import { surroundingsOf } from '../../reward/distance/surroundings';
import { openBasin, type FittedBasin } from '../../reward/distance/uncertainty';
import { openGate, type OpenGate } from '../../gate/open-gate';
import { gateOfRows } from '../../gate/gate-of-rows';
import type { LoadedReward } from '../project/reward-document';
import { openScorer } from '../../engine/open-scorer';

export interface JudgingReward {
  readonly model: RewardModel;
  /** Its opened members, in order. */
  readonly models: readonly ErrorModel[];
  readonly scorer: Scorer;
  readonly patches: readonly Patch[];
  /** Thresholds, norms and audit cells of now: what decides. */
  readonly gate: OpenGate;
  readonly conformal: CrossConformal;
  /** p is claimed: J ≥ 20 and the judged are whole episodes. Blocks of few episodes depend on each other, however many. */
  readonly claims: boolean;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  /** null when the basin was left out of the file. */
  readonly fitted: FittedBasin | null;
  /** What stands for a basin that was left out. */
  readonly cover: Cover | null;
}

/** Whoever opens it disposes of its scorer. @param cells of its audit; null = not audited */
export async function openForJudging(loaded: LoadedReward, cells: AuditCells | null): Promise<Result<JudgingReward>> {
  const { model, row, outOfFold, basin, cover } = loaded;
  const around = basin ? surroundingsOf(basin) : nowhere;
  const models = openModel(model);
  if (!models.ok) return models;
  const scorer = await openScorer(model, around);
  if (!scorer.ok) return scorer;
  const conformal = new CrossConformal(outOfFold, model.members.length);
  const gate = gateOfRows(openGate({ ...loaded, conformal }, cells, around));
  return ok({
    model,
    models: models.value,
    scorer: scorer.value,
    patches: row.patches,
    gate,
    conformal,
    claims: gate.conformal !== null,
    outOfFold,
    fitted: basin ? openBasin(basin) : null,
    cover,
  });
}
