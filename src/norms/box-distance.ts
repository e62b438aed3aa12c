/** The signed distance of a place from one box as a tree, and back: what walls are made of. */
import { bindsAbove, bindsBelow } from './bounds';
import type { Tree } from './tree/tree';
import { apply, constant, feature, greatest, lengthOf, subtract } from './tree/tree-nodes';

/** Sides without a bound are left out: no place is beyond them, and none is less deep for them. */
export function boxDistance(features: readonly number[], min: readonly number[], max: readonly number[]): Tree {
  const beyond = features.flatMap((index, i) => {
    const sides = [
      ...(bindsBelow(min[i]) ? [subtract(constant(min[i]), feature(index))] : []),
      ...(bindsAbove(max[i]) ? [subtract(feature(index), constant(max[i]))] : []),
    ];
    return sides.length === 0 ? [] : [greatest(sides)];
  });
  return distanceBeyond(beyond);
}

/** @param beyond how far a place is beyond the box along each feature that has a side */
function distanceBeyond(beyond: readonly Tree[]): Tree {
  const outside = lengthOf(beyond.map((gap) => apply('maximum', gap, constant(0))));
  return apply('add', outside, apply('minimum', greatest(beyond), constant(0)));
}

/** One side: sign · feature + offset is how far a place is beyond it. */
export interface Side {
  readonly index: number;
  readonly sign: 1 | -1;
  readonly offset: number;
}

/** The sides of a box whose distance a tree is; null where it is anything else. */
export function sidesOf(tree: Tree): readonly Side[] | null {
  if (tree.op !== 'add' || tree.of[1].op !== 'minimum') return null;
  const leaves = maxima(tree.of[1].of[0]);
  const sides = leaves.flatMap((leaf) => sideOf(leaf) ?? []);
  if (sides.length < leaves.length) return null;
  const byFeature = new Map<number, Tree[]>();
  sides.forEach(({ index }, i) => byFeature.set(index, [...(byFeature.get(index) ?? []), leaves[i]]));
  const rebuilt = distanceBeyond([...byFeature.values()].map(greatest));
  return JSON.stringify(rebuilt) === JSON.stringify(tree) ? sides : null;
}

function maxima(tree: Tree): readonly Tree[] {
  return tree.op === 'maximum' ? tree.of.flatMap(maxima) : [tree];
}

/** A feature against a number. */
export function sideOf(tree: Tree): Side | null {
  if (tree.op !== 'subtract') return null;
  const [a, b] = tree.of;
  if (a.op === 'feature' && b.op === 'number') return { index: a.index, sign: 1, offset: -b.value };
  if (a.op === 'number' && b.op === 'feature') return { index: b.index, sign: -1, offset: a.value };
  return null;
}
