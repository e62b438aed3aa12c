/**
 * Everything that is kept between visits, behind one door. Works in windows and workers; several tabs and workers may
 * hold it at once. What says it is saved is on the disk.
 */
import type { Clock } from '../basics/clock';
import { ok, type Result } from '../basics/result';
import { createAuditStore, type AuditStore } from './audits';
import { openDatabase } from './database';
import { createDatasetStore, type DatasetStore } from './datasets';
import { guarded } from './failures';
import { createLedger, type Ledger } from './ledger';
import { createMappingStore, type MappingStore } from './mappings';
import { createRewardStore, type RewardStore } from './rewards';
import { createRunStore, type RunStore } from './runs';
import { tidy } from './tidy';

/** Of the one database. */
export const databaseName = 'truewheel.store';

export interface Store {
  readonly datasets: DatasetStore;
  readonly runs: RunStore;
  readonly rewards: RewardStore;
  readonly audits: AuditStore;
  readonly mappings: MappingStore;
  readonly ledger: Ledger;
  /** Lets go of the database; every later call is refused with `storage`. */
  close(): void;
}

/**
 * Opens the store, making or migrating its tables, and removes leftovers.
 * @param name name of the database, default `databaseName`
 * @param onClose called when the connection is lost later without `close()`
 */
export async function openStore(
  name: string | undefined,
  clock: Clock,
  onClose: () => void = () => undefined,
): Promise<Result<Store>> {
  let inUse = false;
  const opened = await openDatabase(name ?? databaseName, () => {
    if (inUse) onClose();
  });
  if (!opened.ok) return opened;
  const database = opened.value;
  const tidied = await guarded('tidy its storage', () => tidy(database));
  if (!tidied.ok) {
    database.close();
    return tidied;
  }
  inUse = true;
  return ok({
    datasets: createDatasetStore(database, clock),
    runs: createRunStore(database, clock),
    rewards: createRewardStore(database, clock),
    audits: createAuditStore(database, clock),
    mappings: createMappingStore(database, clock),
    ledger: createLedger(database, clock),
    close: () => {
      inUse = false;
      database.close();
    },
  });
}
