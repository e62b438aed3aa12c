/**
 * One member of family `lattice` as ONNX nodes: hat functions of the nodes along each input, Λ(t − i) = max(0, 1 − |t − i|),
 * times the table, summed input by input; beyond the corners the largest loss and the distance (docs/methods.md 1.5).
 */
import type { Tensors } from '../../types';
import type { GraphAlgebra, GraphValue, MemberGraph } from '../graph-algebra';

/** Λ of each node along one input, [N, nodes]. @param t [N] places in cells, within the table */
function hats(algebra: GraphAlgebra, t: GraphValue, nodes: number): GraphValue {
  const places = algebra.numbers(
    'nodes',
    [nodes],
    Float64Array.from({ length: nodes }, (_, node) => node),
  );
  const away = algebra.apply('Abs', algebra.sub(algebra.unsqueeze(t, 1), places));
  return algebra.max(algebra.sub(1, away), 0);
}

/** @param x [N, D] standardised float64 */
export function latticeGraph(algebra: GraphAlgebra, x: GraphValue, { low, high, loss }: Tensors): MemberGraph {
  const { shape } = loss;
  const dims = shape.length;
  const cornerLow = algebra.numbers('low', [dims], low.data);
  const held = algebra.min(algebra.max(x, cornerLow), algebra.numbers('high', [dims], high.data));
  const spans = Float64Array.from(low.data, (value, d) => high.data[d] - value);
  const cells = Float64Array.from(shape, (nodes) => nodes - 1);
  const shares = algebra.div(algebra.sub(held, cornerLow), algebra.numbers('span', [dims], spans));
  const places = algebra.mul(shares, algebra.numbers('cells', [dims], cells));
  const along = (d: number): GraphValue => hats(algebra, algebra.sum(algebra.columns(places, [d]), 1), shape[d]);
  const table = algebra.numbers('loss', [shape[0], loss.data.length / shape[0]], loss.data);
  let sums = algebra.matmul(along(0), table);
  for (let d = 1; d < dims; d++) {
    const rest = shape.slice(d + 1).reduce((product, nodes) => product * nodes, 1);
    const sheets = algebra.reshape(sums, [-1, shape[d], rest]);
    sums = algebra.sum(algebra.mul(sheets, algebra.unsqueeze(along(d), 2)), 1);
  }
  const beyond = algebra.apply('Sqrt', algebra.sum(algebra.square(algebra.sub(x, held)), 1));
  const largest = Array.from(loss.data).reduce((most, m) => Math.max(most, m), 0);
  const outside = algebra.greater(beyond, 0);
  const error = algebra.where(outside, algebra.add(beyond, largest), algebra.sum(sums, 1));
  return { error, decoderNorms: null, expert: null };
}
