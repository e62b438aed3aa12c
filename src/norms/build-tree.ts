/** Short names for making trees. */
import type { Operator, Tree } from './tree';

export const number = (value: number): Tree => ({ op: 'number', value });
export const feature = (index: number): Tree => ({ op: 'feature', index });
export const apply = (op: Operator, ...of: readonly Tree[]): Tree => ({ op, of });
export const subtract = (a: Tree, b: Tree): Tree => apply('subtract', a, b);

/** One tree of several by a binary operator, halving, so that a thousand terms are ten deep. @param parts at least one */
export function combined(op: 'add' | 'minimum' | 'maximum', parts: readonly Tree[]): Tree {
  if (parts.length === 1) return parts[0];
  const middle = parts.length >> 1;
  return apply(op, combined(op, parts.slice(0, middle)), combined(op, parts.slice(middle)));
}

/** √Σ squares */
export function length(parts: readonly Tree[]): Tree {
  const squares = parts.map((part) => apply('multiply', part, part));
  return apply('root', combined('add', squares));
}
