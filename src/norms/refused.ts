/** How reading a norm ends early: thrown deep inside, turned into a failure at the border of this room by `settle`. */
import { Refused } from '../basics/refused';
import type { FailureKind } from '../basics/result';

/** @param message a sentence without its stop, for people @throws Refused */
export function refuse(message: string, kind: FailureKind = 'bad-parameter'): never {
  throw new Refused(message, kind);
}
