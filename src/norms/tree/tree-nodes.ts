/** Short ways to write expression trees. Long sums and choices are balanced, so that no tree gets deep. */
import type { Operator, Tree } from './tree';

export function constant(value: number): Tree {
  return { op: 'number', value };
}

export function feature(index: number): Tree {
  return { op: 'feature', index };
}

export function apply(op: Operator, ...of: Tree[]): Tree {
  return { op, of };
}

export function subtract(a: Tree, b: Tree): Tree {
  return apply('subtract', a, b);
}

export function square(tree: Tree): Tree {
  return apply('multiply', tree, tree);
}

/** The operator of two between all of these, at least one. */
export function across(op: 'add' | 'minimum' | 'maximum', trees: readonly Tree[]): Tree {
  if (trees.length === 1) return trees[0];
  const middle = trees.length >> 1;
  return apply(op, across(op, trees.slice(0, middle)), across(op, trees.slice(middle)));
}

export function least(trees: readonly Tree[]): Tree {
  return across('minimum', trees);
}

export function greatest(trees: readonly Tree[]): Tree {
  return across('maximum', trees);
}

export function sum(trees: readonly Tree[]): Tree {
  return across('add', trees);
}

/** √Σ v² */
export function lengthOf(trees: readonly Tree[]): Tree {
  return apply('root', sum(trees.map(square)));
}
