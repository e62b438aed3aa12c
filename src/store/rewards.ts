/**
 * Rewards: document and patches as a row, tensors as arrays. Each save names the revision that it started from, so a tab
 * that fell behind another is told instead of overwriting it.
 */
import type { Clock } from '../basics/clock';
import type { Result } from '../basics/result';
import { arrayTables, deleteArrays, readArrays, writeArrays } from './arrays';
import type { Database } from './database';
import { guarded, refuse } from './failures';
import { withEntry } from './ledger';
import { overtaken, unknown } from './reward-refusals';
import type { Arrays, AuditCellsRow, LedgerEvent, LedgerRow, RewardChanges, RewardRow } from './types';
import { timestamp } from './timestamp';

export interface RewardStore {
  /**
   * Resolves after row, arrays and ledger entry are on the disk together.
   * @param runId the run that made it: marked done in the same transaction, its checkpoints deleted
   */
  add(row: RewardRow, arrays: Arrays, event: LedgerEvent, runId?: string): Promise<Result<LedgerRow>>;
  get(id: string): Promise<Result<RewardRow>>;
  /** Newest first. */
  list(): Promise<Result<RewardRow[]>>;
  /** Bit for bit as added. @param names absent = all */
  arrays(id: string, names?: readonly string[]): Promise<Result<Arrays>>;
  /**
   * Autosave; resolves after it is on the disk, with the new revision. `elsewhere` when the stored revision is not the one
   * that the changes started from: another tab was faster, and its work is kept.
   * @param cells what the change leaves of its audit, kept in the same transaction; absent = as it was
   */
  save(
    id: string,
    changes: RewardChanges,
    revision: number,
    cells?: AuditCellsRow | null,
  ): Promise<Result<{ revision: number }>>;
  /** Deletes its arrays too. */
  remove(id: string, event: LedgerEvent): Promise<Result<LedgerRow>>;
}

export function createRewardStore(database: Database, clock: Clock): RewardStore {
  const { rewards } = database;
  return {
    add: (row, arrays, event, runId) => add(database, clock, row, arrays, event, runId),
    get: (id) => guarded('read the reward', async () => (await rewards.get(id)) ?? refuse(unknown(id))),
    list: () => guarded('list the rewards', () => rewards.orderBy('createdAt').reverse().toArray()),
    arrays: (id, names) => guarded('read the reward', () => readArrays(database, `reward/${id}`, names)),
    save: (id, changes, revision, cells) =>
      guarded('save the reward', () => save(database, clock, id, changes, revision, cells)),
    remove: (id, event) =>
      withEntry(
        database,
        clock,
        'delete the reward',
        event,
        [rewards, database.audits, database.runs, ...arrayTables(database)],
        async () => {
          if (!(await rewards.get(id))) refuse(unknown(id));
          await rewards.delete(id);
          await database.audits.delete(id);
          await deleteArrays(database, `reward/${id}`);
          await database.runs.filter(({ rewardId }) => rewardId === id).modify({ rewardId: null });
        },
      ),
  };
}

function add(
  database: Database,
  clock: Clock,
  row: RewardRow,
  arrays: Arrays,
  event: LedgerEvent,
  runId: string | undefined,
): Promise<Result<LedgerRow>> {
  const { datasets, rewards, runs, checkpoints } = database;
  const tables = [datasets, rewards, runs, checkpoints, ...arrayTables(database)];
  return withEntry(database, clock, 'save the reward', event, tables, async () => {
    // The data set may have been deleted while the reward was being trained.
    const kept = row.datasetId !== null && (await datasets.get(row.datasetId)) !== undefined;
    await rewards.add({ ...row, datasetId: kept ? row.datasetId : null });
    await writeArrays(database, `reward/${row.id}`, arrays);
    if (runId === undefined) return;
    await runs.update(runId, { status: 'done', rewardId: row.id, updatedAt: timestamp(clock) });
    await checkpoints.where('runId').equals(runId).delete();
  });
}

function save(
  database: Database,
  clock: Clock,
  id: string,
  changes: RewardChanges,
  revision: number,
  cells: AuditCellsRow | null | undefined,
): PromiseLike<{ revision: number }> {
  const { rewards, audits } = database;
  return database.transaction('rw', rewards, audits, async () => {
    const stored = (await rewards.get(id)) ?? refuse(unknown(id));
    if (stored.revision !== revision) refuse(overtaken(id, revision, stored.revision));
    const next = revision + 1;
    const updatedAt = timestamp(clock);
    await rewards.put({ ...stored, ...changes, revision: next, updatedAt });
    if (cells !== undefined) await audits.where('rewardId').equals(id).modify({ cells, updatedAt });
    return { revision: next };
  });
}
