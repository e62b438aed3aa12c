/**
 * One member of k-nearest-neighbour distance as ONNX nodes (docs/methods.md 1.5). Rows are taken one at a time by a loop, with
 * differences instead of the expanded square: distances keep all their digits and memory stays that of the points.
 */
import type { Tensors } from '../../types';
import type { GraphAlgebra, GraphValue, MemberGraph } from '../graph-algebra';

/** @param x [N, D] standardised float64 */
export function knnGraph(algebra: GraphAlgebra, x: GraphValue, tensors: Tensors): MemberGraph {
  const [count, dims] = tensors.points.shape;
  const neighbours = Math.min(count, tensors.neighbours.data[0]);
  const points = algebra.numbers('points', [count, dims], tensors.points.data);
  const row = { name: `row_of_${points}`, width: dims };
  const result = { name: `nearest_of_${points}`, width: neighbours };
  const found = algebra.eachRow(x, row, result, (inside, at) => {
    const squares = inside.sum(inside.square(inside.sub(points, at)), 1);
    return inside.smallest(squares, neighbours);
  });
  return { error: algebra.mean(algebra.apply('Sqrt', found), 1), decoderNorms: null, expert: null };
}
