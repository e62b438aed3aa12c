/** One member in training as a tensor program. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { MemberData, MixtureSettings } from '../../reward/families/mixture/training';
import type { Judgement, MixtureState, TrainingProgram, TrainingStart } from '../backend';
import { RowOrder } from '../row-order';
import { shapeOf } from '../shape';
import { Batches } from './batches';
import { judge } from './judge';
import { engineLayout } from './layout';
import { TfjsMixture } from './mixture';
import type { TensorRuntime } from './runtimes';

export class TfjsTrainingProgram implements TrainingProgram {
  private readonly order: RowOrder;
  private readonly batches: Batches;
  private readonly mixture: TfjsMixture;

  constructor(
    private readonly runtime: TensorRuntime,
    private readonly data: MemberData,
    settings: MixtureSettings,
    member: number,
    start: TrainingStart,
  ) {
    const { dims, train } = data;
    runtime.use();
    runtime.fixOrder(settings.batch);
    const shape = shapeOf(settings, dims);
    this.order = new RowOrder(settings, member, train.length / dims);
    this.batches = new Batches(train, dims, settings.batch, this.order);
    this.mixture = new TfjsMixture(engineLayout(shape, runtime.groupSize(shape)), settings.balance, start, start.best);
  }

  get perEpoch(): number {
    return this.order.perEpoch;
  }

  steps(first: number, count: number): Promise<Float32Array> {
    this.runtime.use();
    return readAll(Array.from({ length: count }, (_, i) => this.step(first + i)));
  }

  validate(): Promise<Judgement> {
    const { validation, dims } = this.data;
    const { layout, parameters } = this.mixture;
    const { tile, use } = this.runtime;
    return judge(parameters, layout, validation, validation.length / dims, tile, use);
  }

  markBest(): Promise<void> {
    this.runtime.use();
    this.mixture.markBest();
    return Promise.resolve();
  }

  async snapshot(): Promise<MixtureState & { readonly best: Float32Array }> {
    this.runtime.use();
    return { ...(await this.mixture.snapshot()), best: await this.mixture.bestParameters() };
  }

  dispose(): void {
    this.runtime.use();
    this.mixture.dispose();
    this.batches.dispose();
  }

  private step(step: number): Scalar {
    const { perEpoch } = this.order;
    const batch = this.batches.upload(Math.floor(step / perEpoch), step % perEpoch);
    const loss = this.mixture.step(batch, this.order.rate(step), step);
    tf.dispose([batch.x, batch.columns]);
    return loss;
  }
}

/** Values of scalars by one read-back; disposes of them. */
async function readAll(scalars: Scalar[]): Promise<Float32Array> {
  const all = tf.stack(scalars);
  tf.dispose(scalars);
  const values = await all.data<'float32'>();
  all.dispose();
  return values;
}
