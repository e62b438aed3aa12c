/** What the ONNX form needs to know of masks: their expressions, and the demonstrations that some measure distances to. */
import type { Tree } from '../norms/tree/tree';
import { treeOf } from '../norms/tree-of';
import type { Basin, Patch, RewardModel } from '../reward/types';

export interface MaskParts {
  /** Expression of each mask by the mask's id. */
  readonly trees: ReadonlyMap<string, Tree>;
  readonly basin: Pick<Basin, 'points' | 'dims'> | null;
}

/** @throws Error for a norm that no patch rule lets through */
export function maskPartsOf(model: RewardModel, patches: readonly Patch[], basin: MaskParts['basin']): MaskParts {
  const trees = new Map<string, Tree>();
  for (const patch of patches) {
    if (patch.space !== 'mask') continue;
    const tree = treeOf(patch.norm, model);
    if (!tree.ok) throw new Error(tree.failure.message);
    trees.set(patch.id, tree.value);
  }
  return { trees, basin };
}

/** True where a mask measures the distance to the basin, so that a file cannot leave it out. */
export function needsBasin({ trees }: Pick<MaskParts, 'trees'>): boolean {
  const asks = (tree: Tree): boolean =>
    (tree.op === 'distance' && tree.points === undefined) || ('of' in tree && tree.of.some(asks));
  return [...trees.values()].some(asks);
}
