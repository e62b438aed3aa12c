/**
 * Which runs are at work, across tabs: each holds a Web Lock, which the browser gives back when the tab is closed or
 * dies. Owns `navigator.locks`; where there is none (a page without a secure context) every run counts as free.
 */

const prefix = 'truewheel-run/';

/** Lets a run go; resolves when others may take it. */
export type Release = () => Promise<void>;

/** Takes the run for this tab; null when another is at work on it. */
export function holdRun(runId: string): Promise<Release | null> {
  if (!('locks' in navigator)) return Promise.resolve(() => Promise.resolve());
  return new Promise((answer, reject) => {
    const given = navigator.locks.request(prefix + runId, { ifAvailable: true }, (lock) => {
      if (lock === null) return answer(null);
      return new Promise<void>((free) => {
        answer(async () => {
          free();
          await given;
        });
      });
    });
    given.catch(reject);
  });
}

/** Ids of the runs that some tab, this one included, is at work on. */
export async function heldRuns(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name = '' }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}
