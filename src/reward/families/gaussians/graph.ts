/** One member of the full-covariance Gaussian mixture as ONNX nodes: m = −log density (docs/methods.md 1.5). */
import type { Floats } from '../../../basics/arrays';
import type { Tensors } from '../../types';
import type { GraphAlgebra, GraphValue, MemberGraph } from '../graph-algebra';

/** P_c with its lower triangle, which the family does not read, set to 0. */
function upperTriangles(data: Floats, dims: number): Floats {
  return data.map((value, i) => (Math.floor((i % (dims * dims)) / dims) <= i % dims ? value : 0));
}

/** @param x [N, D] standardised float64 */
export function gaussiansGraph(algebra: GraphAlgebra, x: GraphValue, tensors: Tensors): MemberGraph {
  const { weights, means, precisions, logDeterminants } = tensors;
  const [count, dims] = means.shape;
  const offset = algebra.sub(algebra.unsqueeze(x, 0), algebra.numbers('means', [count, 1, dims], means.data));
  const whitened = algebra.matmul(
    offset,
    algebra.numbers('precisions', [count, dims, dims], upperTriangles(precisions.data, dims)),
  );
  const squares = algebra.sum(algebra.square(whitened), 2);
  const constant = Float64Array.from(
    weights.data,
    (weight, c) => Math.log(weight) + logDeterminants.data[c] - 0.5 * dims * Math.log(2 * Math.PI),
  );
  const logs = algebra.add(algebra.mul(squares, -0.5), algebra.numbers('log_weights', [count, 1], constant));
  const density = algebra.logSumExp(logs, 0);
  return { error: algebra.apply('Neg', density), decoderNorms: null, expert: null };
}
