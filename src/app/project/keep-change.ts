/** A change of the draft into the store: reward, audit, data set and ledger in one transaction. */
import type { Result } from '../../basics/result';
import type { Store } from '../../store/store';
import type { LedgerEvent } from '../../store/types';
import type { Draft, DraftChange } from './draft';

/** What the change tells the ledger, and whether the next training is to know its norms. */
export interface Entry {
  readonly event: LedgerEvent;
  /** The data set that takes the norms over, too; they are kept together or not at all. */
  readonly datasetId?: string | null;
}

/** @returns the new revision; `elsewhere` when the stored reward is not the one that the draft started from */
export function keepChange(
  store: Store,
  { reward: { row }, ...kept }: Draft,
  change: DraftChange,
  { event, datasetId }: Entry,
): Promise<Result<{ revision: number }>> {
  const { memory = kept.memory, phaseZero = kept.phaseZero, cells = kept.cells, ...inRow } = change;
  return store.audits.keep(row.id, { document: { memory, phaseZero }, cells }, inRow, row.revision, event, datasetId);
}
