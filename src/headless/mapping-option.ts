/** `--mapping FILE`: the same JSON that the mapping screen saves. */
import type { ImportOptions } from '../app/types';
import { fail } from '../basics/result';
import { Refused } from './command';

/** @throws Refused where the text is no JSON */
export function mappingIn({ mapping }: { readonly mapping?: string }): ImportOptions {
  if (mapping === undefined) return {};
  try {
    return { mapping: JSON.parse(mapping) as unknown };
  } catch {
    throw new Refused(
      fail('malformed', 'The mapping is not JSON.', 'Give the file that the mapping screen saves.').failure,
    );
  }
}
