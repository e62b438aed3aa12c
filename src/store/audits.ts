/**
 * Audits: what was found and mended, cell by cell and turn by turn. A turn's patches, its memory and its entry in the
 * ledger are kept together or not at all, and only when nobody changed the reward meanwhile.
 */
import type { Clock } from '../basics/clock';
import type { Result } from '../basics/result';
import { ok } from '../basics/result';
import type { Database } from './database';
import { guarded, refuse } from './failures';
import { withEntry } from './ledger';
import { overtaken, unknown } from './reward-refusals';
import { timestamp } from './timestamp';
import type { AuditRow, LedgerEvent, RewardChanges } from './types';

export type AuditChanges = Pick<AuditRow, 'document' | 'cells'>;

export interface AuditStore {
  /** null where nothing was audited. */
  get(rewardId: string): Promise<Result<AuditRow | null>>;
  /**
   * Keeps the audit and what it changed about its reward in one transaction, with a ledger entry.
   * @param revision of the reward that the changes started from; `elsewhere` when another tab was faster
   * @returns the reward's new revision
   */
  keep(
    rewardId: string,
    audit: AuditChanges,
    reward: RewardChanges,
    revision: number,
    event: LedgerEvent,
  ): Promise<Result<{ revision: number }>>;
}

export function createAuditStore(database: Database, clock: Clock): AuditStore {
  const { audits, rewards } = database;
  return {
    get: (rewardId) => guarded('read the audit', async () => (await audits.get(rewardId)) ?? null),
    keep: async (rewardId, { document, cells }, changes, revision, event) => {
      const next = revision + 1;
      const kept = await withEntry(database, clock, 'keep the audit', event, [audits, rewards], async () => {
        const stored = (await rewards.get(rewardId)) ?? refuse(unknown(rewardId));
        if (stored.revision !== revision) refuse(overtaken(rewardId, revision, stored.revision));
        const updatedAt = timestamp(clock);
        await rewards.put({ ...stored, ...changes, revision: next, updatedAt });
        await audits.put({ rewardId, document, cells, updatedAt });
      });
      return kept.ok ? ok({ revision: next }) : kept;
    },
  };
}
