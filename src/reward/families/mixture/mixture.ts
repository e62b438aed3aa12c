/** Mixture of autoencoder experts, the default family (docs/methods.md 1.2). Opens both forms; the engine trains them. */
import type { Floats } from '../../../basics/arrays';
import { fail, ok } from '../../../basics/result';
import type { Result } from '../../../basics/result';
import { flatOf, mixtureTensors, sizeOf } from './initialise';
import { activationsFor, encodeAt, forward, gatesAt, networkOf, slotsOf } from './mixture-network';
import type { Activations, MixtureNetwork, MixtureShape } from './mixture-network';
import type { ErrorModel, Tensors } from '../../types';
import type { Family } from '../family';
import { exponential } from '../mapping';
import { mixtureGraph } from './graph';

/** One opened mixture. Rows are judged one by one, without allocation. */
export class Mixture implements ErrorModel {
  readonly dims: number;
  private readonly room: Activations;

  constructor(readonly network: MixtureNetwork) {
    this.dims = network.shape.dims;
    this.room = activationsFor(network);
  }

  errors(x: Floats, rows: number): Float64Array {
    const out = new Float64Array(rows);
    for (let row = 0; row < rows; row++) out[row] = forward(this.network, x, row * this.dims, this.room);
    return out;
  }

  contributions(x: Floats): Float64Array {
    forward(this.network, x, 0, this.room);
    return this.room.reconstruction.map((value, d) => (value - x[d]) ** 2 / this.dims);
  }

  latent(x: Floats, rows: number) {
    const { experts, bottleneck: width } = this.network.shape;
    const gates = new Float64Array(rows * experts);
    const latent = new Float64Array(rows * experts * width);
    for (let row = 0; row < rows; row++) {
      gatesAt(this.network, x, row * this.dims, this.room.gates);
      encodeAt(this.network, x, row * this.dims, this.room, this.network.latentLayer);
      gates.set(this.room.gates, row * experts);
      latent.set(this.room.outputs[this.network.latentLayer], row * experts * width);
    }
    return { gates, latent, experts, width };
  }

  decoderNorms(x: Floats, rows: number): Float64Array {
    const out = new Float64Array(rows);
    for (let row = 0; row < rows; row++) out[row] = this.decoderNorm(x, row * this.dims);
    return out;
  }

  private decoderNorm(x: Floats, at: number): number {
    const last = this.network.layers.length - 2;
    const width = this.network.layers[last].outputs;
    const fed = this.room.outputs[last];
    gatesAt(this.network, x, at, this.room.gates);
    encodeAt(this.network, x, at, this.room, last);
    let sum = 0;
    for (let e = 0; e < this.network.shape.experts; e++) {
      let squares = 1;
      for (let i = e * width; i < (e + 1) * width; i++) squares += fed[i] * fed[i];
      sum += this.room.gates[e] ** 2 * squares;
    }
    return sum;
  }
}

function shapeOf(tensors: Tensors): MixtureShape | null {
  const form = 'W1' in tensors ? 'default' : 'published';
  const encoder = tensors[form === 'default' ? 'W1' : 'W']?.shape;
  const narrow = tensors[form === 'default' ? 'W2' : 'W']?.shape;
  if (encoder?.length !== 3 || narrow?.length !== 3) return null;
  const [experts, hidden, dims] = encoder;
  const shape = { form, dims, hidden: form === 'default' ? hidden : 0, bottleneck: narrow[1], experts } as const;
  return [experts, encoder[1], dims, narrow[1]].every((n) => Number.isSafeInteger(n) && n > 0) ? shape : null;
}

function faultOf(tensors: Tensors, shape: MixtureShape): string | null {
  const slots = slotsOf(shape);
  for (const slot of slots) {
    const tensor = tensors[slot.name];
    if (tensor === undefined) return `${slot.name} is missing`;
    const wanted = slot.shape.join(' × ');
    if (tensor.shape.join(' × ') !== wanted) return `${slot.name} is ${tensor.shape.join(' × ')} instead of ${wanted}`;
    if (tensor.data.length !== sizeOf(slot.shape)) return `${slot.name} holds ${tensor.data.length} numbers`;
    if (!tensor.data.every(Number.isFinite)) return `${slot.name} holds a number that is not finite`;
  }
  const known = new Set(slots.map((slot) => slot.name));
  const stranger = Object.keys(tensors).find((name) => !known.has(name));
  return stranger === undefined ? null : `${stranger} does not belong to this form`;
}

/** Opens named tensors as a mixture of either form; `malformed` when names, shapes or numbers are wrong. */
export function openMixture(tensors: Tensors): Result<Mixture> {
  const shape = shapeOf(tensors);
  const fault = shape === null ? 'the encoder is missing or has the wrong shape' : faultOf(tensors, shape);
  if (shape === null || fault !== null) {
    const message = `This mixture of autoencoders cannot be opened: ${fault}.`;
    return fail('malformed', message, 'Take the file from where it was made, or train the reward again.');
  }
  return ok(new Mixture(networkOf(flatOf(tensors, slotsOf(shape)), shape)));
}

export const mixture: Family<'mixture'> = {
  id: 'mixture',
  title: 'Mixture of autoencoders',
  hint: 'mixture of autoencoder experts',
  error: 'mean squared error of the reconstruction, section 1.2',
  tensors: mixtureTensors,
  mapping: exponential,
  trainedBy: 'engine',
  byDefault: true,
  onBackends: true,
  open: openMixture,
  graph: mixtureGraph,
};
