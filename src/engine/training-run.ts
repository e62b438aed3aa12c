/**
 * One member's way from start (or checkpoint) to finish: groups of steps, epochs, reports, checkpoints.
 * At least every 100 ms of work, about, it asks `control` whether to go on.
 */
import type { Clock } from '../basics/clock';
import { fail } from '../basics/result';
import type { Failure } from '../basics/result';
import { initialParameters, layoutOf, tensorsOf } from '../reward/families/mixture/initialise';
import type {
  MemberData,
  MixtureSettings,
  TrainedMember,
  TrainerHooks,
  TrainingCheckpoint,
} from '../reward/families/mixture/training';
import type { Backend, TrainingProgram, TrainingStart } from './backend';

/** Milliseconds of work that a group aims at; less than the 100 that are allowed, since steps vary. */
const groupMilliseconds = 60;
const groupSteps = 4096;
/** A worker that lets messages in waits 4 ms: with less work than this in between, it would mostly wait. */
const controlMilliseconds = 30;
/** Checkpoints are promised every 5 s; the rest is room for a slow group and an epoch's validation. */
const checkpointMilliseconds = 4000;
const reportMilliseconds = 200;

/** What the device did that ends the run; the trainer turns it into a result. */
export class DeviceFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = 'DeviceFailure';
  }
}

type Progress = Pick<
  TrainingCheckpoint,
  'step' | 'bestValidation' | 'lossSum' | 'lossRows' | 'lastValidation' | 'gateUse' | 'seconds'
>;

function freshProgress(experts: number): Progress {
  const gateUse = new Array<number>(experts).fill(1 / experts);
  return { step: 0, bestValidation: Infinity, lossSum: 0, lossRows: 0, lastValidation: NaN, gateUse, seconds: 0 };
}

function freshStart(settings: MixtureSettings, dims: number, member: number): TrainingStart {
  const parameters = initialParameters(settings, dims, member);
  const zeros = new Float32Array(parameters.length);
  return { parameters, firstMoment: zeros, secondMoment: zeros, best: parameters };
}

function progressOf(from: TrainingCheckpoint): Progress {
  const { step, bestValidation, lossSum, lossRows, lastValidation, gateUse, seconds } = from;
  return { step, bestValidation, lossSum, lossRows, lastValidation, gateUse, seconds };
}

function lossIsBroken(backend: Backend): DeviceFailure {
  const device = backend.name.endsWith('webgpu');
  const { failure } = device
    ? fail(
        'device',
        'The GPU returned numbers that cannot be.',
        'Resume on WebAssembly; nothing that was saved is lost.',
      )
    : fail('degenerate', 'Training diverged: the loss is no longer a number.', 'Lower the learning rate.');
  return new DeviceFailure(failure);
}

function deviceBroke(backend: Backend, cause: unknown): DeviceFailure {
  const message = `The ${backend.name} device stopped working during training.`;
  const advice = 'Training goes on from the last checkpoint; choose another device if it happens again.';
  return new DeviceFailure(fail('device', message, advice, String(cause)).failure);
}

export class TrainingRun {
  private progress: Progress;
  private readonly program: TrainingProgram;
  private readonly steps: number;
  private readonly rows: number;
  /** Steps of the next group, and samples per second, both by what was measured. */
  private pace = 1;
  private speed = 0;
  private lastCheckpoint: number;
  private lastReport = -Infinity;
  private lastControl = -Infinity;

  constructor(
    private readonly backend: Backend,
    private readonly clock: Clock,
    private readonly member: number,
    private readonly data: MemberData,
    private readonly settings: MixtureSettings,
    private readonly hooks: TrainerHooks,
    from: TrainingCheckpoint | null,
  ) {
    try {
      this.program = backend.openTraining(data, settings, member, from ?? freshStart(settings, data.dims, member));
    } catch (cause) {
      throw deviceBroke(backend, cause);
    }
    this.rows = data.train.length / data.dims;
    this.steps = this.program.perEpoch * settings.epochs;
    this.progress = from ? progressOf(from) : freshProgress(settings.experts);
    this.lastCheckpoint = clock.elapsed();
  }

  /** The last checkpoint holds everything, either way. @returns false when `control` said stop */
  async finish(): Promise<boolean> {
    while (this.progress.step < this.steps) {
      if (await this.toldToStop()) {
        await this.checkpoint();
        return false;
      }
      await this.timed(() => this.runGroup());
      const closed = this.progress.step % this.program.perEpoch === 0;
      if (closed) await this.timed(() => this.closeEpoch());
      this.report(closed);
      if (closed) this.progress = { ...this.progress, lossSum: 0, lossRows: 0 };
      if (this.clock.elapsed() - this.lastCheckpoint >= checkpointMilliseconds) await this.checkpoint();
    }
    await this.checkpoint();
    return true;
  }

  private async toldToStop(): Promise<boolean> {
    if (this.clock.elapsed() - this.lastControl < controlMilliseconds) return false;
    const told = await this.hooks.control();
    this.lastControl = this.clock.elapsed();
    return told === 'stop';
  }

  async result(): Promise<TrainedMember> {
    const { settings, data, rows } = this;
    const { best } = await this.onDevice(() => this.program.snapshot());
    const { bestValidation, gateUse, seconds } = this.progress;
    const tensors = tensorsOf(best, layoutOf(settings, data.dims));
    return { tensors, bestValidation, gateUse, seconds, samples: rows * settings.epochs };
  }

  dispose(): void {
    this.program.dispose();
  }

  /** Runs device work; what the device throws, or its loss, becomes a `DeviceFailure`. */
  private async onDevice<T>(work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      const lost = this.backend.lost();
      if (lost !== null) throw new Error(lost);
      return value;
    } catch (error) {
      throw error instanceof DeviceFailure ? error : deviceBroke(this.backend, error);
    }
  }

  private async timed(work: () => Promise<void>): Promise<void> {
    const start = this.clock.elapsed();
    await this.onDevice(work);
    const seconds = this.progress.seconds + (this.clock.elapsed() - start) / 1000;
    this.progress = { ...this.progress, seconds };
  }

  /** A group of steps inside one epoch, then one read-back of their losses. */
  private async runGroup(): Promise<void> {
    const start = this.clock.elapsed();
    const { step } = this.progress;
    const { perEpoch } = this.program;
    const count = Math.min(this.pace, perEpoch - (step % perEpoch));
    this.addLosses(await this.program.steps(step, count), step % perEpoch);
    this.progress = { ...this.progress, step: step + count };
    this.adapt(count, this.clock.elapsed() - start);
  }

  private addLosses(losses: Float32Array, first: number): void {
    let { lossSum, lossRows } = this.progress;
    losses.forEach((loss, i) => {
      const rows = Math.min(this.settings.batch, this.rows - (first + i) * this.settings.batch);
      lossSum += loss * rows;
      lossRows += rows;
    });
    if (!Number.isFinite(lossSum)) throw lossIsBroken(this.backend);
    this.progress = { ...this.progress, lossSum, lossRows };
  }

  private adapt(count: number, milliseconds: number): void {
    const perStep = Math.max(milliseconds, 0.01) / count;
    this.pace = Math.min(groupSteps, Math.max(1, Math.floor(groupMilliseconds / perStep)));
    const speed = (this.settings.batch / perStep) * 1000;
    this.speed = this.speed === 0 ? speed : 0.8 * this.speed + 0.2 * speed;
  }

  /** Validation error and gate use; keeps the best epoch. */
  private async closeEpoch(): Promise<void> {
    const { experts } = this.settings;
    const { errors, gates } = await this.program.validate();
    const rows = errors.length;
    const lastValidation = errors.reduce((sum, error) => sum + error, 0) / rows;
    if (!Number.isFinite(lastValidation)) throw lossIsBroken(this.backend);
    const use = new Float64Array(experts);
    gates.forEach((gate, i) => (use[i % experts] += gate / rows));
    const better = lastValidation < this.progress.bestValidation;
    if (better) await this.program.markBest();
    const bestValidation = better ? lastValidation : this.progress.bestValidation;
    this.progress = { ...this.progress, lastValidation, bestValidation, gateUse: [...use] };
  }

  private report(always: boolean): void {
    const now = this.clock.elapsed();
    if (!always && now - this.lastReport < reportMilliseconds) return;
    this.lastReport = now;
    const { step, lossSum, lossRows, lastValidation, gateUse } = this.progress;
    this.hooks.report({
      member: this.member,
      epoch: Math.floor(step / this.program.perEpoch),
      epochs: this.settings.epochs,
      loss: lossSum / lossRows,
      validation: lastValidation,
      gateUse,
      samplesPerSecond: this.speed,
    });
  }

  private async checkpoint(): Promise<void> {
    const { settings, member, backend, progress } = this;
    const state = await this.onDevice(() => this.program.snapshot());
    await this.hooks.checkpoint({
      ...progress,
      ...state,
      member,
      settings,
      backend: backend.id,
    });
    this.lastCheckpoint = this.clock.elapsed();
  }
}
