/**
 * Signed margins of norms as ONNX nodes, from their expression trees (docs/methods.md 10). Texts and record fields have no place in
 * an observation: whoever writes the graph leaves masks that read them out, and says so.
 */
import type { Operator, Tree } from '../../../norms/tree/tree';
import type { Floats } from '../../../basics/arrays';
import { Algebra } from './algebra';
import type { Value } from './writer';

/** What margins are computed from. */
export interface NormSources {
  /** [N, F] raw float64 */
  readonly raw: Value;
  /** [N, D] standardised float64 */
  readonly x: Value;
  /** Demonstrations, [n × D] standardised; null where they are left out. */
  readonly basin: { readonly points: Floats; readonly dims: number } | null;
}

type Node<Op extends Tree['op']> = Extract<Tree, { readonly op: Op }>;

/** The value of a tree at each row, [N]. @throws RangeError for a tree that reads records, or a basin that is not there */
export function treeGraph(algebra: Algebra, sources: NormSources, tree: Tree): Value {
  if ('of' in tree) {
    const parts = tree.of.map((part) => treeGraph(algebra, sources, part));
    return operation(algebra, tree.op, parts);
  }
  switch (tree.op) {
    case 'number':
      return algebra.scalar(tree.value);
    case 'feature':
      return column(algebra, sources.raw, tree.index);
    case 'distance':
      return nearest(algebra, sources, tree);
    case 'polyline':
      return polyline(algebra, sources.raw, tree);
    case 'field':
    case 'text':
    case 'words':
      throw new RangeError('an observation has no record fields');
  }
}

function column(algebra: Algebra, matrix: Value, index: number): Value {
  return algebra.sum(algebra.columns(matrix, [index]), 1);
}

function operation(algebra: Algebra, op: Operator, [a, b]: readonly Value[]): Value {
  const isZero = (value: Value) => algebra.graph.op('Equal', [value, algebra.scalar(0)]);
  switch (op) {
    case 'add':
      return algebra.add(a, b);
    case 'subtract':
      return algebra.sub(a, b);
    case 'multiply':
      return algebra.mul(a, b);
    case 'divide':
      return algebra.where(isZero(b), NaN, algebra.div(a, b));
    case 'minimum':
      return algebra.min(a, b);
    case 'maximum':
      return algebra.max(a, b);
    case 'negate':
      return algebra.apply('Neg', a);
    case 'absolute':
      return algebra.apply('Abs', a);
    case 'root':
      return algebra.apply('Sqrt', a);
    case 'sine':
      return algebra.apply('Sin', a);
    case 'cosine':
      return algebra.apply('Cos', a);
    case 'strict':
      return algebra.where(isZero(a), -(2 ** -52), a);
  }
}

/** Rows are taken one at a time, so that memory stays that of the points (as for nearest neighbours). */
function nearest(algebra: Algebra, { x, basin }: NormSources, { inputs, points }: Node<'distance'>): Value {
  const places = points ? Float64Array.from(points.flat()) : basinColumns(basin, inputs);
  const width = inputs.length;
  const stored = algebra.numbers('places', [places.length / width, width], places);
  const body = algebra.graph.inner();
  const inside = new Algebra(body);
  const row = body.input(`row_near_${stored}`, 'double', [width]);
  const squares = inside.sum(inside.square(inside.sub(stored, row)), 1);
  body.output(inside.least(squares, 0, true), `least_of_${stored}`, 'double', [1]);
  const found = algebra.graph.op('Scan', [algebra.columns(x, inputs)], { body, num_scan_inputs: 1 });
  return algebra.apply('Sqrt', algebra.sum(found, 1));
}

function basinColumns(basin: NormSources['basin'], inputs: readonly number[]): Floats {
  if (basin === null) throw new RangeError('a mask measures the distance to demonstrations that are left out');
  const { points, dims } = basin;
  const rows = points.length / dims;
  const Kind = points instanceof Float32Array ? Float32Array : Float64Array;
  const out = new Kind(rows * inputs.length);
  for (let row = 0; row < rows; row++) {
    inputs.forEach((input, i) => (out[row * inputs.length + i] = points[row * dims + input]));
  }
  return out;
}

/** Distance from a line of points, [N]; lateral: with the side of the nearest segment as its sign. */
function polyline(algebra: Algebra, raw: Value, { features, points, lateral }: Node<'polyline'>): Value {
  const ends = points.length === 1 ? [points[0], points[0]] : points;
  const from = ends.slice(0, -1);
  const steps = from.map((point, i) => point.map((value, d) => ends[i + 1][d] - value));
  const lengths = steps.map((step) => step.reduce((sum, value) => sum + value * value, 0) || 1);
  const shape = [1, from.length, features.length];
  const numbers = (stem: string, rows: readonly (readonly number[])[]) =>
    algebra.numbers(stem, shape, Float64Array.from(rows.flat()));
  const away = algebra.sub(algebra.unsqueeze(algebra.columns(raw, features), 1), numbers('line', from));
  const step = numbers('steps', steps);
  const along = algebra.div(
    algebra.sum(algebra.mul(away, step), 2),
    algebra.numbers('lengths', [from.length], Float64Array.from(lengths)),
  );
  const share = algebra.unsqueeze(algebra.min(algebra.max(along, 0), 1), 2);
  const squares = algebra.sum(algebra.square(algebra.sub(away, algebra.mul(share, step))), 2);
  const least = algebra.least(squares, 1, true);
  const distance = algebra.apply('Sqrt', algebra.sum(least, 1));
  if (!lateral) return distance;
  return algebra.mul(distance, side(algebra, away, steps, lengths, algebra.graph.op('Equal', [squares, least])));
}

/** 1 on the left or on the line, −1 on the right of the nearest segment that the place lies most across of, [N]. */
function side(
  algebra: Algebra,
  away: Value,
  steps: readonly (readonly number[])[],
  lengths: readonly number[],
  isNearest: Value,
): Value {
  // (step × away)/‖step‖ as a product with the step turned by a right angle.
  const turned = steps.flatMap(([x, y], i) => [-y / Math.sqrt(lengths[i]), x / Math.sqrt(lengths[i])]);
  const across = algebra.sum(
    algebra.mul(away, algebra.numbers('turned', [1, steps.length, 2], Float64Array.from(turned))),
    2,
  );
  const size = algebra.where(isNearest, algebra.apply('Abs', across), -1);
  const most = algebra.graph.op('ReduceMax', [size], { axes: [1], keepdims: 1 });
  const chosen = algebra.where(algebra.graph.op('Equal', [size, most]), across, 0);
  return algebra.sub(1, algebra.mul(algebra.below(algebra.sum(chosen, 1), 0), 2));
}
