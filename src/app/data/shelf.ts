/** Data sets that are kept in this browser. */
import type { Served } from '../worker/host';
import { unwrap } from '../worker/failed-call';
import { withStore } from '../worker/worker-store';
import type { DatasetSummary } from '../types';
import { summaryOf } from './dataset-records';
import type { DataShelf } from './types';

export class DataShelfService implements Served<DataShelf> {
  /** Newest first. */
  async list(): Promise<DatasetSummary[]> {
    return unwrap(await withStore((store) => store.datasets.list())).map(summaryOf);
  }

  async remove(datasetId: string): Promise<void> {
    const event = { kind: 'delete-dataset', payload: { dataset: datasetId } } as const;
    unwrap(await withStore((store) => store.datasets.remove(datasetId, event)));
  }
}
