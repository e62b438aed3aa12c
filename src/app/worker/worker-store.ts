/** The store of one worker, opened once, when it is first needed. */
import { systemClock } from '../../basics/clock';
import { ok, type Result } from '../../basics/result';
import { openStore, type Store } from '../../store/store';

let opened: Promise<Result<Store>> | null = null;

/** The same store for every call; a failed opening is tried again the next time. */
export async function workerStore(): Promise<Result<Store>> {
  opened ??= openStore(undefined, systemClock, () => (opened = null));
  const store = await opened;
  if (!store.ok) opened = null;
  return store;
}

/** Runs `work` with the store, or hands on why it could not be opened. */
export async function withStore<T>(work: (store: Store) => Promise<Result<T>>): Promise<Result<T>> {
  const store = await workerStore();
  return store.ok ? work(store.value) : store;
}

/** Maps the value of a result. */
export function mapResult<T, U>(result: Result<T>, map: (value: T) => U): Result<U> {
  return result.ok ? ok(map(result.value)) : result;
}
