/**
 * Between what values a margin lies over a whole box of places, by interval arithmetic: never too narrow, often too wide. It
 * tells where a norm is certain to hold, which no number of single places could.
 */
import type { Operator, Tree } from './tree';

/** [low, high]; either may be infinite. */
export type Interval = readonly [number, number];

/** A box of places, seen raw and standardised. */
export interface Places {
  /** Interval of a raw feature. */
  raw(feature: number): Interval;
  /** Interval of an encoded input, standardised. */
  input(input: number): Interval;
  /** No place of the box is farther from the nearest demonstration, standardised units. */
  readonly farthest: number;
}

/** @returns null where it cannot be told, or where the margin may be no number */
export function rangeOf(tree: Tree, places: Places): Interval | null {
  if ('of' in tree) return operation(tree.op, tree.of, places);
  switch (tree.op) {
    case 'number':
      return [tree.value, tree.value];
    case 'feature':
      return places.raw(tree.index);
    case 'distance':
      if (!tree.points) return [0, places.farthest];
      return [0, toFarthest(tree.points, tree.inputs.map(places.input))];
    case 'polyline': {
      const far = toFarthest(tree.points, tree.features.map(places.raw));
      return [tree.lateral ? -far : 0, far];
    }
    case 'field':
    case 'text':
    case 'words':
      return null;
  }
}

/** No place of the box is farther than this from the nearest of the points: some point is near enough to all of the box. */
function toFarthest(points: readonly (readonly number[])[], box: readonly Interval[]): number {
  const reach = (point: readonly number[]): number =>
    Math.hypot(...box.map(([low, high], i) => Math.max(Math.abs(point[i] - low), Math.abs(point[i] - high))));
  return points.reduce((least, point) => Math.min(least, reach(point)), Infinity);
}

function operation(op: Operator, of: readonly Tree[], places: Places): Interval | null {
  const ranges: Interval[] = [];
  for (const operand of of) {
    const range = rangeOf(operand, places);
    if (range === null) return null;
    ranges.push(range);
  }
  const [a, b = a] = ranges;
  const range = combined(op, a, b);
  return range === null || range.some(Number.isNaN) ? null : range;
}

/** The smallest violation, which `strict` makes of 0. */
const smallest = -(2 ** -52);

function combined(op: Operator, [low, high]: Interval, [least, most]: Interval): Interval | null {
  switch (op) {
    case 'add':
      return [low + least, high + most];
    case 'subtract':
      return [low - most, high - least];
    case 'multiply':
      return hull([low * least, low * most, high * least, high * most]);
    case 'divide':
      return least <= 0 && most >= 0 ? null : hull([low / least, low / most, high / least, high / most]);
    case 'minimum':
      return [Math.min(low, least), Math.min(high, most)];
    case 'maximum':
      return [Math.max(low, least), Math.max(high, most)];
    case 'negate':
      return [-high, -low];
    case 'absolute':
      return [low > 0 ? low : high < 0 ? -high : 0, Math.max(Math.abs(low), Math.abs(high))];
    case 'root':
      return low < 0 ? null : [Math.sqrt(low), Math.sqrt(high)];
    case 'sine':
    case 'cosine':
      return [-1, 1];
    case 'strict':
      return low <= 0 && high >= 0 ? [Math.min(low, smallest), high] : [low, high];
  }
}

function hull(values: readonly number[]): Interval {
  return [Math.min(...values), Math.max(...values)];
}
