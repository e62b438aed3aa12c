/**
 * How the parameters of one mixture lie in one flat array, and where they start.
 * The reference and the engine's trainer share this layout, so that checkpoints and starts mean the same to both.
 */
import type { Floats } from '../../../basics/arrays';
import { Random } from '../../../basics/random';
import { bottleneckWidth } from './training';
import type { MixtureForm, MixtureSettings } from './training';
import type { Tensors } from '../../types';
import type { TensorForm } from '../tensor-form';

/** One tensor inside the flat array: `offset` counts numbers, `fanIn` is the width that feeds it. */
export interface ParameterSlot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly fanIn: number;
}

/** Product of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Axes of each tensor, in the order of the flat array. Weights have capital letters; the bias of each follows it. */
export const mixtureTensors: Readonly<Record<MixtureForm, TensorForm>> = {
  default: {
    ...{
      W1: ['E', 'H', 'D'],
      b1: ['E', 'H'],
      W2: ['E', 'B', 'H'],
      b2: ['E', 'B'],
      W3: ['E', 'H', 'B'],
      b3: ['E', 'H'],
    },
    ...{ V: ['E', 'D', 'H'], c: ['E', 'D'], G: ['E', 'D'], h: ['E'] },
  },
  published: { W: ['E', 'B', 'D'], b: ['E', 'B'], V: ['E', 'D', 'B'], c: ['E', 'D'], G: ['E', 'D'], h: ['E'] },
};

/**
 * Slots of all parameters in order: W1, b1, W2, b2, W3, b3, V, c, G, h; in the published form W, b, V, c, G, h.
 * @param hidden H, read in the default form only
 */
export function parameterLayout(
  form: MixtureForm,
  dims: number,
  hidden: number,
  bottleneck: number,
  experts: number,
): ParameterSlot[] {
  const sizes: Readonly<Record<string, number>> = { D: dims, H: hidden, B: bottleneck, E: experts };
  let [offset, fanIn] = [0, dims];
  return Object.entries(mixtureTensors[form]).map(([name, axes]) => {
    const shape = axes.map((axis) => sizes[axis]);
    if (name === name.toUpperCase()) fanIn = shape[shape.length - 1];
    const slot = { name, shape, offset, fanIn };
    offset += sizeOf(shape);
    return slot;
  });
}

/** The layout that settings ask for. */
export function layoutOf(settings: MixtureSettings, dims: number): ParameterSlot[] {
  const { form, hidden, experts } = settings;
  return parameterLayout(form, dims, hidden, bottleneckWidth(settings, dims), experts);
}

/** Length of the flat array. */
export function parameterCount(layout: readonly ParameterSlot[]): number {
  return layout.reduce((sum, slot) => sum + sizeOf(slot.shape), 0);
}

/** Named tensors copied out of a flat array. */
export function tensorsOf(flat: Floats, layout: readonly ParameterSlot[]): Tensors {
  return Object.fromEntries(
    layout.map(({ name, shape, offset }) => [name, { shape, data: flat.slice(offset, offset + sizeOf(shape)) }]),
  );
}

/** The flat array of named tensors, float64. A tensor that the layout names must be there. */
export function flatOf(tensors: Tensors, layout: readonly ParameterSlot[]): Float64Array {
  const flat = new Float64Array(parameterCount(layout));
  for (const { name, offset } of layout) flat.set(tensors[name].data, offset);
  return flat;
}

/**
 * Seeded start of one member: every number of a slot uniform in ±1/√fanIn (docs/methods.md 1.2).
 * @returns float32, in the order of `layoutOf`
 */
export function initialParameters(settings: MixtureSettings, dims: number, member: number): Float32Array {
  const layout = layoutOf(settings, dims);
  const random = Random.of(settings.seed, 'init', member);
  const flat = new Float32Array(parameterCount(layout));
  for (const { shape, offset, fanIn } of layout) {
    const bound = 1 / Math.sqrt(fanIn);
    for (let i = offset; i < offset + sizeOf(shape); i++) flat[i] = random.uniform(-bound, bound);
  }
  return flat;
}
