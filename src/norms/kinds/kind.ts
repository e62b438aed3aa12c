/** What a kind of norm brings: how it is read and checked, and the tree of its margin. */
import type { Norm } from '../norm';
import type { NormFields } from '../norm-fields';
import type { NormSpace } from '../rows';
import type { Tree } from '../tree/tree';

/** What a norm has beside the fields that all have. */
export type Own<N extends Norm> = Omit<N, 'id' | 'type' | 'severity' | 'description'>;

export interface Kind<N extends Norm> {
  /** @throws Refused with the first rule that is broken */
  read(fields: NormFields): Own<N>;
  /** @param norm one that `read` passed @throws Refused */
  tree(norm: N, space: NormSpace): Tree;
  /** Fields that files write otherwise than memory, names of features aside. */
  written?(norm: N): object;
}
