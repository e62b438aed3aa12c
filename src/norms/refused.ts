/** How reading a norm ends early: thrown deep inside, turned into a failure at the border of this room. */
import { fail, ok, type FailureKind, type Result } from '../basics/result';

/** A sentence without its stop, for people. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly kind: FailureKind = 'bad-parameter',
  ) {
    super(message);
  }
}

/** @throws Refused */
export function refuse(message: string, kind?: FailureKind): never {
  throw new Refused(message, kind);
}

/** What `work` gives, or the failure that it was refused with. */
export function settle<T>(work: () => T, advice: string): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof Refused) return fail(error.kind, `${capital(error.message)}.`, advice);
    throw error;
  }
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
