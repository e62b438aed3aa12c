/** The reward that is being audited, as it was kept last, and what the screen sees of it. In a worker. */
import { ok, type Result } from '../../basics/result';
import { blankMemory } from '../../flywheel/memory';
import type { AuditCells } from '../../gate/cells/audit-cells';
import type { Patch } from '../../reward/types';
import type { Store } from '../../store/store';
import type { AuditDocument } from '../../store/types';
import { leastDraws, unseenCells } from './cells';
import { expertsUnder } from './experts';
import { openStage, type Stage } from './stage';
import type { AuditState, AuditView } from './types';
import { stateOf } from './view';

export interface OpenAudit extends AuditDocument {
  readonly rewardId: string;
  readonly stage: Stage;
  readonly patches: readonly Patch[];
  readonly cells: AuditCells | null;
  readonly phase: 'idle' | 'done' | 'stopped';
  readonly revision: number;
  /** Under the patches, norms and cells of now. */
  readonly experts: AuditView['experts'];
}

/** Everything about an audit that a change may name. */
export type AuditChanges = Partial<Pick<OpenAudit, 'memory' | 'phaseZero' | 'cells' | 'phase' | 'patches'>>;

/** Opens the audit of a reward as it is kept now. @param phase what the screen said last */
export async function openAudit(store: Store, rewardId: string, phase: OpenAudit['phase']): Promise<Result<OpenAudit>> {
  const kept = await store.audits.get(rewardId);
  if (!kept.ok) return kept;
  const stage = await openStage(store, rewardId);
  if (!stage.ok) return stage;
  const { row } = stage.value.reward;
  const document = kept.value?.document;
  const cells = kept.value?.cells ?? null;
  return ok({
    rewardId,
    stage: stage.value,
    patches: row.patches,
    memory: document?.memory ?? blankMemory,
    phaseZero: document?.phaseZero ?? null,
    cells,
    phase,
    revision: row.revision,
    experts: await expertsUnder(stage.value, row.patches, cells),
  });
}

/** @param state of a run under way; absent = the audit rests */
export function viewOf(opened: OpenAudit, state?: AuditState): AuditView {
  const { rewardId, stage, memory, phaseZero, patches, cells, phase, experts } = opened;
  const { thresholds, norms } = stage.reward;
  return {
    rewardId,
    norms,
    settings: memory.settings,
    patches,
    phaseZero,
    state: state ?? stateOf(memory, phase),
    gap: {
      aMax: thresholds.aMax,
      audited: cells !== null,
      cells: cells?.draws.length ?? 0,
      least: cells ? leastDraws(cells) : 0,
      unseen: cells ? unseenCells(cells) : 0,
    },
    experts,
    withData: stage.heldOut !== null,
  };
}
