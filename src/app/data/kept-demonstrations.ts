/** The last data sets that a worker asked for, one copy of each: what is stored of one never changes but for its norms. */
import { ok, type Result } from '../../basics/result';
import type { Store } from '../../store/store';
import { loadDemonstrations, type StoredDemonstrations } from './dataset-records';

/** Two, for a comparison. */
const mostKept = 2;

export class KeptDemonstrations {
  private readonly kept = new Map<string, StoredDemonstrations>();

  /** Keeps one that is at hand; an older one makes way. */
  keep(stored: StoredDemonstrations): void {
    const { id } = stored.row;
    this.kept.delete(id);
    this.kept.set(id, stored);
    for (const old of [...this.kept.keys()].slice(0, -mostKept)) this.kept.delete(old);
  }

  /** Reads a data set from the store, unless it is at hand. */
  async read(store: Store, datasetId: string): Promise<Result<StoredDemonstrations>> {
    const known = this.kept.get(datasetId);
    const row = known && (await store.datasets.get(datasetId));
    if (known && row?.ok) {
      const now = { ...known, row: row.value };
      this.keep(now);
      return ok(now);
    }
    this.kept.delete(datasetId);
    const read = await loadDemonstrations(store, datasetId);
    if (read.ok) this.keep(read.value);
    return read;
  }
}
