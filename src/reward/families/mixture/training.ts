/** What training a mixture asks for and reports; the engine implements `Trainer`. */
import type { Result } from '../../../basics/result';
import type { Tensors } from '../../types';

export type MixtureForm = 'default' | 'published';

/** Settings of one run (docs/methods.md 1.2); defaults in `defaultSettings`. */
export interface MixtureSettings {
  readonly form: MixtureForm;
  readonly members: number;
  readonly experts: number;
  /** B; 0 = max(1, ⌈.6 D⌉) ≤ 32 */
  readonly bottleneck: number;
  /** H, hidden ReLU units on each side, default form only. */
  readonly hidden: number;
  readonly epochs: number;
  readonly batch: number;
  /** Adam's first rate; falls by a cosine to 0. */
  readonly learningRate: number;
  /** λ_bal */
  readonly balance: number;
  readonly seed: number;
}

export const defaultSettings: MixtureSettings = {
  form: 'default',
  members: 5,
  experts: 4,
  bottleneck: 0,
  hidden: 64,
  epochs: 120,
  batch: 256,
  learningRate: 3e-3,
  balance: 0.01,
  seed: 1,
};

/** B of docs/methods.md 1.2: the setting, or max(1, ⌈.6 D⌉) at most 32. */
export function bottleneckWidth(settings: MixtureSettings, dims: number): number {
  return settings.bottleneck > 0 ? settings.bottleneck : Math.min(32, Math.max(1, Math.ceil(0.6 * dims)));
}

/** One member's training rows. */
export interface MemberData {
  readonly dims: number;
  /** [trainRows × D] standardised */
  readonly train: Float32Array;
  /** [validationRows × D] standardised */
  readonly validation: Float32Array;
}

export interface TrainingReport {
  readonly member: number;
  readonly epoch: number;
  readonly epochs: number;
  /** Mean objective over the epoch so far. */
  readonly loss: number;
  /** Mean error on validation rows after the last full epoch; NaN before the first. */
  readonly validation: number;
  /** Mean gate of each expert on the validation rows, [E]. */
  readonly gateUse: readonly number[];
  readonly samplesPerSecond: number;
}

/** Everything that a resumed run needs; plain data, bit-exact. */
export interface TrainingCheckpoint {
  readonly member: number;
  /** Finished steps of the whole run. */
  readonly step: number;
  readonly settings: MixtureSettings;
  /** `Backend.id` of the one that made it. */
  readonly backend: string;
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  readonly best: Float32Array;
  readonly bestValidation: number;
  /** Sums of the epoch under way. */
  readonly lossSum: number;
  readonly lossRows: number;
  readonly lastValidation: number;
  readonly gateUse: readonly number[];
  /** Seconds of work spent so far. */
  readonly seconds: number;
}

export interface TrainedMember {
  readonly tensors: Tensors;
  readonly bestValidation: number;
  readonly gateUse: readonly number[];
  readonly seconds: number;
  readonly samples: number;
}

export interface TrainerHooks {
  report(report: TrainingReport): void;
  /** Called at least every 5 s of work, when `control` says stop, and after the last step. */
  checkpoint(checkpoint: TrainingCheckpoint): Promise<void>;
  /** Awaited between groups of steps: resolves 'go', or 'stop' on pause or cancel. */
  control(): Promise<'go' | 'stop'>;
}

export interface Trainer {
  /** Trains one member to the end, or until `control` says stop (then `value` is null and the last checkpoint holds it). */
  train(
    member: number,
    data: MemberData,
    settings: MixtureSettings,
    hooks: TrainerHooks,
    from: TrainingCheckpoint | null,
  ): Promise<Result<TrainedMember | null>>;
}
