/** What the screen sees of an audit: of the draft as it is kept, and of the run that is under way. In a worker. */
import type { Failure } from '../../basics/result';
import type { Draft } from '../project/draft';
import { standingView } from '../project/premise';
import { leastDraws, unseenCells } from './cells';
import { nothingToAudit } from './coverage';
import type { AuditMaterial } from './material';
import type { AuditState, AuditView, Coverage } from './types';
import { stateOf } from './view';

/** How the last run of this visit ended. */
export interface LastRun {
  readonly phase: 'idle' | 'done' | 'stopped' | 'failed';
  readonly failure: Failure | null;
}

export const neverRun: LastRun = { phase: 'idle', failure: null };

/** @param state of a run under way; null = the audit rests */
export function viewOf(
  { reward, memory, phaseZero, cells, standing }: Draft,
  { heldOut }: Pick<AuditMaterial, 'heldOut'>,
  experts: AuditView['experts'],
  { attacked, onRecords, untested }: Coverage,
  last: LastRun,
  state: AuditState | null,
): AuditView {
  const coverage = { attacked, onRecords, untested };
  const holds = standing !== null && standing.stale.length === 0;
  return {
    rewardId: reward.row.id,
    norms: reward.norms,
    settings: memory.settings,
    patches: reward.row.patches,
    phaseZero,
    state: state ?? {
      // What was proved is proved for as long as nothing that it stands on has changed.
      ...stateOf(memory, last.phase === 'done' && !holds ? 'idle' : last.phase, standing && standingView(standing)),
      failure: last.failure,
    },
    coverage,
    refusal: nothingToAudit(coverage),
    gap: {
      aMax: reward.thresholds.aMax,
      audited: cells !== null,
      cells: cells?.draws.length ?? 0,
      least: cells ? leastDraws(cells) : 0,
      unseen: cells ? unseenCells(cells) : 0,
    },
    experts,
    withData: heldOut !== null,
  };
}
