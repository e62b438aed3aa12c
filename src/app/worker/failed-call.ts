/** A failure where an interface has no place for one: thrown with its sentence, shown by the screen that called. */
import type { Failure, Result } from '../../basics/result';

export class FailedCall extends Error {
  constructor(readonly failure: Failure) {
    super(`${failure.message} ${failure.advice}`);
    this.name = 'FailedCall';
  }
}

/** The failure behind something that was thrown; null where it is no refusal but a bug. */
export function failureOf(thrown: unknown): Failure | null {
  return thrown instanceof FailedCall ? thrown.failure : null;
}

/** The value, or a throw of `FailedCall`. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new FailedCall(result.failure);
}
