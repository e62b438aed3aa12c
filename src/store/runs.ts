/** Training runs: what was asked for, how far it is, and what came out of it. */
import type { Clock } from '../basics/clock';
import { fail, type Result } from '../basics/result';
import { arrayTables, deleteArrays, readArrays, writeArrays } from './arrays';
import { createCheckpointStore, type CheckpointStore } from './checkpoints';
import type { Database } from './database';
import { readable, readStored, stored } from './documents/document';
import { runDocument } from './documents/run';
import { guarded, refuse } from './failures';
import { withEntry } from './ledger';
import { timestamp } from './timestamp';
import type { Arrays, LedgerEvent, LedgerRow, RunRow } from './types';

export interface RunStore {
  /** Adds a run, with its ledger entry. */
  begin(row: RunRow, event: LedgerEvent): Promise<Result<LedgerRow>>;
  /** Replaces the row; resolves after it is on the disk. */
  put(row: RunRow): Promise<Result<true>>;
  get(id: string): Promise<Result<RunRow>>;
  /** Newest first, like `unfinished`; one that cannot be read is left out. */
  list(): Promise<Result<RunRow[]>>;
  /** Running or paused ones, newest first: also those that a closed tab left. */
  unfinished(): Promise<Result<RunRow[]>>;
  /** Arrays that the run keeps besides checkpoints; replaces earlier ones. */
  putArrays(id: string, arrays: Arrays): Promise<Result<true>>;
  arrays(id: string, names?: readonly string[]): Promise<Result<Arrays>>;
  /** Marks it done; its checkpoints are of no use any more. */
  finish(id: string): Promise<Result<true>>;
  /** Deletes its checkpoints and arrays too. */
  remove(id: string, event: LedgerEvent): Promise<Result<LedgerRow>>;
  readonly checkpoints: CheckpointStore;
}

export function createRunStore(database: Database, clock: Clock): RunStore {
  const { runs } = database;
  return {
    begin: (row, event) =>
      withEntry(database, clock, 'save the run', event, [runs], async () => {
        await runs.add(stored(runDocument, row));
      }),
    put: (row) => guarded('save the run', () => runs.put(stored(runDocument, row)).then(() => true as const)),
    get: (id) =>
      guarded('read the run', async () => readStored(runDocument, (await runs.get(id)) ?? refuse(unknown(id)))),
    list: () => guarded('list the runs', async () => newestFirst(await runs.toArray())),
    unfinished: () =>
      guarded('list the runs', async () =>
        newestFirst(await runs.where('status').anyOf('running', 'paused').toArray()),
      ),
    putArrays: (id, arrays) =>
      guarded('save the run', () =>
        database.transaction('rw', [runs, ...arrayTables(database)], async () => {
          if (!(await runs.get(id))) refuse(unknown(id));
          await writeArrays(database, `run/${id}`, arrays);
          return true as const;
        }),
      ),
    arrays: (id, names) => guarded('read the run', () => readArrays(database, `run/${id}`, names)),
    finish: (id) =>
      guarded('save the run', () =>
        database.transaction('rw', [runs, database.checkpoints], async () => {
          await finishRun(database, clock, id);
          return true as const;
        }),
      ),
    remove: (id, event) =>
      withEntry(
        database,
        clock,
        'delete the run',
        event,
        [runs, database.checkpoints, ...arrayTables(database)],
        async () => {
          await runs.delete(id);
          await database.checkpoints.where('runId').equals(id).delete();
          await deleteArrays(database, `run/${id}`);
        },
      ),
    checkpoints: createCheckpointStore(database, clock),
  };
}

/** Within a transaction over runs and checkpoints. */
export async function finishRun({ runs, checkpoints }: Database, clock: Clock, id: string): Promise<void> {
  await runs.update(id, { status: 'done', updatedAt: timestamp(clock) });
  await checkpoints.where('runId').equals(id).delete();
}

function newestFirst(rows: readonly unknown[]): RunRow[] {
  return readable(runDocument, rows).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
}

function unknown(id: string) {
  return fail('not-found', 'This training run is no longer in this browser.', 'Start a new run.', id);
}
