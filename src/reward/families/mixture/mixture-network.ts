/**
 * The mixture of autoencoder experts as a chain of dense layers, float64 (docs/methods.md 1.2).
 * Published form: z = ReLU(W x + b), x̂_e = V z + c. Default form: z = W₂ ReLU(W₁x + b₁) + b₂, x̂_e = V ReLU(W₃z + b₃) + c.
 * Parameters are views of one flat array, so that whoever moves the array moves the network.
 */
import type { Floats } from '../../../basics/arrays';
import { parameterLayout, sizeOf } from './initialise';
import type { MixtureForm } from './training';

export interface MixtureShape {
  readonly form: MixtureForm;
  readonly dims: number;
  /** H; 0 in the published form. */
  readonly hidden: number;
  readonly bottleneck: number;
  readonly experts: number;
}

/** One dense layer of every expert: weights [E × outputs × inputs], bias [E × outputs]. */
export interface Layer {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly inputs: number;
  readonly outputs: number;
  readonly rectified: boolean;
}

/** A network, or the gradient of one: both have the same places. */
export interface MixtureNetwork {
  readonly shape: MixtureShape;
  readonly flat: Float64Array;
  /** Input to reconstruction; the last one is the decoder (V, c). */
  readonly layers: readonly Layer[];
  /** Index of the layer whose outputs are the bottleneck z. */
  readonly latentLayer: number;
  /** G [E × D] and h [E]. */
  readonly gate: Layer;
}

/** What one row leaves behind: outputs of each layer [E × outputs], gates [E], reconstruction [D]. */
export interface Activations {
  readonly outputs: readonly Float64Array[];
  readonly gates: Float64Array;
  readonly reconstruction: Float64Array;
}

/** Pairs of tensors that make the layers, in order. */
const chains = {
  default: [
    ['W1', 'b1', true],
    ['W2', 'b2', false],
    ['W3', 'b3', true],
    ['V', 'c', false],
  ],
  published: [
    ['W', 'b', true],
    ['V', 'c', false],
  ],
} as const;

/** The slots of a shape, in the order of the flat array. */
export function slotsOf({ form, dims, hidden, bottleneck, experts }: MixtureShape) {
  return parameterLayout(form, dims, hidden, bottleneck, experts);
}

/** Views a flat array as a network. @param flat as `slotsOf(shape)` lays it out */
export function networkOf(flat: Float64Array, shape: MixtureShape): MixtureNetwork {
  const slots = new Map(slotsOf(shape).map((slot) => [slot.name, slot]));
  const view = (name: string) => {
    const slot = slots.get(name);
    if (slot === undefined) throw new Error(`no slot ${name}`);
    return { data: flat.subarray(slot.offset, slot.offset + sizeOf(slot.shape)), shape: slot.shape };
  };
  const layers = chains[shape.form].map(([weights, bias, rectified]) => {
    const matrix = view(weights);
    return {
      weights: matrix.data,
      bias: view(bias).data,
      outputs: matrix.shape[1],
      inputs: matrix.shape[2],
      rectified,
    };
  });
  const gate = {
    weights: view('G').data,
    bias: view('h').data,
    inputs: shape.dims,
    outputs: shape.experts,
    rectified: false,
  };
  return { shape, flat, layers, latentLayer: shape.form === 'default' ? 1 : 0, gate };
}

/** Room for the activations of one row. */
export function activationsFor({ layers, shape }: MixtureNetwork): Activations {
  return {
    outputs: layers.map((layer) => new Float64Array(shape.experts * layer.outputs)),
    gates: new Float64Array(shape.experts),
    reconstruction: new Float64Array(shape.dims),
  };
}

function dense(layer: Layer, expert: number, input: Floats, from: number, output: Float64Array): void {
  const { weights, bias, inputs, outputs, rectified } = layer;
  const to = expert * outputs;
  let w = to * inputs;
  for (let o = to; o < to + outputs; o++) {
    let sum = bias[o];
    for (let i = from; i < from + inputs; i++) sum += weights[w++] * input[i];
    output[o] = rectified && sum <= 0 ? 0 : sum;
  }
}

/** Writes softmax(G x + h) of the row that starts at `at` into `gates` [E]. */
export function gatesAt({ gate, shape }: MixtureNetwork, x: Floats, at: number, gates: Float64Array): void {
  dense(gate, 0, x, at, gates);
  let highest = -Infinity;
  for (let e = 0; e < shape.experts; e++) highest = Math.max(highest, gates[e]);
  let total = 0;
  for (let e = 0; e < shape.experts; e++) total += gates[e] = Math.exp(gates[e] - highest);
  for (let e = 0; e < shape.experts; e++) gates[e] /= total;
}

/** Runs the experts up to and including layer `last` on the row that starts at `at`. */
export function encodeAt(network: MixtureNetwork, x: Floats, at: number, room: Activations, last: number): void {
  const { layers, shape } = network;
  for (let e = 0; e < shape.experts; e++) {
    dense(layers[0], e, x, at, room.outputs[0]);
    for (let l = 1; l <= last; l++) dense(layers[l], e, room.outputs[l - 1], e * layers[l].inputs, room.outputs[l]);
  }
}

/**
 * Runs the whole network on the row that starts at `at` and leaves everything in `room`.
 * @returns m(x) = (1/D) Σ_d (x̂_d − x_d)²; not finite when the row is not
 */
export function forward(network: MixtureNetwork, x: Floats, at: number, room: Activations): number {
  const { dims, experts } = network.shape;
  const decoded = room.outputs[network.layers.length - 1];
  gatesAt(network, x, at, room.gates);
  encodeAt(network, x, at, room, network.layers.length - 1);
  let squares = 0;
  for (let d = 0; d < dims; d++) {
    let mixed = 0;
    for (let e = 0; e < experts; e++) mixed += room.gates[e] * decoded[e * dims + d];
    room.reconstruction[d] = mixed;
    squares += (mixed - x[at + d]) ** 2;
  }
  return squares / dims;
}
