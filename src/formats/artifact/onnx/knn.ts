/**
 * One member of k-nearest-neighbour distance as ONNX nodes (docs/methods.md 1.5). Rows are taken one at a time by a loop, with
 * differences instead of the expanded square: distances keep all their digits and memory stays that of the points.
 */
import type { Tensors } from '../../../reward/types';
import { Algebra } from './algebra';
import type { MemberGraph } from './member';
import type { Value } from './writer';

/** @param x [N, D] standardised float64 */
export function knnMember(algebra: Algebra, x: Value, tensors: Tensors): MemberGraph {
  const [count, dims] = tensors.points.shape;
  const neighbours = Math.min(count, tensors.neighbours.data[0]);
  const points = algebra.numbers('points', [count, dims], tensors.points.data);
  const body = algebra.graph.inner();
  const inside = new Algebra(body);
  const row = body.input(`row_of_${points}`, 'double', [dims]);
  const squares = inside.sum(inside.square(inside.sub(points, row)), 1);
  const [nearest] = body.ops('TopK', [squares, body.integers([neighbours])], 2, { axis: 0, largest: 0, sorted: 1 });
  body.output(nearest, `nearest_of_${points}`, 'double', [neighbours]);
  const found = algebra.graph.op('Scan', [x], { body, num_scan_inputs: 1 });
  return { error: algebra.mean(algebra.apply('Sqrt', found), 1), decoderNorms: null, expert: null };
}
