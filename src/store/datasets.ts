/**
 * Data sets: one row of metadata, columns as chunks, a ledger entry for each import, all in one transaction. An import
 * that is cut off leaves nothing behind.
 */
import type { Clock } from '../basics/clock';
import { fail, type Result } from '../basics/result';
import { arrayTables, deleteArrays, readArrays, writeArrays } from './arrays';
import type { Database } from './database';
import { datasetDocument } from './documents/dataset';
import { readable, readStored, stored } from './documents/document';
import { guarded, refuse } from './failures';
import { withEntry } from './ledger';
import type { Norm } from '../norms/norm';
import type { Arrays, DatasetRow, LedgerEvent, LedgerRow } from './types';

export interface DatasetStore {
  /** Resolves after row, arrays and ledger entry are on the disk together. */
  add(row: DatasetRow, arrays: Arrays, event: LedgerEvent): Promise<Result<LedgerRow>>;
  /** Fails with `schema-newer` or `storage` where it cannot be read. */
  get(id: string): Promise<Result<DatasetRow>>;
  /** Newest first; one that cannot be read is left out. */
  list(): Promise<Result<DatasetRow[]>>;
  /** Bit for bit as added. @param names absent = all */
  arrays(id: string, names?: readonly string[]): Promise<Result<Arrays>>;
  /** What the next training filters the demonstrations by, with its ledger entry. */
  setNorms(id: string, norms: readonly Norm[], event: LedgerEvent): Promise<Result<LedgerRow>>;
  /** Deletes its chunks, runs and checkpoints too. Rewards made from it stay, with `datasetId` null. */
  remove(id: string, event: LedgerEvent): Promise<Result<LedgerRow>>;
}

export function createDatasetStore(database: Database, clock: Clock): DatasetStore {
  return {
    add: (row, arrays, event) =>
      withEntry(
        database,
        clock,
        'save the data set',
        event,
        [database.datasets, ...arrayTables(database)],
        async () => {
          await database.datasets.add(stored(datasetDocument, row));
          await writeArrays(database, `dataset/${row.id}`, arrays);
        },
      ),
    get: (id) => guarded('read the data set', () => read(database, id)),
    list: () =>
      guarded('list the data sets', async () =>
        readable(datasetDocument, await database.datasets.orderBy('createdAt').reverse().toArray()),
      ),
    arrays: (id, names) => guarded('read the data set', () => readArrays(database, `dataset/${id}`, names)),
    setNorms: (id, norms, event) =>
      withEntry(database, clock, 'keep the norms', event, [database.datasets], () => changeNorms(database, id, norms)),
    remove: (id, event) => remove(database, clock, id, event),
  };
}

async function read({ datasets }: Database, id: string): Promise<DatasetRow> {
  return readStored(datasetDocument, (await datasets.get(id)) ?? refuse(unknown(id)));
}

/** Within a transaction over `datasets`. */
export async function changeNorms(database: Database, id: string, norms: readonly Norm[]): Promise<void> {
  await database.datasets.put(stored(datasetDocument, { ...(await read(database, id)), norms }));
}

function remove(database: Database, clock: Clock, id: string, event: LedgerEvent): Promise<Result<LedgerRow>> {
  const { datasets, runs, checkpoints, rewards } = database;
  const tables = [datasets, runs, checkpoints, rewards, ...arrayTables(database)];
  return withEntry(database, clock, 'delete the data set', event, tables, async () => {
    if (!(await datasets.get(id))) refuse(unknown(id));
    await datasets.delete(id);
    await deleteArrays(database, `dataset/${id}`);
    const runIds = await runs.where('datasetId').equals(id).primaryKeys();
    await runs.bulkDelete(runIds);
    await checkpoints.where('runId').anyOf(runIds).delete();
    for (const runId of runIds) await deleteArrays(database, `run/${runId}`);
    await rewards.where('datasetId').equals(id).modify({ datasetId: null });
  });
}

function unknown(id: string) {
  return fail(
    'not-found',
    'This data set is no longer in this browser.',
    'It may have been deleted in another tab. Import the files again to use it.',
    id,
  );
}
