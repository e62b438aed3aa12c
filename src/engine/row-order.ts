/** In which order a member's rows are trained on: the same for the same seed, member and epoch, on every backend. */
import { Random } from '../basics/random';
import { cosineRate } from '../reward/patches/learned/adam';
import type { MixtureSettings } from '../reward/families/mixture/training';

export class RowOrder {
  /** Steps in one epoch; the last batch may be short. */
  readonly perEpoch: number;
  private order: Uint32Array = new Uint32Array(0);
  private epoch = -1;

  /** @param rows training rows, at least one */
  constructor(
    private readonly settings: MixtureSettings,
    private readonly member: number,
    readonly rows: number,
  ) {
    this.perEpoch = Math.ceil(rows / settings.batch);
  }

  /** Rows in batch `index` of an epoch; each of them weighs 1/size. */
  size(index: number): number {
    return Math.min(this.settings.batch, this.rows - index * this.settings.batch);
  }

  /** All rows in the order of an epoch, [rows]; batch `index` begins at `index · batch`. Valid until the next epoch. */
  ofEpoch(epoch: number): Uint32Array {
    if (epoch !== this.epoch) {
      this.order = Random.of(this.settings.seed, 'batches', this.member, epoch).permutation(this.rows);
      this.epoch = epoch;
    }
    return this.order;
  }

  /** Adam's rate at a step of the whole run. */
  rate(step: number): number {
    const { learningRate, epochs } = this.settings;
    return cosineRate(learningRate, step, this.perEpoch * epochs);
  }
}
