/** Turns what a browser's storage can refuse into results; everything else is a bug and stays an exception. */
import { fail, type Failure, type Result } from '../basics/result';

/** Thrown inside a transaction to undo it and come out of `guarded` as a result. */
export class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = 'Refused';
  }
}

/** Undoes the transaction under way; its caller gets this failure. */
export function refuse({ failure }: { readonly failure: Failure }): never {
  throw new Refused(failure);
}

/** Runs storage work. @param action what was tried, for a sentence: `save the data set` */
export async function guarded<T>(action: string, work: () => PromiseLike<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return failureOf(action, error);
  }
}

const closedNames = ['DatabaseClosedError', 'InvalidStateError'];
const refusedNames = [
  'AbortError',
  'ConstraintError',
  'MissingAPIError',
  'NotReadableError',
  'OpenFailedError',
  'SecurityError',
  'TimeoutError',
  'UnknownError',
];

/** The result that an error of IndexedDB or Dexie means for people. Rethrows bugs. */
export function failureOf(action: string, error: unknown): { readonly ok: false; readonly failure: Failure } {
  if (error instanceof Refused) return { ok: false, failure: error.failure };
  const names = errorNames(error);
  const cause = String(error);
  if (names.includes('QuotaExceededError')) {
    return fail(
      'storage-full',
      `The browser has no room left to ${action}. Nothing was changed; what was stored before is safe.`,
      'Delete data sets or rewards that you no longer need, or free disk space, then try again.',
      cause,
    );
  }
  if (names.some((name) => closedNames.includes(name))) {
    return fail(
      'storage',
      `Could not ${action}: the connection to this browser's storage has closed, perhaps because Truewheel was updated in another tab.`,
      'Reload this page. Everything that was shown as saved is still there.',
      cause,
    );
  }
  if (names.some((name) => refusedNames.includes(name))) {
    return fail(
      'storage',
      `This browser did not let Truewheel ${action}. Nothing was changed.`,
      'Try again. In a private window, or with site data blocked, browsers keep nothing: use a normal window.',
      cause,
    );
  }
  throw error;
}

/** Names of an error and of those inside it, outermost first. */
function errorNames(error: unknown): string[] {
  const names: string[] = [];
  let at: unknown = error;
  while (at instanceof Object && 'name' in at && names.length < 5) {
    names.push(String(at.name));
    at = 'inner' in at ? at.inner : null;
  }
  return names;
}
