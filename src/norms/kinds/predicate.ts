/** `predicate`: the signed margin of a CEL expression. */
import type { Feature } from '../../demonstrations/demonstrations';
import { expressionTree } from '../cel/expression';
import type { PredicateNorm } from '../norm';
import type { Tree } from '../tree/tree';
import type { Kind } from './kind';

export const predicate: Kind<PredicateNorm> = {
  read(fields) {
    const expression = fields.text('expression');
    treeIn(expression, fields.features);
    return { expression };
  },
  tree: ({ expression }, { features }) => treeIn(expression, features),
};

function treeIn(expression: string, features: readonly Feature[]): Tree {
  return expressionTree(
    expression,
    features.map(({ name }) => name),
  );
}
