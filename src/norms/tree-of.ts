/** The expression tree of a norm of single rows, and the features that a norm is about. */
import { fail, type Result } from '../basics/result';
import type { Feature } from '../demonstrations/demonstrations';
import { expressionTree } from './cel/expression';
import { kindOf } from './kinds';
import type { Norm } from './norm';
import { readNorm } from './read-norm';
import { settle } from './refused';
import type { NormSpace } from './rows';
import type { Tree } from './tree/tree';
import { holdToLimits } from './tree/tree-size';
import { featuresIn } from './tree/tree-uses';

/**
 * Checks the norm once more: a bad one never becomes a margin.
 * @returns `unsupported` for temporal norms, which speak of windows; `bad-parameter` for a norm that breaks a rule,
 *   `too-large` for more than a tree may hold
 */
export function treeOf(norm: Norm, space: NormSpace): Result<Tree> {
  if (norm.type === 'temporal') {
    return fail('unsupported', `The norm ${norm.id} speaks of a window of frames.`, 'It is judged on episodes only.');
  }
  return settle(() => {
    readNorm(norm, space.features);
    return holdToLimits(kindOf(norm.type).tree(norm, space));
  }, `Correct the norm ${norm.id}.`);
}

/** Indices of the raw features that a norm is about, ascending; a support norm without `features` is about all. */
export function featuresOf(norm: Norm, features: readonly Feature[]): number[] {
  if (norm.type === 'temporal') return featuresOf(norm.norm, features);
  if (norm.type === 'keyword' || norm.type === 'regex') return [];
  if (norm.type === 'predicate') return named(norm.expression, features);
  return norm.features ? [...norm.features].sort((a, b) => a - b) : features.map((_, index) => index);
}

function named(expression: string, features: readonly Feature[]): number[] {
  const known = features.map(({ name }) => name);
  const tree = settle(() => expressionTree(expression, known), 'Correct the expression.');
  return tree.ok ? featuresIn(tree.value) : [];
}
