/** The expression tree of a norm of single rows. A new kind is a file under `kinds/` and a line here. */
import { fail, ok, type Result } from '../basics/result';
import { halfSpaceTree, laneTree, pathTree, velocityTree, wallTree } from './kinds/places';
import { predicateTree } from './kinds/predicate';
import { rangeTree } from './kinds/range';
import { supportTree } from './kinds/support';
import { keywordTree, regexTree } from './kinds/texts';
import type { Norm } from './norm';
import type { NormSpace } from './rows';
import type { Tree } from './tree';

/** @returns `unsupported` for temporal norms, which speak of windows; `bad-parameter` for a predicate that is none */
export function treeOf(norm: Norm, space: NormSpace): Result<Tree> {
  switch (norm.type) {
    case 'range':
      return ok(rangeTree(norm));
    case 'support':
      return ok(supportTree(norm, space));
    case 'half-space':
      return ok(halfSpaceTree(norm));
    case 'path':
      return ok(pathTree(norm));
    case 'wall':
      return ok(wallTree(norm));
    case 'velocity':
      return ok(velocityTree(norm));
    case 'lane':
      return ok(laneTree(norm));
    case 'predicate':
      return predicateTree(norm.expression, space.features);
    case 'keyword':
      return ok(keywordTree(norm));
    case 'regex':
      return ok(regexTree(norm));
    case 'temporal':
      return fail('unsupported', `The norm ${norm.id} speaks of a window of frames.`, 'It is judged on episodes only.');
  }
}

/** True where a tree asks for something that only a record carries. */
export function readsRecords(tree: Tree): boolean {
  if (tree.op === 'field' || tree.op === 'text' || tree.op === 'words') return true;
  return 'of' in tree && tree.of.some(readsRecords);
}

/** True where a tree asks for the distance to the basin's demonstrations. */
export function readsBasin(tree: Tree): boolean {
  if (tree.op === 'distance') return tree.points === undefined;
  return 'of' in tree && tree.of.some(readsBasin);
}

/** Raw features that a tree reads, ascending; for a distance, those of its inputs are not among them. */
export function featuresIn(tree: Tree): number[] {
  const own = tree.op === 'feature' ? [tree.index] : 'features' in tree ? tree.features : [];
  const below = 'of' in tree ? tree.of.flatMap(featuresIn) : [];
  return [...new Set([...own, ...below])].sort((a, b) => a - b);
}
