/** The open reward as far as judging episodes needs it: scorer, gate, neighbours and judgements. */
import type { AuditCells } from '../../gate/cells/audit-cells';
import type { Cover } from '../../reward/distance/cover';
import type { CrossConformal } from '../../reward/calibration/conformal';
import type { ErrorModel, OutOfFoldEpisode, Patch, RewardModel, Scorer } from '../../reward/types';
import type { FittedBasin } from '../../reward/distance/uncertainty';
import { gateOf, type OpenGate } from '../../gate/open-gate';
import { gateOfRows } from '../../gate/gate-of-rows';
import type { OpenReward } from '../project/open-reward';

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

/** The open reward as it judges. @param cells of its audit; null = not audited */
export function judgingReward(reward: OpenReward, cells: AuditCells | null): JudgingReward {
  const { model, models, scorer, row, conformal, outOfFold, fitted, cover } = reward;
  const gate = gateOfRows(gateOf(reward, cells));
  const claims = gate.conformal !== null;
  return { model, models, scorer, patches: row.patches, gate, conformal, claims, outOfFold, fitted, cover };
}
