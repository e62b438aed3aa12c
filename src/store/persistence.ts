/** Asks the browser to keep what is stored. Windows only: workers cannot ask. */

/** What `navigator.storage` offers; `persist` is absent in workers and in pages that are not secure. */
export interface Persistence {
  persisted?(): Promise<boolean>;
  persist?(): Promise<boolean>;
}

/** `kept` = never evicted without asking; `evictable` = may go when the disk runs full; `unavailable` = cannot be asked. */
export async function askToPersist(storage: Persistence | undefined): Promise<'kept' | 'evictable' | 'unavailable'> {
  if (!storage?.persist || !storage.persisted) return 'unavailable';
  if (await storage.persisted()) return 'kept';
  return (await storage.persist()) ? 'kept' : 'evictable';
}

/** What the window offers; absent in workers and in pages that are not secure. */
export function storageOfWindow(): Persistence | undefined {
  return 'storage' in navigator ? navigator.storage : undefined;
}
