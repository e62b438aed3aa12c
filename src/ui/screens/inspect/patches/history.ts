/** Undo and redo over values that never change in place. Changes of one gesture share a key and count as one step. Pure. */

export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** Key of the gesture that made `present`; null once the gesture has ended. */
  readonly key: string | null;
}
/** Steps kept; older ones are forgotten. */
const most = 200;

/** A history that starts now. */
export function historyOf<T>(present: T): History<T> {
  return { past: [], present, future: [], key: null };
}

/** Records a change. The same non-null key as before replaces the last step instead of adding one. */
export function record<T>(history: History<T>, present: T, key: string | null): History<T> {
  const same = key !== null && key === history.key;
  const past = same ? history.past : [...history.past, history.present].slice(-most);
  return { past, present, future: [], key };
}

/** Ends a gesture: the next change is a step of its own. */
export function seal<T>(history: History<T>): History<T> {
  return { ...history, key: null };
}

/** One step back; the same history where there is none. */
export function undo<T>({ past, present, future }: History<T>): History<T> {
  if (past.length === 0) return { past, present, future, key: null };
  return { past: past.slice(0, -1), present: past[past.length - 1], future: [present, ...future], key: null };
}

/** One step forward again; the same history where there is none. */
export function redo<T>({ past, present, future }: History<T>): History<T> {
  if (future.length === 0) return { past, present, future, key: null };
  return { past: [...past, present], present: future[0], future: future.slice(1), key: null };
}
