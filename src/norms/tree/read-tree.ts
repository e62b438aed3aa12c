/** Checks anything that claims to be an expression tree, for example the one in a file. */
import { settle } from '../../basics/refused';
import type { Result } from '../../basics/result';
import { readBy } from '../../basics/schema';
import { refuse } from '../refused';
import type { Tree } from './tree';
import { treeSchema, type TreeSpace } from './tree-schema';
import { treeLimits } from './tree-size';

export type { TreeSpace } from './tree-schema';

/** @returns `malformed` or `too-large` with what is wrong, else a copy that holds nothing but what is known */
export function readTree(value: unknown, space: TreeSpace): Result<Tree> {
  return settle(() => {
    holdToSize(value);
    return readBy(treeSchema(space), value, 'the tree');
  }, 'Take the file from its source again.');
}

/** Before the schema goes down into it: a tree may be deeper than a stack is. @throws Refused `too-large` */
function holdToSize(value: unknown): void {
  const waiting = [{ node: value, depth: 1 }];
  let nodes = 1;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { node, depth } = at;
    const operands: unknown = typeof node === 'object' && node !== null && 'of' in node ? node.of : [];
    if (!Array.isArray(operands)) continue;
    nodes += operands.length;
    if (depth > treeLimits.depth || nodes > treeLimits.nodes) refuse('the expression tree is too large', 'too-large');
    for (const operand of operands as unknown[]) waiting.push({ node: operand, depth: depth + 1 });
  }
}
