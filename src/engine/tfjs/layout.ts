/**
 * Where each number of a mixture lies in the engine's one flat vector.
 *
 * Experts are laid out in *groups*: the matrices of a group are block-diagonal over its experts. Groups of one are
 * plain dense matrices (least arithmetic: WebAssembly, CPU), one group of all experts needs the fewest launches (GPU).
 * Everything outside the blocks is zero, is masked out of the gradient and so stays zero under Adam. The canonical
 * order (`reward/initialise`) is what checkpoints hold; `toEngine` and `toCanonical` lose nothing.
 */
import { parameterCount } from '../../reward/families/mixture/initialise';
import { slotsOf } from '../../reward/families/mixture/mixture-network';
import type { MixtureShape } from '../../reward/families/mixture/mixture-network';
import type { MixtureForm } from '../../reward/families/mixture/training';

/** A matrix inside the flat vector. */
export interface Block {
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A group of n experts; W = decoder input width (H, or B in the published form).
 * Affine blocks are [in + 1, out]: the last row is the bias.
 */
export interface GroupLayout {
  readonly first: number;
  readonly experts: number;
  /** [D + 1, n·H], in the published form [D + 1, n·B] */
  readonly input: Block;
  /** [n·B, n·H], out × in; default form only */
  readonly squeeze: Block | null;
  /** [1, n·B] */
  readonly squeezeBias: Block | null;
  /** [n·B + 1, n·H] */
  readonly expand: Block | null;
  /** [D, n·W], out × in */
  readonly decoder: Block;
}

export interface EngineLayout {
  readonly form: MixtureForm;
  readonly dims: number;
  readonly experts: number;
  /** W: width of the decoder's input for one expert. */
  readonly width: number;
  readonly groups: readonly GroupLayout[];
  /** c: [E, D] */
  readonly offsets: Block;
  /** [D + 1, E]: gate weights, last row h. */
  readonly gate: Block;
  readonly size: number;
  readonly canonicalSize: number;
  /** Canonical index of each number, −1 outside the blocks. */
  readonly source: Int32Array;
  /** True when some numbers lie outside the blocks. */
  readonly masked: boolean;
}

type CanonicalIndex = (row: number, column: number) => number;

class Builder {
  readonly source: number[] = [];

  place(rows: number, columns: number, index: CanonicalIndex): Block {
    const offset = this.source.length;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) this.source.push(index(row, column));
    return { offset, rows, columns };
  }
}

interface Sizes {
  readonly dims: number;
  readonly hidden: number;
  readonly bottleneck: number;
  /** Offset of a canonical tensor by name. */
  readonly at: (name: string) => number;
}

/** [D + 1, n·units] of canonical weights [E, units, D] and bias [E, units]. */
function inputBlock(
  builder: Builder,
  first: number,
  n: number,
  units: number,
  dims: number,
  w: number,
  b: number,
): Block {
  return builder.place(dims + 1, n * units, (row, column) => {
    const unit = first * units + column;
    return row < dims ? w + unit * dims + row : b + unit;
  });
}

function squeezeBlock(builder: Builder, first: number, n: number, { hidden, bottleneck, at }: Sizes): Block {
  return builder.place(n * bottleneck, n * hidden, (row, column) => {
    if (Math.floor(row / bottleneck) !== Math.floor(column / hidden)) return -1;
    return at('W2') + (first * bottleneck + row) * hidden + (column % hidden);
  });
}

function expandBlock(builder: Builder, first: number, n: number, { hidden, bottleneck, at }: Sizes): Block {
  return builder.place(n * bottleneck + 1, n * hidden, (row, column) => {
    const unit = first * hidden + column;
    if (row === n * bottleneck) return at('b3') + unit;
    if (Math.floor(row / bottleneck) !== Math.floor(column / hidden)) return -1;
    return at('W3') + unit * bottleneck + (row % bottleneck);
  });
}

function groupLayout(builder: Builder, form: MixtureForm, sizes: Sizes, first: number, n: number): GroupLayout {
  const { dims, hidden, bottleneck, at } = sizes;
  const deep = form === 'default';
  const units = deep ? hidden : bottleneck;
  return {
    first,
    experts: n,
    input: inputBlock(builder, first, n, units, dims, at(deep ? 'W1' : 'W'), at(deep ? 'b1' : 'b')),
    squeeze: deep ? squeezeBlock(builder, first, n, sizes) : null,
    squeezeBias: deep ? builder.place(1, n * bottleneck, (_, column) => at('b2') + first * bottleneck + column) : null,
    expand: deep ? expandBlock(builder, first, n, sizes) : null,
    decoder: builder.place(dims, n * units, (row, column) => {
      const expert = first + Math.floor(column / units);
      return at('V') + (expert * dims + row) * units + (column % units);
    }),
  };
}

/**
 * Layout of one member.
 * @param groupSize experts in a group, 1 … E (the last group may be smaller)
 */
export function engineLayout(shape: MixtureShape, groupSize: number): EngineLayout {
  const { form, dims, hidden, bottleneck, experts } = shape;
  const canonical = slotsOf(shape);
  const offsets = new Map(canonical.map((slot) => [slot.name, slot.offset]));
  const at = (name: string): number => offsets.get(name) ?? -1;
  const builder = new Builder();
  const groups: GroupLayout[] = [];
  for (let first = 0; first < experts; first += groupSize) {
    const n = Math.min(groupSize, experts - first);
    groups.push(groupLayout(builder, form, { dims, hidden, bottleneck, at }, first, n));
  }
  const c = builder.place(experts, dims, (row, column) => at('c') + row * dims + column);
  const gate = builder.place(dims + 1, experts, (row, column) =>
    row < dims ? at('G') + column * dims + row : at('h') + column,
  );
  const source = Int32Array.from(builder.source);
  const width = form === 'default' ? hidden : bottleneck;
  return {
    form,
    dims,
    experts,
    width,
    groups,
    offsets: c,
    gate,
    size: source.length,
    canonicalSize: parameterCount(canonical),
    source,
    masked: source.includes(-1),
  };
}

/** Numbers in the engine's order; zero outside the blocks. */
export function toEngine(layout: EngineLayout, canonical: ArrayLike<number>): Float32Array {
  const { source } = layout;
  const flat = new Float32Array(layout.size);
  for (let i = 0; i < flat.length; i++) if (source[i] >= 0) flat[i] = canonical[source[i]];
  return flat;
}

/** Numbers in the canonical order. */
export function toCanonical(layout: EngineLayout, flat: Float32Array): Float32Array {
  const { source } = layout;
  const canonical = new Float32Array(layout.canonicalSize);
  for (let i = 0; i < flat.length; i++) if (source[i] >= 0) canonical[source[i]] = flat[i];
  return canonical;
}

/** 1 inside the blocks, 0 outside. */
export function gradientMask(layout: EngineLayout): Float32Array {
  return Float32Array.from(layout.source, (index) => (index >= 0 ? 1 : 0));
}
