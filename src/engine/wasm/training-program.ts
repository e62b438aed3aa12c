/** One member in training on the kernel: rows, parameters and moments lie in an instance of its own. */
import { parameterCount } from '../../reward/families/mixture/initialise';
import { slotsOf } from '../../reward/families/mixture/mixture-network';
import type { MemberData, MixtureSettings } from '../../reward/families/mixture/training';
import type { Judgement, MixtureState, TrainingProgram, TrainingStart } from '../backend';
import { RowOrder } from '../row-order';
import { shapeOf } from '../shape';
import { Kernel } from './kernel';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/**
 * Rows up to this many bytes are copied into the kernel's memory; more are brought in batch by batch, some eight in a hundred
 * slower, so that memory does not grow with a second copy of the data.
 */
export const residentBytes = 2 ** 24;
/** Validation rows that are judged in one call, at least. */
const judgedRows = 512;

export class WasmTrainingProgram implements TrainingProgram {
  private readonly order: RowOrder;
  private readonly kernel: Kernel;
  private readonly resident: boolean;
  private placedEpoch = -1;

  /** @param limit bytes of rows that may stay in the kernel's memory */
  constructor(
    module: WebAssembly.Module,
    private readonly data: MemberData,
    private readonly settings: MixtureSettings,
    member: number,
    start: TrainingStart,
    limit = residentBytes,
  ) {
    const { dims, train } = data;
    const shape = shapeOf(settings, dims);
    this.order = new RowOrder(settings, member, train.length / dims);
    const { rows } = this.order;
    // Each row's padded width, and its place in the order.
    this.resident = rows * 4 * (Math.ceil(dims / 4) * 4 + 1) <= limit;
    this.kernel = new Kernel(module, shape, parameterCount(slotsOf(shape)));
    this.kernel.reserve(Math.max(Math.min(rows, settings.batch), judgedRows), this.resident ? rows : 0, true);
    if (this.resident) this.kernel.placeRows('rows', train, 0, rows);
    for (const place of ['parameters', 'firstMoment', 'secondMoment', 'best'] as const) {
      this.kernel.write(place, start[place]);
    }
  }

  get perEpoch(): number {
    return this.order.perEpoch;
  }

  steps(first: number, count: number): Promise<Float32Array> {
    return Promise.resolve(Float32Array.from({ length: count }, (_, i) => this.step(first + i)));
  }

  validate(): Promise<Judgement> {
    const { validation, dims } = this.data;
    return Promise.resolve(this.kernel.judge(validation, validation.length / dims));
  }

  markBest(): Promise<void> {
    this.kernel.keepBest();
    return Promise.resolve();
  }

  snapshot(): Promise<MixtureState & { readonly best: Float32Array }> {
    const { kernel } = this;
    return Promise.resolve({
      parameters: kernel.read('parameters'),
      firstMoment: kernel.read('firstMoment'),
      secondMoment: kernel.read('secondMoment'),
      best: kernel.read('best'),
    });
  }

  dispose(): void {
    // The instance goes with the program.
  }

  private step(step: number): number {
    const { order, settings } = this;
    const index = step % order.perEpoch;
    const count = order.size(index);
    const first = this.bringRows(Math.floor(step / order.perEpoch), index * settings.batch, count);
    const correction1 = 1 - beta1 ** (step + 1);
    const correction2 = Math.sqrt(1 - beta2 ** (step + 1));
    const rate = (order.rate(step) * correction2) / correction1;
    return this.kernel.step(first, count, rate, epsilon * correction2, settings.balance);
  }

  /** What the kernel's `step` is told of where the rows are. */
  private bringRows(epoch: number, first: number, count: number): number {
    const order = this.order.ofEpoch(epoch);
    if (!this.resident) {
      this.kernel.gatherRows(this.data.train, order.subarray(first, first + count));
      return -1;
    }
    if (epoch !== this.placedEpoch) this.kernel.placeOrder(order);
    this.placedEpoch = epoch;
    return first;
  }
}
