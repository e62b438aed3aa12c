/**
 * Rewards: document and patches as a row, tensors as arrays. Each save names the revision that it started from, so a tab
 * that fell behind another is told instead of overwriting it.
 */
import type { Clock } from '../basics/clock';
import { ok, type Result } from '../basics/result';
import { arrayTables, deleteArrays, readArrays, writeArrays } from './arrays';
import type { Database } from './database';
import type { AuditChanges } from './audits';
import { auditDocument } from './documents/audit';
import { readable, readStored, stored } from './documents/document';
import { rewardDocument } from './documents/reward';
import { guarded, refuse } from './failures';
import { withEntry } from './ledger';
import { overtaken, unknown } from './reward-refusals';
import { finishRun } from './runs';
import type { Arrays, AuditCellsRow, LedgerEvent, LedgerRow, RewardChanges, RewardDocument, RewardRow } from './types';
import { timestamp } from './timestamp';

/** Where a new reward comes from. */
export interface RewardOrigin {
  /** The run that made it, which goes on until `evaluate` or `RunStore.finish`. */
  readonly runId?: string;
  /** The audit that came with its file. */
  readonly audit?: AuditChanges;
}

export interface RewardStore {
  /**
   * Resolves after row, arrays and ledger entry are on the disk together.
   * @param origin what goes with it in the same transaction
   */
  add(row: RewardRow, arrays: Arrays, event: LedgerEvent, origin?: RewardOrigin): Promise<Result<LedgerRow>>;
  /** Fails with `schema-newer` or `storage` where it cannot be read. */
  get(id: string): Promise<Result<RewardRow>>;
  /** Newest first; one that cannot be read is left out. */
  list(): Promise<Result<RewardRow[]>>;
  /** Bit for bit as added. @param names absent = all */
  arrays(id: string, names?: readonly string[]): Promise<Result<Arrays>>;
  /**
   * Resolves after it is on the disk with its ledger entry, with the new revision. `elsewhere` when the stored revision is not
   * the one that the changes started from: another tab was faster, and its work is kept.
   * @param cells what the change leaves of its audit, kept in the same transaction; absent = as it was
   */
  save(
    id: string,
    changes: RewardChanges,
    revision: number,
    event: LedgerEvent,
    cells?: AuditCellsRow | null,
  ): Promise<Result<{ revision: number }>>;
  /**
   * Writes down what a run has measured of its reward, beside whatever was changed meanwhile, and ends the run. Counts as a
   * change. Resolves after it is on the disk with its ledger entry.
   * @param document as it is to be, from what it is now @param arrays that join those it has
   */
  evaluate(
    id: string,
    document: (now: RewardDocument) => RewardDocument,
    arrays: Arrays,
    event: LedgerEvent,
    runId: string,
  ): Promise<Result<LedgerRow>>;
  /** Deletes its arrays too. */
  remove(id: string, event: LedgerEvent): Promise<Result<LedgerRow>>;
}

export function createRewardStore(database: Database, clock: Clock): RewardStore {
  const { rewards } = database;
  return {
    add: (row, arrays, event, origin = {}) => add(database, clock, row, arrays, event, origin),
    get: (id) =>
      guarded('read the reward', async () =>
        readStored(rewardDocument, (await rewards.get(id)) ?? refuse(unknown(id))),
      ),
    list: () =>
      guarded('list the rewards', async () =>
        readable(rewardDocument, await rewards.orderBy('createdAt').reverse().toArray()),
      ),
    arrays: (id, names) => guarded('read the reward', () => readArrays(database, `reward/${id}`, names)),
    save: async (id, changes, revision, event, cells) => {
      const tables = [rewards, database.audits];
      const saved = await withEntry(database, clock, 'save the reward', event, tables, async () => {
        await changeReward(database, clock, id, changes, revision);
        if (cells === undefined) return;
        await database.audits
          .where('rewardId')
          .equals(id)
          .modify({ cells, updatedAt: timestamp(clock) });
      });
      return saved.ok ? ok({ revision: revision + 1 }) : saved;
    },
    evaluate: (id, document, arrays, event, runId) =>
      withEntry(
        database,
        clock,
        'save the evaluation',
        event,
        [rewards, database.runs, database.checkpoints, ...arrayTables(database)],
        async () => {
          const row = readStored(rewardDocument, (await rewards.get(id)) ?? refuse(unknown(id)));
          await changeReward(database, clock, id, { document: document(row.document) }, row.revision);
          await writeArrays(database, `reward/${id}`, arrays, true);
          await finishRun(database, clock, runId);
        },
      ),
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
  { runId, audit }: RewardOrigin,
): Promise<Result<LedgerRow>> {
  const { datasets, rewards, audits, runs } = database;
  const tables = [datasets, rewards, audits, runs, ...arrayTables(database)];
  return withEntry(database, clock, 'save the reward', event, tables, async () => {
    // The data set may have been deleted while the reward was being trained.
    const kept = row.datasetId !== null && (await datasets.get(row.datasetId)) !== undefined;
    await rewards.add(stored(rewardDocument, { ...row, datasetId: kept ? row.datasetId : null }));
    await writeArrays(database, `reward/${row.id}`, arrays);
    if (audit) await audits.add(stored(auditDocument, { ...audit, rewardId: row.id, updatedAt: row.updatedAt }));
    if (runId !== undefined) await runs.update(runId, { rewardId: row.id, updatedAt: timestamp(clock) });
  });
}

/** Within a transaction over `rewards`: changes it, and counts the change. @throws Refused `elsewhere`, `not-found` … */
export async function changeReward(
  { rewards }: Database,
  clock: Clock,
  id: string,
  changes: RewardChanges,
  revision: number,
): Promise<void> {
  const row = readStored(rewardDocument, (await rewards.get(id)) ?? refuse(unknown(id)));
  if (row.revision !== revision) refuse(overtaken(id, revision, row.revision));
  const next = { ...row, ...changes, revision: revision + 1, updatedAt: timestamp(clock) };
  await rewards.put(stored(rewardDocument, next));
}
