/**
 * Training rows on the device. Where they fit, they stay there and batches are gathered by the epoch's order; where they
 * do not, the batches that come next are uploaded in that order, some at a time. Either way the kernels see the same rows.
 */
import type { RowOrder } from '../row-order';
import type { Buffers, Session } from './session';

/** Where the batch of a step lies in the order, and for how many steps from it on the device is ready. */
export interface Feed {
  readonly start: number;
  readonly steps: number;
}

export interface RowFeed {
  readonly rows: GPUBuffer;
  readonly order: GPUBuffer;
  /** Makes the device ready for a step; whatever is submitted already keeps the rows it had. */
  prepare(step: number): Feed;
}

class ResidentRows implements RowFeed {
  readonly rows: GPUBuffer;
  readonly order: GPUBuffer;
  private epoch = -1;

  constructor(
    private readonly session: Session,
    buffers: Buffers,
    train: Float32Array,
    private readonly rowOrder: RowOrder,
    private readonly batch: number,
  ) {
    this.rows = buffers.filled('training rows', train);
    this.order = buffers.storage('order of rows', rowOrder.rows * 4);
  }

  prepare(step: number): Feed {
    const { perEpoch } = this.rowOrder;
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== this.epoch) {
      this.session.upload(this.order, this.rowOrder.ofEpoch(epoch));
      this.epoch = epoch;
    }
    const index = step % perEpoch;
    return { start: index * this.batch, steps: perEpoch - index };
  }
}

class StreamedRows implements RowFeed {
  readonly rows: GPUBuffer;
  readonly order: GPUBuffer;
  private readonly staging: Float32Array;
  /** Batches that are there: from this step on, so many. */
  private first = 0;
  private count = 0;

  /** @param capacity batches that are there at once */
  constructor(
    private readonly session: Session,
    buffers: Buffers,
    private readonly train: Float32Array,
    private readonly dims: number,
    private readonly rowOrder: RowOrder,
    private readonly batch: number,
    private readonly capacity: number,
  ) {
    const rows = capacity * batch;
    this.staging = new Float32Array(rows * dims);
    this.rows = buffers.storage('training rows', rows * dims * 4);
    this.order = buffers.filled(
      'order of rows',
      Uint32Array.from({ length: rows }, (_, row) => row),
    );
  }

  prepare(step: number): Feed {
    if (step < this.first || step >= this.first + this.count) this.load(step);
    const place = step - this.first;
    return { start: place * this.batch, steps: this.count - place };
  }

  private load(step: number): void {
    const { perEpoch, rows } = this.rowOrder;
    const { dims, train, staging, batch } = this;
    const index = step % perEpoch;
    this.first = step;
    this.count = Math.min(this.capacity, perEpoch - index);
    const order = this.rowOrder.ofEpoch(Math.floor(step / perEpoch));
    const until = Math.min(rows, (index + this.count) * batch);
    let to = 0;
    for (let place = index * batch; place < until; place++) {
      const from = order[place] * dims;
      for (let d = 0; d < dims; d++) staging[to++] = train[from + d];
    }
    this.session.upload(this.rows, staging.subarray(0, to));
  }
}

/**
 * Opens the rows of one member.
 * @param train [rows × D]
 * @param batch rows in a full batch
 * @param budget bytes that rows may take on the device; one batch is always taken
 */
export function openRowFeed(
  session: Session,
  buffers: Buffers,
  train: Float32Array,
  dims: number,
  order: RowOrder,
  batch: number,
  budget: number,
): RowFeed {
  const { maxStorageBufferBindingSize, maxBufferSize } = session.device.limits;
  const most = Math.min(budget, maxStorageBufferBindingSize, maxBufferSize);
  if (train.byteLength <= most) return new ResidentRows(session, buffers, train, order, batch);
  const capacity = Math.max(1, Math.floor(most / (batch * dims * 4)));
  return new StreamedRows(session, buffers, train, dims, order, batch, capacity);
}
