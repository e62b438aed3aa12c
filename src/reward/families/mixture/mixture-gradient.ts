/** The training objective of the mixture and its gradient, by hand, float64 (docs/methods.md 1.2). */
import type { Floats } from '../../../basics/arrays';
import { activationsFor, forward, gatesAt, networkOf } from './mixture-network';
import type { Activations, Layer, MixtureNetwork, MixtureShape } from './mixture-network';

export interface ObjectiveGradient {
  /** mean m + λ_bal·KL(mean gate ‖ uniform) */
  readonly objective: number;
  readonly meanError: number;
  /** Laid out as the parameters. */
  readonly gradient: Float64Array;
}

interface Backward {
  readonly room: Activations;
  /** Derivative with respect to the outputs of each layer, one expert at a time. */
  readonly deltas: readonly Float64Array[];
  /** Derivative with respect to the gates, [E]. */
  readonly gateDeltas: Float64Array;
}

function meanGates(network: MixtureNetwork, x: Floats, rows: number, gates: Float64Array): Float64Array {
  const { dims, experts } = network.shape;
  const mean = new Float64Array(experts);
  for (let row = 0; row < rows; row++) {
    gatesAt(network, x, row * dims, gates);
    for (let e = 0; e < experts; e++) mean[e] += gates[e] / rows;
  }
  return mean;
}

/** Takes the derivative of one dense layer of one expert back to its inputs, where `inputDelta` wants them. */
function backDense(
  layer: Layer,
  grown: Layer,
  expert: number,
  input: Floats,
  from: number,
  outputs: Float64Array,
  delta: Float64Array,
  inputDelta: Float64Array | null,
): void {
  inputDelta?.fill(0);
  for (let o = 0; o < layer.outputs; o++) {
    const place = expert * layer.outputs + o;
    const change = layer.rectified && outputs[place] <= 0 ? 0 : delta[o];
    if (change === 0) continue;
    grown.bias[place] += change;
    for (let i = 0; i < layer.inputs; i++) {
      grown.weights[place * layer.inputs + i] += change * input[from + i];
      if (inputDelta !== null) inputDelta[i] += change * layer.weights[place * layer.inputs + i];
    }
  }
}

function backExpert(network: MixtureNetwork, grown: MixtureNetwork, e: number, x: Floats, at: number, b: Backward) {
  for (let l = network.layers.length - 1; l >= 0; l--) {
    const layer = network.layers[l];
    const input = l === 0 ? x : b.room.outputs[l - 1];
    const from = l === 0 ? at : e * layer.inputs;
    backDense(layer, grown.layers[l], e, input, from, b.room.outputs[l], b.deltas[l], l === 0 ? null : b.deltas[l - 1]);
  }
}

function backGate(grown: MixtureNetwork, x: Floats, at: number, { room, gateDeltas }: Backward): void {
  const { dims, experts } = grown.shape;
  let average = 0;
  for (let e = 0; e < experts; e++) average += room.gates[e] * gateDeltas[e];
  for (let e = 0; e < experts; e++) {
    const change = room.gates[e] * (gateDeltas[e] - average);
    grown.gate.bias[e] += change;
    for (let d = 0; d < dims; d++) grown.gate.weights[e * dims + d] += change * x[at + d];
  }
}

function backRow(network: MixtureNetwork, grown: MixtureNetwork, x: Floats, at: number, rows: number, b: Backward) {
  const { dims, experts } = network.shape;
  const last = network.layers.length - 1;
  const decoded = b.room.outputs[last];
  for (let e = 0; e < experts; e++) {
    for (let d = 0; d < dims; d++) {
      const slope = (2 * (b.room.reconstruction[d] - x[at + d])) / (dims * rows);
      b.gateDeltas[e] += slope * decoded[e * dims + d];
      b.deltas[last][d] = b.room.gates[e] * slope;
    }
    backExpert(network, grown, e, x, at, b);
  }
  backGate(grown, x, at, b);
}

/**
 * Objective over all rows and its gradient with respect to every parameter.
 * @param flat parameters, as `slotsOf(shape)` lays them out
 * @param x [rows × D] standardised, finite
 * @param balance λ_bal ≥ 0
 */
export function objectiveGradient(
  flat: Float64Array,
  shape: MixtureShape,
  x: Floats,
  rows: number,
  balance: number,
): ObjectiveGradient {
  const network = networkOf(flat, shape);
  const gradient = new Float64Array(flat.length);
  const grown = networkOf(gradient, shape);
  const room = activationsFor(network);
  const deltas = network.layers.map((layer) => new Float64Array(layer.outputs));
  const backward: Backward = { room, deltas, gateDeltas: new Float64Array(shape.experts) };
  const mean = meanGates(network, x, rows, room.gates);
  const logs = mean.map((share) => Math.log(Math.max(share, Number.MIN_VALUE) * shape.experts));
  let errors = 0;
  for (let row = 0; row < rows; row++) {
    errors += forward(network, x, row * shape.dims, room);
    for (let e = 0; e < shape.experts; e++) backward.gateDeltas[e] = (balance * (logs[e] + 1)) / rows;
    backRow(network, grown, x, row * shape.dims, rows, backward);
  }
  const divergence = mean.reduce((sum, share, e) => sum + share * logs[e], 0);
  return { objective: errors / rows + balance * divergence, meanError: errors / rows, gradient };
}
