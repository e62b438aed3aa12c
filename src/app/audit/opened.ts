/** What the screen sees of an audit: of the draft as it is kept, and of the run that is under way. In a worker. */
import type { Failure } from '../../basics/result';
import type { Draft } from '../project/draft';
import { leastDraws, unseenCells } from './cells';
import type { AuditMaterial } from './material';
import type { AuditState, AuditView } from './types';
import { stateOf } from './view';

/** How the last run of this visit ended. */
export interface LastRun {
  readonly phase: 'idle' | 'done' | 'stopped' | 'failed';
  readonly failure: Failure | null;
}

export const neverRun: LastRun = { phase: 'idle', failure: null };

/** @param state of a run under way; null = the audit rests */
export function viewOf(
  { reward, memory, phaseZero, cells }: Draft,
  { heldOut }: Pick<AuditMaterial, 'heldOut'>,
  experts: AuditView['experts'],
  last: LastRun,
  state: AuditState | null,
): AuditView {
  return {
    rewardId: reward.row.id,
    norms: reward.norms,
    settings: memory.settings,
    patches: reward.row.patches,
    phaseZero,
    state: state ?? { ...stateOf(memory, last.phase), failure: last.failure },
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
