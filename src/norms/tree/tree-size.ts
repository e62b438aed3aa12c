/** How large trees may be: what is compiled, and what is read from files, stays within these limits. */
import type { Tree } from './tree';
import { refuse } from '../refused';

export const treeLimits = { depth: 200, nodes: 20_000, points: 10_000, text: 10_000 } as const;

/** @throws Refused `too-large`; looks at no more nodes than may be, however often a part is shared */
export function holdToLimits(tree: Tree): Tree {
  let nodes = 0;
  const visit = (part: Tree, depth: number): void => {
    nodes += 1;
    if (nodes > treeLimits.nodes) refuse(`it needs more than ${treeLimits.nodes} steps`, 'too-large');
    if (depth > treeLimits.depth) refuse(`it is nested more than ${treeLimits.depth} deep`, 'too-large');
    if ('of' in part) for (const operand of part.of) visit(operand, depth + 1);
  };
  visit(tree, 1);
  return tree;
}

/** Nodes of a tree, each as often as it is written. */
export function nodesIn(tree: Tree): number {
  return 'of' in tree ? tree.of.reduce((sum, operand) => sum + nodesIn(operand), 1) : 1;
}
