/** Rows on their way to the backend: seeded order, host gather, padding with weight 0. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../basics/random';
import type { BatchWeights, DeviceBatch } from './gradient';

/** Weights of a batch of `rows` real rows padded to `batch`. The caller disposes of them. */
export function batchWeights(rows: number, batch: number, dims: number): BatchWeights {
  const weights = Float32Array.from({ length: batch }, (_, i) => (i < rows ? 1 / rows : 0));
  const error = weights.map((weight) => (2 * weight) / dims);
  return {
    column: tf.keep(tf.tensor2d(weights, [batch, 1])),
    row: tf.keep(tf.tensor2d(weights, [1, batch])),
    error: tf.keep(tf.tensor2d(error, [batch, 1])),
    ones: tf.keep(tf.tensor2d(new Float32Array(batch).fill(1), [1, batch])),
  };
}

export function disposeWeights(weights: BatchWeights): void {
  tf.dispose([weights.column, weights.row, weights.error, weights.ones]);
}

/** Batches of one member, the same for the same seed, member and epoch. */
export class Batches {
  readonly perEpoch: number;
  private readonly rows: number;
  private readonly full: BatchWeights;
  private readonly last: BatchWeights;
  private order: Uint32Array = new Uint32Array(0);
  private orderEpoch = -1;

  /** @param data [rows × D] */
  constructor(
    private readonly data: Float32Array,
    private readonly dims: number,
    private readonly batch: number,
    private readonly seed: number,
    private readonly member: number,
  ) {
    this.rows = data.length / dims;
    this.perEpoch = Math.ceil(this.rows / batch);
    this.full = batchWeights(batch, batch, dims);
    this.last = batchWeights(this.size(this.perEpoch - 1), batch, dims);
  }

  /** Real rows in batch `index` of an epoch. */
  size(index: number): number {
    return Math.min(this.batch, this.rows - index * this.batch);
  }

  /** Uploads one batch; dispose of `x` and `columns` after the step. */
  upload(epoch: number, index: number): DeviceBatch {
    const { batch, dims, data } = this;
    const order = this.orderOf(epoch);
    const size = this.size(index);
    const x = new Float32Array(batch * dims);
    const columns = new Float32Array(batch * (dims + 1));
    for (let i = 0; i < size; i++) {
      const from = order[index * batch + i] * dims;
      for (let d = 0; d < dims; d++) {
        const value = data[from + d];
        x[i * dims + d] = value;
        columns[d * batch + i] = value;
      }
    }
    columns.fill(1, dims * batch);
    return {
      x: tf.tensor2d(x, [batch, dims]),
      columns: tf.tensor2d(columns, [dims + 1, batch]),
      weights: size === batch ? this.full : this.last,
    };
  }

  dispose(): void {
    disposeWeights(this.full);
    disposeWeights(this.last);
  }

  private orderOf(epoch: number): Uint32Array {
    if (epoch !== this.orderEpoch) {
      this.order = Random.of(this.seed, 'batches', this.member, epoch).permutation(this.rows);
      this.orderEpoch = epoch;
    }
    return this.order;
  }
}
