/**
 * The page's side of the border: one generic, typed client for every worker. Its facets look like the interfaces that the
 * worker implements; nothing is written by hand for each method. The worker starts with the first call.
 */
import { WorkerLink } from './link';

export interface WorkerClient<T> {
  /** Facets by name, as the worker's host serves them. */
  readonly api: T;
  /** Ends the worker for good; calls under way and later ones are rejected. */
  terminate(): void;
}

/** @param start makes the worker */
export function workerClient<T extends object>(start: () => Worker): WorkerClient<T> {
  let held: WorkerLink | null = null;
  let ended = false;
  const facets = new Map<string, object>();
  const facetOf = (facet: string): object =>
    named((method) => async (...args: unknown[]) => {
      if (ended) throw new Error('The worker was ended.');
      held ??= new WorkerLink(start());
      return held.call(facet, method, args);
    });
  return {
    api: named((facet) => {
      const known = facets.get(facet) ?? facetOf(facet);
      facets.set(facet, known);
      return known;
    }) as T,
    terminate: () => {
      ended = true;
      held?.terminate();
    },
  };
}

/** An object that has whatever it is asked for; but for `then`, so that nobody takes it for a promise. */
function named(answer: (name: string) => unknown): object {
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' && name !== 'then' ? answer(name) : undefined) });
}

/** Runs `work` with a worker of its own, gone with its memory afterwards. */
export async function withWorker<T, R>(client: WorkerClient<T>, work: (api: T) => Promise<R>): Promise<R> {
  try {
    return await work(client.api);
  } finally {
    client.terminate();
  }
}
