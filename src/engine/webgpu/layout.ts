/**
 * Where everything of a mixture lies on the GPU: activations by unit, weights padded to fours and kept in both directions,
 * and the list of blocks that the update works through. `shaders/network.wgsl` says how these are read.
 */
import { slotsOf } from '../../reward/families/mixture/mixture-network';
import type { MixtureShape } from '../../reward/families/mixture/mixture-network';

/** One layer; the gate is a layer of one expert. */
interface LayerPlace {
  readonly experts: number;
  readonly inputs: number;
  readonly outputs: number;
  /** First vec4 of its weights [O][I]. */
  readonly weights: number;
  /** First unit of what it reads, and units to the next expert's. */
  readonly source: number;
  readonly sourceStride: number;
  /** The same of the derivatives of its outputs. */
  readonly slopes: number;
  readonly slopesStride: number;
  readonly names: readonly [weights: string, bias: string];
}

export interface DeviceLayout {
  readonly shape: MixtureShape;
  /** Values of the shaders' constants. */
  readonly constants: Readonly<Record<string, number>>;
  /** Units that a judgement needs, and that training needs. */
  readonly judgingUnits: number;
  readonly trainingUnits: number;
  /** Units that are one for every row. */
  readonly ones: readonly number[];
  /** vec4s of the weights in one direction. */
  readonly vectors: number;
  /** Place of each canonical parameter among the weights [O][I], and among those for the way forward. */
  readonly backward: Uint32Array;
  readonly forward: Uint32Array;
  /** Blocks of the update, 8 numbers each (`Job` in update.wgsl). */
  readonly jobs: Uint32Array;
}

/** Numbers in a block of the job table. */
export const jobWords = 8;

const fours = (n: number): number => Math.ceil(n / 4);
const padded = (n: number): number => 4 * fours(n);

/** Hands out consecutive places. */
class Places {
  next = 0;

  take(length: number): number {
    const first = this.next;
    this.next += length;
    return first;
  }
}

function regionsOf({ form, dims: D, hidden: H, bottleneck: B, experts: E }: MixtureShape) {
  const deep = form === 'default';
  const W = deep ? H : B;
  const units = new Places();
  const X = units.take(padded(D + 1));
  const LOGITS = units.take(padded(E));
  const HIDDEN = units.take(deep ? E * padded(H + 1) : 0);
  const LATENT = units.take(deep ? E * padded(B + 1) : 0);
  const CODE = units.take(E * padded(W + 1));
  const SHARES = units.take(E * padded(D));
  const SQUARES = units.take(fours(D));
  const judgingUnits = units.next;
  const SLOPES = units.take(padded(D));
  const D_CODE = units.take(E * padded(W));
  const D_LATENT = units.take(deep ? E * padded(B) : 0);
  const D_HIDDEN = units.take(deep ? E * padded(H) : 0);
  const DOTS = units.take(E * fours(W + 1));
  const places = { X, LOGITS, HIDDEN, LATENT, CODE, SHARES, SQUARES, SLOPES, D_CODE, D_LATENT, D_HIDDEN, DOTS };
  return { W, deep, places, judgingUnits, trainingUnits: units.next };
}
type Regions = ReturnType<typeof regionsOf>;

function layersOf({ dims: D, hidden: H, bottleneck: B, experts: E }: MixtureShape, { W, deep, places }: Regions) {
  const vectors = new Places();
  const layer = (place: Omit<LayerPlace, 'weights'>): LayerPlace => ({
    ...place,
    weights: vectors.take(place.experts * padded(place.outputs) * fours(place.inputs + 1)),
  });
  const { X, LOGITS, HIDDEN, LATENT, CODE, SLOPES, D_CODE, D_LATENT, D_HIDDEN } = places;
  const input = { inputs: D, source: X, sourceStride: 0 };
  const code = { experts: E, outputs: W, slopes: D_CODE, slopesStride: padded(W) };
  const gate = layer({ ...input, experts: 1, outputs: E, slopes: LOGITS, slopesStride: 0, names: ['G', 'h'] });
  const decoder = layer({
    ...{ experts: E, inputs: W, outputs: D, source: CODE, sourceStride: padded(W + 1) },
    ...{ slopes: SLOPES, slopesStride: 0, names: ['V', 'c'] },
  });
  if (!deep) return { gate, decoder, code: layer({ ...input, ...code, names: ['W', 'b'] }), vectors };
  const hidden = layer({
    ...input,
    ...{ experts: E, outputs: H, slopes: D_HIDDEN, slopesStride: padded(H), names: ['W1', 'b1'] },
  });
  const latent = layer({
    ...{ experts: E, inputs: H, outputs: B, source: HIDDEN, sourceStride: padded(H + 1) },
    ...{ slopes: D_LATENT, slopesStride: padded(B), names: ['W2', 'b2'] },
  });
  const from = { inputs: B, source: LATENT, sourceStride: padded(B + 1) };
  return { gate, decoder, hidden, latent, code: layer({ ...from, ...code, names: ['W3', 'b3'] }), vectors };
}

/** Writes where each weight and bias of a layer goes, in both directions, numbers counted. */
function placeLayer(layer: LayerPlace, shape: MixtureShape, backward: Uint32Array, forward: Uint32Array): void {
  const { experts, inputs, outputs, weights, names } = layer;
  const rows = padded(outputs);
  const columns = padded(inputs + 1);
  const slots = new Map(slotsOf(shape).map(({ name, offset }) => [name, offset]));
  const place = (canonical: number, expert: number, output: number, input: number): void => {
    const first = 4 * weights + expert * rows * columns;
    backward[canonical] = first + output * columns + input;
    forward[canonical] = first + input * rows + output;
  };
  const [matrix, bias] = names.map((name) => slots.get(name) ?? NaN);
  for (let unit = 0; unit < experts * outputs; unit++) {
    const expert = Math.floor(unit / outputs);
    for (let i = 0; i < inputs; i++) place(matrix + unit * inputs + i, expert, unit % outputs, i);
    place(bias + unit, expert, unit % outputs, inputs);
  }
}

function jobsOf(layer: LayerPlace, vectors: number): number[] {
  const { experts, inputs, outputs, weights, source, sourceStride, slopes, slopesStride, names } = layer;
  const rows = fours(outputs);
  const columns = fours(inputs + 1);
  const gate = names[0] === 'G' ? 1 : 0;
  const jobs: number[] = [];
  for (let e = 0; e < experts; e++) {
    const first = weights + e * 4 * rows * columns;
    for (let o = 0; o < rows; o++) {
      for (let i = 0; i < columns; i++) {
        const forward = vectors + first + 4 * i * rows + o;
        const units = [slopes + e * slopesStride + 4 * o, source + e * sourceStride + 4 * i];
        jobs.push(...units, first + 4 * o * columns + i, columns, forward, rows, gate, 0);
      }
    }
  }
  return jobs;
}

/** The layout of a shape. */
export function deviceLayout(shape: MixtureShape): DeviceLayout {
  const { dims: D, hidden: H, bottleneck: B, experts: E } = shape;
  const regions = regionsOf(shape);
  const { W, deep, places } = regions;
  const { gate, decoder, hidden, latent, code, vectors } = layersOf(shape, regions);
  const layers = [gate, hidden, latent, code, decoder].filter((layer) => layer !== undefined);
  const count = slotsOf(shape).reduce((sum, slot) => sum + slot.shape.reduce((a, b) => a * b, 1), 0);
  const backward = new Uint32Array(count);
  const forward = new Uint32Array(count);
  layers.forEach((layer) => placeLayer(layer, shape, backward, forward));
  const inner = Array.from({ length: deep ? E : 0 }, (_, e) => [
    places.HIDDEN + e * padded(H + 1) + H,
    places.LATENT + e * padded(B + 1) + B,
  ]);
  const weights = {
    GATE_WEIGHTS: gate.weights,
    HIDDEN_WEIGHTS: hidden?.weights ?? 0,
    LATENT_WEIGHTS: latent?.weights ?? 0,
    CODE_WEIGHTS: code.weights,
    DECODER_WEIGHTS: decoder.weights,
    FORWARD: vectors.next,
  };
  return {
    shape,
    constants: { D, E, B, W, H, DEEP: Number(deep), ...places, ...weights },
    judgingUnits: regions.judgingUnits,
    trainingUnits: regions.trainingUnits,
    ones: [places.X + D, ...inner.flat()],
    vectors: vectors.next,
    backward,
    forward,
    jobs: Uint32Array.from(layers.flatMap((layer) => jobsOf(layer, vectors.next))),
  };
}

/** Canonical numbers as weights [O][I], padding zero. */
export function toBackward(
  { backward, vectors }: DeviceLayout,
  canonical: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const placed = new Float32Array(4 * vectors);
  backward.forEach((place, i) => (placed[place] = canonical[i]));
  return placed;
}

/** Canonical numbers as weights in both directions. */
export function toBoth(layout: DeviceLayout, canonical: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const placed = new Float32Array(8 * layout.vectors);
  placed.set(toBackward(layout, canonical));
  layout.forward.forEach((place, i) => (placed[4 * layout.vectors + place] = canonical[i]));
  return placed;
}

/** Weights [O][I] in the canonical order. */
export function toCanonical({ backward }: DeviceLayout, placed: Float32Array): Float32Array {
  return Float32Array.from(backward, (place) => placed[place]);
}
