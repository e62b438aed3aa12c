/** The open reward and its audit as they are kept: one immutable value, that a change makes anew without opening anything. */
import { ok, type Result } from '../../basics/result';
import { blankMemory, type AuditMemory } from '../../flywheel/memory';
import type { AuditCells } from '../../gate/cells/audit-cells';
import type { Norm } from '../../norms/norm';
import type { FamilyId, Patch } from '../../reward/types';
import type { Store } from '../../store/store';
import type { AuditDocument, AuditRow, RewardDocument, RewardRow } from '../../store/types';
import type { PhaseZeroView } from '../audit/types';
import { openReward, type OpenReward } from './open-reward';
import { standingOf, type Standing } from './premise';
import { assessmentOf, loadReward, type LoadedReward } from './reward-document';

export interface Draft extends AuditDocument {
  readonly reward: OpenReward;
  /** null = not audited. */
  readonly cells: AuditCells | null;
  /** What the audit states, and whether that still holds; null where it states nothing. */
  readonly standing: Standing | null;
}

/** Everything that a change may name; what it leaves out stays. */
export interface DraftChange {
  readonly name?: string;
  readonly patches?: readonly Patch[];
  readonly norms?: readonly Norm[];
  readonly document?: RewardDocument;
  readonly memory?: AuditMemory;
  readonly phaseZero?: PhaseZeroView | null;
  readonly cells?: AuditCells | null;
}

/** Opens a reward as it is kept now. @param family that scores; absent = the one that does */
export async function openDraft(store: Store, rewardId: string, family?: FamilyId): Promise<Result<Draft>> {
  const [loaded, audit] = [await loadReward(store, rewardId, family), await store.audits.get(rewardId)];
  if (!loaded.ok) return loaded;
  if (!audit.ok) return audit;
  const reward = await openReward(loaded.value);
  return reward.ok ? ok(await withStanding(reward.value, auditOf(audit.value))) : reward;
}

/** The same reward as another tab has kept it meanwhile; opened anew only where another family scores. */
export async function refreshed(store: Store, draft: Draft): Promise<Result<Draft>> {
  const { row } = draft.reward;
  const [stored, audit] = [await store.rewards.get(row.id), await store.audits.get(row.id)];
  if (!stored.ok) return stored;
  if (!audit.ok) return audit;
  // A data set that is deleted is taken from its rewards without a revision of theirs.
  const { revision, datasetId } = stored.value;
  if (revision === row.revision && datasetId === row.datasetId) return ok(draft);
  if (stored.value.document.family !== draft.reward.model.family) return openDraft(store, row.id);
  return ok(await withStanding(rewardAs(draft.reward, stored.value), auditOf(audit.value)));
}

/** A draft after a change, once it is on the disk. */
export function changed(draft: Draft, change: DraftChange, revision: number): Promise<Draft> {
  const { memory, phaseZero, cells, ...inRow } = change;
  const given = Object.fromEntries(Object.entries(inRow).filter(([, value]) => value !== undefined));
  return withStanding(rewardAs(draft.reward, { ...draft.reward.row, ...given, revision }), {
    memory: memory ?? draft.memory,
    phaseZero: phaseZero === undefined ? draft.phaseZero : phaseZero,
    cells: cells === undefined ? draft.cells : cells,
  });
}

/** Whatever changed, what the audit states is held against it before anybody sees the one beside the other. */
async function withStanding(reward: OpenReward, audit: Omit<Draft, 'reward' | 'standing'>): Promise<Draft> {
  return { reward, ...audit, standing: await standingOf(reward, audit.memory) };
}

/** What was opened stays: model, scorer, tree and certificate know nothing of patches, norms and thresholds. */
function rewardAs(reward: OpenReward, row: RewardRow): OpenReward {
  const { document, norms } = row;
  const own = document.families[document.family];
  const sameNorms = JSON.stringify(norms) === JSON.stringify(reward.norms);
  return {
    ...reward,
    row,
    document,
    assessment: assessmentOf(document),
    norms: sameNorms ? reward.norms : norms,
    thresholds: own?.thresholds ?? reward.thresholds,
  };
}

/** What a job needs to open the same reward elsewhere; plain data. */
export function loadedOf(reward: OpenReward): LoadedReward {
  const { row, document, model, thresholds, assessment, basin, cover, outOfFold, monitor, norms, passed } = reward;
  return { row, document, model, thresholds, assessment, basin, cover, outOfFold, monitor, norms, passed };
}

function auditOf(row: AuditRow | null): Omit<Draft, 'reward' | 'standing'> {
  return {
    memory: row?.document.memory ?? blankMemory,
    phaseZero: row?.document.phaseZero ?? null,
    cells: row?.cells ?? null,
  };
}
