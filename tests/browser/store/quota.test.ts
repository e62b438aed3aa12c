import Dexie from 'dexie';
import { expect, onTestFinished, test } from 'vitest';
import { datasetRow, event, failure, freshName, open, value } from './fixtures';

interface BucketManager {
  open(name: string, options: { quota: number }): Promise<{ indexedDB: IDBFactory }>;
  delete(name: string): Promise<void>;
}

/** Lets the next store live in a storage bucket of so many bytes, which Chromium enforces like a full disk. */
async function shrinkStorage(quota: number): Promise<void> {
  const { storageBuckets } = navigator as unknown as { storageBuckets: BucketManager };
  const usual = Dexie.dependencies.indexedDB;
  Dexie.dependencies.indexedDB = (await storageBuckets.open('small', { quota })).indexedDB;
  onTestFinished(async () => {
    Dexie.dependencies.indexedDB = usual;
    await storageBuckets.delete('small');
  });
}

test('a full disk is a sentence with advice, and what was stored stays', async () => {
  await shrinkStorage(8 * 1024 * 1024);
  const store = await open(freshName());
  value(await store.datasets.add(datasetRow('a'), { x: Uint32Array.of(7) }, event));
  const large = { small: Uint8Array.of(1), large: new Float32Array(16 * 1024 * 1024).fill(1) };
  const refused = failure(await store.datasets.add(datasetRow('b'), large, event));
  expect(refused).toMatchObject({ kind: 'storage-full', message: expect.stringContaining('save the data set') });
  expect(refused.advice).toContain('Delete');
  expect(value(await store.datasets.list()).map(({ id }) => id)).toEqual(['a']);
  expect(value(await store.datasets.arrays('a')).x).toEqual(Uint32Array.of(7));
  expect(failure(await store.datasets.arrays('b')).kind).toBe('not-found');
  expect(value(await store.ledger.verifyLedger()).entries).toBe(1);
  value(await store.datasets.add(datasetRow('c'), { x: Uint32Array.of(8) }, event));
});
