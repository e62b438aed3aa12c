/** The expression tree of a norm of single rows. */
import { settle } from '../basics/refused';
import { fail, type Result } from '../basics/result';
import { normKinds } from './kinds';
import type { Norm } from './norm';
import { readBy } from '../basics/schema';
import type { NormSpace } from './rows';
import type { Tree } from './tree/tree';
import { holdToLimits } from './tree/tree-size';

/**
 * Checks the norm once more: a bad one never becomes a margin.
 * @returns `unsupported` for temporal norms, which speak of windows; `malformed` for a norm that breaks a rule, `too-large` for
 *   more than a tree may hold
 */
export function treeOf(norm: Norm, space: NormSpace, kinds = normKinds): Result<Tree> {
  if (norm.type === 'temporal') {
    return fail('unsupported', `The norm ${norm.id} speaks of a window of frames.`, 'It is judged on episodes only.');
  }
  return settle(() => {
    readBy(kinds.schema(space.features), norm, '');
    return holdToLimits(kinds.of(norm.type).tree(norm, space));
  }, `Correct the norm ${norm.id}.`);
}
