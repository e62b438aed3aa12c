/** Mappings remembered per layout of columns, so that the same kind of file is understood at once the next time. */
import type { Clock } from '../basics/clock';
import type { Result } from '../basics/result';
import type { Mapping } from '../demonstrations/mapping';
import type { Database } from './database';
import { readStored, stored } from './documents/document';
import { mappingDocument } from './documents/mapping';
import { guarded } from './failures';
import { timestamp } from './timestamp';

export interface MappingStore {
  remember(layoutKey: string, mapping: Mapping): Promise<Result<true>>;
  /** null when this layout has not been seen. */
  recall(layoutKey: string): Promise<Result<Mapping | null>>;
}

export function createMappingStore({ mappings }: Database, clock: Clock): MappingStore {
  return {
    remember: (layoutKey, mapping) =>
      guarded('remember the mapping', async () => {
        await mappings.put(stored(mappingDocument, { layoutKey, mapping, updatedAt: timestamp(clock) }));
        return true as const;
      }),
    recall: (layoutKey) =>
      guarded('recall the mapping', async () => {
        const row = await mappings.get(layoutKey);
        return row === undefined ? null : readStored(mappingDocument, row).mapping;
      }),
  };
}
