/**
 * The objective of docs/methods.md 1.2 and its gradient, written by hand out of tensor operations: fewer launches than
 * automatic differentiation, and no operation that a backend lacks. Matrix products have the larger factor second and
 * use no transposition flags, because the WebAssembly backend is fast only then. Call inside `tidy`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { forward } from './forward';
import type { ForwardPass, GroupPass } from './forward';
import type { EngineLayout } from './layout';

/** One batch on the device; `weight` is 1/rows on real rows and 0 on padding. */
export interface DeviceBatch {
  /** [b, D] */
  readonly x: Tensor2D;
  /** [D + 1, b]: x transposed, the last row ones. */
  readonly columns: Tensor2D;
  readonly weights: BatchWeights;
}
export interface BatchWeights {
  /** [b, 1] */
  readonly column: Tensor2D;
  /** [1, b] */
  readonly row: Tensor2D;
  /** 2·weight/D, [b, 1] */
  readonly error: Tensor2D;
  /** [1, b] of ones */
  readonly ones: Tensor2D;
}

export interface Step {
  /** Objective before the step. */
  readonly objective: Scalar;
  /** In the engine's order. */
  readonly gradient: Tensor1D;
}

function flat(tensor: Tensor): Tensor1D {
  return tf.reshape(tensor, [-1]);
}

interface GroupGradient {
  /** ∂/∂gates from the group's own output, [b, n]. */
  readonly gates: Tensor2D;
  /** In the order of the group's blocks. */
  readonly blocks: readonly Tensor1D[];
}

function backwardGroup(
  pass: GroupPass,
  batch: DeviceBatch,
  dOutput: Tensor2D,
  dOutputColumns: Tensor2D,
): GroupGradient {
  const [b, n, width] = pass.code.shape;
  const dGated = tf.reshape(tf.matMul(dOutput, pass.decoder), [b, n, width]) as Tensor3D;
  const gates = tf.sum(tf.mul(dGated, pass.code), 2) as Tensor2D;
  const open = tf.mul(tf.step(pass.code), pass.gates);
  const dCode = tf.reshape(tf.mul(dGated, open), [b, n * width]) as Tensor2D;
  const decoder = flat(tf.matMul(dOutputColumns, pass.gated));
  if (!pass.deep) return { gates, blocks: [flat(tf.matMul(batch.columns, dCode)), decoder] };
  const { hidden, bottleneck, squeeze, expand } = pass.deep;
  const bottleneckColumns = tf.concat([tf.transpose(bottleneck), batch.weights.ones], 0);
  const dExpand = tf.matMul(bottleneckColumns, dCode);
  const dBottleneck = tf.matMul(dCode, tf.transpose(expand));
  const dBottleneckColumns = tf.transpose(dBottleneck);
  const dSqueeze = tf.matMul(dBottleneckColumns, hidden);
  const dSqueezeBias = tf.sum(dBottleneckColumns, 1) as Tensor1D;
  const dHidden = tf.mul(tf.matMul(dBottleneck, squeeze), tf.step(hidden));
  const dInput = tf.matMul(batch.columns, dHidden as Tensor2D);
  return { gates, blocks: [flat(dInput), flat(dSqueeze), dSqueezeBias, flat(dExpand), decoder] };
}

/** KL(mean gate ‖ uniform) and its derivative by the gates up to a constant, which the softmax takes out. */
function balanceTerm(gates: Tensor2D, batch: DeviceBatch, experts: number): { divergence: Scalar; dGates: Tensor2D } {
  const mean = tf.matMul(batch.weights.row, gates);
  const log = tf.log(tf.mul(tf.maximum(mean, 1e-30), experts));
  return { divergence: tf.sum(tf.mul(mean, log)), dGates: tf.mul(batch.weights.column, log) };
}

/** ∂/∂logits of the softmax: g ⊙ (d − Σ g d). */
function throughSoftmax(gates: Tensor2D, dGates: Tensor2D): Tensor2D {
  const product = tf.mul(gates, dGates);
  return tf.sub(product, tf.mul(gates, tf.sum(product, 1, true)));
}

/** [b, E] of parts [b, n]; by way of the transpose, because joining columns is slow. */
function joined(parts: readonly Tensor2D[]): Tensor2D {
  const rows = parts.map((part) => (part.shape[1] === 1 ? tf.reshape(part, [1, -1]) : tf.transpose(part)) as Tensor2D);
  return tf.transpose(tf.concat(rows, 0));
}

function gateGradient(pass: ForwardPass, parts: readonly Tensor2D[], dOutput: Tensor2D): Tensor2D {
  const own = parts.length === 1 ? parts[0] : joined(parts);
  return tf.add(own, tf.matMul(dOutput, tf.transpose(pass.offsets)));
}

/**
 * Objective mean m + λ·KL and its gradient at the parameters.
 * @param parameters flat, in the engine's order
 * @param balance λ_bal, a scalar on the backend
 * @param mask null where the layout has no numbers outside its blocks
 */
export function objectiveAndGradient(
  parameters: Tensor1D,
  batch: DeviceBatch,
  layout: EngineLayout,
  balance: Scalar,
  mask: Tensor1D | null,
): Step {
  const pass = forward(parameters, batch.x, layout);
  const difference = tf.sub(pass.output, batch.x);
  const dOutput = tf.mul(difference, batch.weights.error) as Tensor2D;
  const dOutputColumns = tf.transpose(dOutput);
  const groups = pass.groups.map((group) => backwardGroup(group, batch, dOutput, dOutputColumns));
  const { divergence, dGates } = balanceTerm(pass.gates.byRow, batch, layout.experts);
  const fromOutput = gateGradient(
    pass,
    groups.map((group) => group.gates),
    dOutput,
  );
  const dLogits = throughSoftmax(pass.gates.byRow, tf.add(fromOutput, tf.mul(dGates, balance)));
  const dOffsets = tf.matMul(pass.gates.byExpert, dOutput);
  const dGate = tf.matMul(batch.columns, dLogits);
  const whole = tf.concat([...groups.flatMap((group) => group.blocks), flat(dOffsets), flat(dGate)]);
  // Σ w m = Σ difference·dOutput / 2, since dOutput = difference · 2w/D.
  const error = tf.mul(tf.sum(tf.mul(difference, dOutput)), 0.5);
  const objective = tf.add(error, tf.mul(divergence, balance)) as Scalar;
  return { objective, gradient: mask ? tf.mul(whole, mask) : whole };
}
