/**
 * How the parameters of one mixture lie in one flat array, and where they start.
 * The reference and the engine's trainer share this layout, so that checkpoints and starts mean the same to both.
 */
import type { Floats } from '../../../basics/arrays';
import { Random } from '../../../basics/random';
import { bottleneckWidth } from './training';
import type { MixtureForm, MixtureSettings } from './training';
import type { Tensors } from '../../types';

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

function shapes(form: MixtureForm, dims: number, hidden: number, bottleneck: number, experts: number) {
  const gate: [string, number[], number][] = [
    ['c', [experts, dims], form === 'default' ? hidden : bottleneck],
    ['G', [experts, dims], dims],
    ['h', [experts], dims],
  ];
  const body: [string, number[], number][] =
    form === 'default'
      ? [
          ['W1', [experts, hidden, dims], dims],
          ['b1', [experts, hidden], dims],
          ['W2', [experts, bottleneck, hidden], hidden],
          ['b2', [experts, bottleneck], hidden],
          ['W3', [experts, hidden, bottleneck], bottleneck],
          ['b3', [experts, hidden], bottleneck],
          ['V', [experts, dims, hidden], hidden],
        ]
      : [
          ['W', [experts, bottleneck, dims], dims],
          ['b', [experts, bottleneck], dims],
          ['V', [experts, dims, bottleneck], bottleneck],
        ];
  return [...body, ...gate];
}

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
  let offset = 0;
  return shapes(form, dims, hidden, bottleneck, experts).map(([name, shape, fanIn]) => {
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
