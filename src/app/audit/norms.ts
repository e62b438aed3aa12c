/** Text of a file as norms. */
import { fail, type Result } from '../../basics/result';
import type { Feature } from '../../demonstrations/demonstrations';
import { readNorms } from '../../norms/norms-file';
import type { Norm } from '../../norms/norm';

/** @returns `malformed` for what is no JSON, and whatever `readNorms` refuses with */
export function normsIn(text: string, features: readonly Feature[]): Result<readonly Norm[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return fail('malformed', 'This file is not JSON, so no norms were read.', 'Nothing was changed.', String(cause));
  }
  return readNorms(value, features);
}
