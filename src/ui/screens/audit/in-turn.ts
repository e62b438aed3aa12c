/** Pictures of several maps one after the other: of two that are asked for at once, the older one is given up. */
let last: Promise<unknown> = Promise.resolve();

/** Begins when everything that was asked for before has settled. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work, work);
  last = next.catch(() => undefined);
  return next;
}
