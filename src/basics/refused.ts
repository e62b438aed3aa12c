/** How reading untrusted data ends early: thrown deep inside, turned into a failure at the border of a room. */
import { fail, ok, type FailureKind, type Result } from './result';

/** `message` is a sentence without its stop, for people. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly kind: FailureKind = 'malformed',
  ) {
    super(message);
  }
}

/** What `work` gives, or the failure that it was refused with; anything else that is thrown is a bug and goes on. */
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
