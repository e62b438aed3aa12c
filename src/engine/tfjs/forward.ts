/**
 * The forward pass of one member out of tensor operations: gates, expert groups, reconstruction.
 * Shapes: b rows, D inputs, E experts, n experts in a group, W decoder input width. Call inside `tidy`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Block, EngineLayout, GroupLayout } from './layout';

/** What the backward pass of one group needs again. */
export interface GroupPass {
  readonly group: GroupLayout;
  /** Gate columns of the group, [b, n, 1]. */
  readonly gates: Tensor3D;
  /** Decoder inputs after ReLU, [b, n, W]. */
  readonly code: Tensor3D;
  /** Decoder inputs × gate, [b, n·W]. */
  readonly gated: Tensor2D;
  /** [D, n·W] */
  readonly decoder: Tensor2D;
  /** First hidden layer [b, n·H], bottleneck [b, n·B], and the weights between; default form only. */
  readonly deep: DeepPass | null;
}
interface DeepPass {
  readonly hidden: Tensor2D;
  readonly bottleneck: Tensor2D;
  readonly squeeze: Tensor2D;
  readonly expand: Tensor2D;
}

/** Gates in both orders, [b, E] and [E, b]. */
export interface Gates {
  readonly byRow: Tensor2D;
  readonly byExpert: Tensor2D;
}

export interface ForwardPass {
  readonly gates: Gates;
  /** c, [E, D] */
  readonly offsets: Tensor2D;
  readonly groups: readonly GroupPass[];
  /** x̂, [b, D] */
  readonly output: Tensor2D;
}

/** Rows `from … to` of a block as a matrix. */
function rows(flat: Tensor1D, block: Block, from: number, to: number): Tensor2D {
  const { offset, columns } = block;
  return tf.reshape(tf.slice(flat, [offset + from * columns], [(to - from) * columns]), [to - from, columns]);
}

function vector(flat: Tensor1D, block: Block, row: number): Tensor1D {
  return tf.slice(flat, [block.offset + row * block.columns], [block.columns]);
}

function affine(x: Tensor2D, weights: Tensor2D, bias: Tensor1D, activation: 'relu' | 'linear'): Tensor2D {
  return tf.fused.matMul({ a: x, b: weights, bias, activation }) as Tensor2D;
}

function encode(
  x: Tensor2D,
  flat: Tensor1D,
  group: GroupLayout,
  dims: number,
): { code: Tensor2D; deep: DeepPass | null } {
  const first = affine(x, rows(flat, group.input, 0, dims), vector(flat, group.input, dims), 'relu');
  if (!group.squeeze || !group.squeezeBias || !group.expand) return { code: first, deep: null };
  const squeeze = rows(flat, group.squeeze, 0, group.squeeze.rows);
  const narrow = group.expand.rows - 1;
  const bottleneck = affine(first, tf.transpose(squeeze), vector(flat, group.squeezeBias, 0), 'linear');
  const expand = rows(flat, group.expand, 0, narrow);
  const code = affine(bottleneck, expand, vector(flat, group.expand, narrow), 'relu');
  return { code, deep: { hidden: first, bottleneck, squeeze, expand } };
}

/** Gates of a group, b·n numbers row by row. Slicing rows of the transpose is far cheaper than slicing columns. */
function gateColumns(gates: Gates, { first, experts: n }: GroupLayout): Tensor2D {
  const [b, experts] = gates.byRow.shape;
  if (n === experts) return gates.byRow;
  const rows = tf.slice(gates.byExpert, [first, 0], [n, b]);
  return n === 1 ? rows : tf.transpose(rows);
}

function passGroup(x: Tensor2D, flat: Tensor1D, layout: EngineLayout, group: GroupLayout, gates: Gates): GroupPass {
  const b = x.shape[0];
  const n = group.experts;
  const { code, deep } = encode(x, flat, group, layout.dims);
  const code3 = tf.reshape(code, [b, n, layout.width]) as Tensor3D;
  const own = tf.reshape(gateColumns(gates, group), [b, n, 1]) as Tensor3D;
  const gated = tf.reshape(tf.mul(code3, own), [b, n * layout.width]) as Tensor2D;
  const decoder = rows(flat, group.decoder, 0, layout.dims);
  return { group, gates: own, code: code3, gated, decoder, deep };
}

/**
 * x̂ = Σ_e g_e (V_e code_e + c_e) (docs/methods.md 1.2).
 * @param flat parameters in the engine's order
 * @param x [b, D]
 */
export function forward(flat: Tensor1D, x: Tensor2D, layout: EngineLayout): ForwardPass {
  const { dims, experts, gate } = layout;
  const byRow = tf.softmax(affine(x, rows(flat, gate, 0, dims), vector(flat, gate, dims), 'linear'));
  const gates: Gates = { byRow, byExpert: tf.transpose(byRow) };
  const offsets = rows(flat, layout.offsets, 0, experts);
  const groups = layout.groups.map((group) => passGroup(x, flat, layout, group, gates));
  const parts = groups.map(({ gated, decoder }) => tf.matMul(gated, tf.transpose(decoder)));
  const output = tf.addN([...parts, tf.matMul(byRow, offsets)]) as Tensor2D;
  return { gates, offsets, groups, output };
}
