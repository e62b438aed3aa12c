/**
 * Removes what belongs to nobody. Every write keeps owner and belongings in one transaction, so there is nothing to find
 * unless a browser crashed or lost part of its storage; space must come back even then.
 */
import { arrayTables, deleteArrays } from './arrays';
import type { Database } from './database';
import type { Owner } from './schema';

/** @returns number of owners whose leftovers were removed */
export function tidy(database: Database): PromiseLike<number> {
  const { datasets, runs, rewards, audits, manifests, chunks, checkpoints } = database;
  const tables = [datasets, runs, rewards, audits, checkpoints, ...arrayTables(database)];
  return database.transaction('rw', tables, async () => {
    const runIds = await runs.toCollection().primaryKeys();
    const rewardIds = await rewards.toCollection().primaryKeys();
    const living = new Set<string>([
      ...(await datasets.toCollection().primaryKeys()).map((id) => `dataset/${id}`),
      ...runIds.map((id) => `run/${id}`),
      ...rewardIds.map((id) => `reward/${id}`),
    ]);
    const chunkOwners = (await chunks.orderBy('owner').uniqueKeys()) as Owner[];
    const owners = new Set([...chunkOwners, ...(await manifests.toCollection().primaryKeys())]);
    const leftovers = [...owners].filter((owner) => !living.has(owner));
    for (const owner of leftovers) await deleteArrays(database, owner);
    await checkpoints.where('runId').noneOf(runIds).delete();
    await audits.where('rewardId').noneOf(rewardIds).delete();
    return leftovers.length;
  });
}
