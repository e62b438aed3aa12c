/** Predicates in CEL: expressions to trees of signed margins, and the names they use (docs/methods.md 3; docs/norms.md). */
import type { Result } from '../../basics/result';
import { settle } from '../../basics/refused';
import type { Tree } from '../tree/tree';
import { holdToLimits } from '../tree/tree-size';
import { conditionOf } from './conditions';
import { parseExpression } from './parse';
import { Scope } from './scope';

/** @param features names of the raw features, in order @throws Refused */
export function expressionTree(expression: string, features: readonly string[]): Tree {
  return holdToLimits(conditionOf(parseExpression(expression), true, new Scope(features)));
}

/** Names of features and fields that an expression uses, each once, without `record.`; refused if it cannot be read. */
export function names(expression: string): Result<string[]> {
  return settle(() => {
    const scope = new Scope(null);
    conditionOf(parseExpression(expression), true, scope);
    return [...scope.names];
  }, 'Correct the expression.');
}
