/** How the mixture's error changes with its input, ∂m/∂x, by hand, float64 (docs/methods.md 1.2): searches follow it. */
import type { Floats } from '../../../basics/arrays';
import { activationsFor, forward } from './mixture-network';
import type { Activations, Layer, MixtureNetwork } from './mixture-network';

export interface InputGradients {
  /** m of each row, [rows] */
  readonly errors: Float64Array;
  /** ∂m/∂x, [rows × D]; not finite where the row is not */
  readonly gradients: Float64Array;
}

interface Backward {
  readonly room: Activations;
  /** Derivative with respect to the outputs of each layer, one expert at a time. */
  readonly deltas: readonly Float64Array[];
  /** Derivative with respect to the gates before, and to the gates' logits after, [E] */
  readonly gateDeltas: Float64Array;
}

/** Adds Σ_o delta_o·w_o of one dense layer of one expert to the derivative of its inputs, which begins at `at`. */
function backDense(
  layer: Layer,
  expert: number,
  delta: Float64Array,
  outputs: Floats | null,
  to: Float64Array,
  at = 0,
) {
  const first = expert * layer.outputs;
  for (let o = 0; o < layer.outputs; o++) {
    if (delta[o] === 0 || (outputs !== null && layer.rectified && outputs[first + o] <= 0)) continue;
    const weights = (first + o) * layer.inputs;
    for (let i = 0; i < layer.inputs; i++) to[at + i] += delta[o] * layer.weights[weights + i];
  }
}

/** Through one expert's layers; the last delta is filled already. */
function backExpert({ layers }: MixtureNetwork, e: number, { room, deltas }: Backward, to: Float64Array, at: number) {
  for (let l = layers.length - 1; l > 0; l--) {
    deltas[l - 1].fill(0);
    backDense(layers[l], e, deltas[l], room.outputs[l], deltas[l - 1]);
  }
  backDense(layers[0], e, deltas[0], room.outputs[0], to, at);
}

/** Through the softmax and its layer. */
function backGates({ gate }: MixtureNetwork, { room, gateDeltas }: Backward, to: Float64Array, at: number) {
  const average = gateDeltas.reduce((sum, delta, e) => sum + room.gates[e] * delta, 0);
  gateDeltas.forEach((delta, e) => (gateDeltas[e] = room.gates[e] * (delta - average)));
  backDense(gate, 0, gateDeltas, null, to, at);
}

/** m = (1/D) Σ_d (x̂_d − x_d)²: through x̂ by experts and gates, and through −x itself. */
function backRow(network: MixtureNetwork, x: Floats, at: number, b: Backward, to: Float64Array): void {
  const { dims, experts } = network.shape;
  const last = network.layers.length - 1;
  const decoded = b.room.outputs[last];
  b.gateDeltas.fill(0);
  for (let e = 0; e < experts; e++) {
    for (let d = 0; d < dims; d++) {
      const slope = (2 * (b.room.reconstruction[d] - x[at + d])) / dims;
      b.gateDeltas[e] += slope * decoded[e * dims + d];
      b.deltas[last][d] = b.room.gates[e] * slope;
    }
    backExpert(network, e, b, to, at);
  }
  backGates(network, b, to, at);
  for (let d = 0; d < dims; d++) to[at + d] -= (2 * (b.room.reconstruction[d] - x[at + d])) / dims;
}

/** m of each row and its derivative with respect to the row. @param x [rows × D] standardised */
export function inputGradients(network: MixtureNetwork, x: Floats, rows: number): InputGradients {
  const { dims, experts } = network.shape;
  const room = activationsFor(network);
  const deltas = network.layers.map((layer) => new Float64Array(layer.outputs));
  const backward = { room, deltas, gateDeltas: new Float64Array(experts) };
  const errors = new Float64Array(rows);
  const gradients = new Float64Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    errors[row] = forward(network, x, row * dims, room);
    backRow(network, x, row * dims, backward, gradients);
  }
  return { errors, gradients };
}
