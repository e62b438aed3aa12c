/**
 * Audits: what was found and mended, cell by cell and iteration by iteration. The patches of an iteration, its memory and
 * its entry in the ledger are kept together or not at all, and only when nobody changed the reward meanwhile.
 */
import type { Clock } from '../basics/clock';
import type { Result } from '../basics/result';
import { ok } from '../basics/result';
import type { Database } from './database';
import { changeNorms } from './datasets';
import { auditDocument } from './documents/audit';
import { readStored, stored } from './documents/document';
import { guarded } from './failures';
import { withEntry } from './ledger';
import { changeReward } from './rewards';
import { timestamp } from './timestamp';
import type { AuditRow, LedgerEvent, RewardChanges } from './types';

export type AuditChanges = Pick<AuditRow, 'document' | 'cells'>;

export interface AuditStore {
  /** null where nothing was audited. Fails with `schema-newer` or `storage` where it cannot be read. */
  get(rewardId: string): Promise<Result<AuditRow | null>>;
  /**
   * Keeps the audit and what it changed about its reward in one transaction, with a ledger entry.
   * @param revision of the reward that the changes started from; `elsewhere` when another tab was faster
   * @param datasetId data set whose next training is to know changed norms, told in the same transaction
   * @returns the reward's new revision
   */
  keep(
    rewardId: string,
    audit: AuditChanges,
    reward: RewardChanges,
    revision: number,
    event: LedgerEvent,
    datasetId?: string | null,
  ): Promise<Result<{ revision: number }>>;
}

export function createAuditStore(database: Database, clock: Clock): AuditStore {
  const { audits, datasets, rewards } = database;
  return {
    get: (rewardId) =>
      guarded('read the audit', async () => {
        const row = await audits.get(rewardId);
        return row === undefined ? null : readStored(auditDocument, row);
      }),
    keep: async (rewardId, { document, cells }, changes, revision, event, datasetId = null) => {
      const tables = [audits, rewards, datasets];
      const kept = await withEntry(database, clock, 'keep the audit', event, tables, async () => {
        await changeReward(database, clock, rewardId, changes, revision);
        // One that was deleted meanwhile has no next training.
        const present = datasetId !== null && (await datasets.get(datasetId)) !== undefined;
        if (present && changes.norms) await changeNorms(database, datasetId, changes.norms);
        await audits.put(stored(auditDocument, { rewardId, document, cells, updatedAt: timestamp(clock) }));
      });
      return kept.ok ? ok({ revision: revision + 1 }) : kept;
    },
  };
}
