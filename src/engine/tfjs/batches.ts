/** Rows on their way to a tensor backend: gathered on the host, padded with weight 0. */
import * as tf from '@tensorflow/tfjs-core';
import type { RowOrder } from '../row-order';
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

/** Batches of one member in a given order. */
export class Batches {
  private readonly full: BatchWeights;
  private readonly last: BatchWeights;

  /** @param data [rows × D] */
  constructor(
    private readonly data: Float32Array,
    private readonly dims: number,
    private readonly batch: number,
    private readonly order: RowOrder,
  ) {
    this.full = batchWeights(batch, batch, dims);
    this.last = batchWeights(order.size(order.perEpoch - 1), batch, dims);
  }

  /** Uploads one batch; dispose of `x` and `columns` after the step. */
  upload(epoch: number, index: number): DeviceBatch {
    const { batch, dims, data } = this;
    const order = this.order.ofEpoch(epoch);
    const size = this.order.size(index);
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
}
