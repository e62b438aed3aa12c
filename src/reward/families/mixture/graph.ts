/** One member of the mixture of autoencoder experts as ONNX nodes, both forms (docs/methods.md 1.2). */
import { transposed } from '../../../basics/arrays';
import type { Tensor, Tensors } from '../../types';
import type { GraphAlgebra, GraphValue, MemberGraph } from '../graph-algebra';

/** value [.., N, in] times the transpose of weight [E, out, in], plus bias [E, out]: [E, N, out]. */
function affine(algebra: GraphAlgebra, value: GraphValue, weight: Tensor, bias: Tensor): GraphValue {
  const [experts, out, width] = weight.shape;
  const turned = algebra.numbers('weight', [experts, width, out], transposed(weight.data, experts, out, width));
  return algebra.add(algebra.matmul(value, turned), algebra.numbers('bias', [experts, 1, out], bias.data));
}

/** softmax(G x + h), [N, E] */
function gates(algebra: GraphAlgebra, x: GraphValue, weight: Tensor, bias: Tensor): GraphValue {
  const [experts, dims] = weight.shape;
  const turned = algebra.numbers('gate_weight', [dims, experts], transposed(weight.data, 1, experts, dims));
  const logits = algebra.add(algebra.matmul(x, turned), algebra.numbers('gate_bias', [experts], bias.data));
  return algebra.softmax(logits, 1);
}

function encoder(
  algebra: GraphAlgebra,
  x: GraphValue,
  tensors: Tensors,
): { latent: GraphValue; decoderInput: GraphValue } {
  if ('W' in tensors) {
    const latent = algebra.apply('Relu', affine(algebra, x, tensors.W, tensors.b));
    return { latent, decoderInput: latent };
  }
  const hidden = algebra.apply('Relu', affine(algebra, x, tensors.W1, tensors.b1));
  const latent = affine(algebra, hidden, tensors.W2, tensors.b2);
  return { latent, decoderInput: algebra.apply('Relu', affine(algebra, latent, tensors.W3, tensors.b3)) };
}

/** @param x [N, D] standardised float64 */
export function mixtureGraph(algebra: GraphAlgebra, x: GraphValue, tensors: Tensors): MemberGraph {
  const gate = gates(algebra, x, tensors.G, tensors.h);
  const byExpert = algebra.unsqueeze(algebra.transpose(gate, [1, 0]), 2);
  const { latent, decoderInput } = encoder(algebra, x, tensors);
  const outputs = affine(algebra, decoderInput, tensors.V, tensors.c);
  const mixed = algebra.sum(algebra.mul(byExpert, outputs), 0);
  const error = algebra.mean(algebra.square(algebra.sub(mixed, x)), 1);
  const norms = algebra.add(algebra.sum(algebra.square(decoderInput), 2, true), 1);
  const weighted = algebra.sum(algebra.mul(algebra.square(byExpert), norms), 0);
  return {
    error,
    decoderNorms: algebra.sum(weighted, 1),
    expert: (index) => ({
      gate: algebra.unsqueeze(algebra.pick(gate, 1, index), 1),
      latent: algebra.pick(latent, 0, index),
    }),
  };
}
