/** Rows, arrays and stores for the tests of storage. Each test has a database of its own. */
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/basics/clock';
import type { Failure, Result } from '../../../src/basics/result';
import { openStore, type Store } from '../../../src/store/store';
import { time } from './rows';

export { auditContent, checkpoint, datasetRow, event, imported, note, rewardRow, runRow } from './rows';

/** Stands still. */
export const clock: Clock = { now: () => Date.parse(time), elapsed: () => 0, sleep: () => Promise.resolve() };

let names = 0;
/** A database name that no other test uses; deleted when the test ends. */
export function freshName(): string {
  const name = `test-${performance.timeOrigin}-${names++}`;
  onTestFinished(() => deleteDatabase(name));
  return name;
}

export async function open(name: string, onClose?: () => void): Promise<Store> {
  const store = value(await openStore(name, clock, onClose));
  onTestFinished(() => store.close());
  return store;
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message} ${result.failure.cause ?? ''}`);
  return result.value;
}

export function failure(result: Result<unknown>): Failure {
  if (result.ok) throw new Error('expected a failure');
  return result.failure;
}

export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(new Error(String(request.error)));
  });
}

/** The database by IndexedDB alone, behind the store's back. */
export function openRaw(name: string, version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(String(request.error)));
  });
}

/** Runs one request in a transaction of its own; resolves after the transaction is complete. */
export function raw<T>(
  database: IDBDatabase,
  table: string,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(table, 'readwrite');
    const request = ask(transaction.objectStore(table));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(new Error(String(transaction.error)));
  });
}

export async function countRows(name: string, table: string): Promise<number> {
  const database = await openRaw(name);
  const count = await raw(database, table, (store) => store.count());
  database.close();
  return count;
}

/** Bytes of an array, for comparing bit by bit. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Index of the first byte that differs, −1 when none does. (A matcher would take minutes over 64 MiB.) */
export function firstDifference(a: ArrayBufferView, b: ArrayBufferView): number {
  const left = bytesOf(a);
  const right = bytesOf(b);
  if (left.length !== right.length) return Math.min(left.length, right.length);
  return left.findIndex((byte, i) => byte !== right[i]);
}
