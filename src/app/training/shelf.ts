/** Runs that are kept in this browser. */
import type { Served } from '../worker/host';
import { unwrap } from '../worker/failed-call';
import { withStore } from '../worker/worker-store';
import type { RunShelf } from './types';

export class RunShelfService implements Served<RunShelf> {
  /** Those that are not done, whether or not a tab is at work on them. */
  async unfinished(): ReturnType<RunShelf['unfinished']> {
    const rows = unwrap(await withStore((store) => store.runs.unfinished()));
    return rows.map(({ id, datasetId, updatedAt }) => ({ runId: id, datasetId, updatedAt }));
  }
}
