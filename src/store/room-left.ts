/** How much this browser still lends. Owns `navigator.storage.estimate`, in windows and workers. */

/** What `navigator.storage` offers; absent in pages that are not secure. */
export interface StorageEstimates {
  estimate?(): Promise<{ readonly quota?: number; readonly usage?: number }>;
}

/** Bytes that may still be stored, about: browsers round it. Null when the browser does not say. */
export async function roomLeft(
  storage: StorageEstimates | undefined = globalThis.navigator.storage,
): Promise<number | null> {
  if (!storage?.estimate) return null;
  try {
    const { quota, usage } = await storage.estimate();
    return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  } catch {
    // A private window may refuse to say; then the saving itself is the judge.
    return null;
  }
}
