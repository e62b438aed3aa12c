/** One member in training on the GPU: two dispatches a step, many steps a submission, one read-back a call. */
import type { MemberData, MixtureSettings } from '../../reward/families/mixture/training';
import type { Judgement, MixtureState, TrainingProgram, TrainingStart } from '../backend';
import { RowOrder } from '../row-order';
import { shapeOf } from '../shape';
import { stepKernel, updateKernel } from './bindings';
import { Judge } from './judging';
import { Program, StepSlots } from './launches';
import type { StepFields } from './launches';
import { deviceLayout, jobWords, toBackward, toBoth, toCanonical } from './layout';
import type { DeviceLayout } from './layout';
import { mostDispatches, mostSteps, Pace, ranges } from './pace';
import { openRowFeed } from './row-feed';
import type { RowFeed } from './row-feed';
import { activations, Buffers } from './session';
import type { Session } from './session';
import type { Tuning } from './tuning';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** What training holds on the device. */
interface Held {
  readonly weights: GPUBuffer;
  readonly moments: GPUBuffer;
  readonly best: GPUBuffer;
  readonly objectives: GPUBuffer;
  readonly feed: RowFeed;
  readonly slots: StepSlots;
  readonly step: Program;
  readonly update: Program;
  readonly judge: Judge;
}

/** One dispatch to come. */
interface Launch {
  readonly program: Program;
  readonly fields: StepFields;
  readonly groups: number;
}

export class WebgpuTrainingProgram implements TrainingProgram {
  private readonly order: RowOrder;
  private readonly layout: DeviceLayout;
  private readonly buffers: Buffers;
  private readonly held: Promise<Held>;
  private readonly pace = new Pace();
  /** Rows in a full batch, and quads in a tile of it. */
  private readonly batch: number;
  private readonly tile: number;
  private readonly updateGroups: number;

  constructor(
    private readonly session: Session,
    private readonly tuning: Tuning,
    private readonly data: MemberData,
    private readonly settings: MixtureSettings,
    member: number,
    start: TrainingStart,
  ) {
    const rows = data.train.length / data.dims;
    this.order = new RowOrder(settings, member, rows);
    this.layout = deviceLayout(shapeOf(settings, data.dims));
    this.batch = Math.min(settings.batch, rows);
    this.tile = Math.min(tuning.tile, 2 * Math.ceil(this.batch / 8));
    this.updateGroups = Math.ceil((this.layout.jobs.length / jobWords) * (tuning.lanes / tuning.updateThreads));
    this.buffers = new Buffers(session);
    this.held = session.checked(() => this.open(start));
    // Told by the first call that waits for it.
    this.held.catch(() => undefined);
  }

  get perEpoch(): number {
    return this.order.perEpoch;
  }

  async steps(first: number, count: number): Promise<Float32Array> {
    const held = await this.held;
    const { session, pace } = this;
    let losses = new Float32Array(0);
    for (let done = 0; done < count;) {
      session.demand();
      const began = session.clock.elapsed();
      const feed = held.feed.prepare(first + done);
      const steps = Math.min(pace.steps, feed.steps, count - done);
      this.submit(held, first + done, steps, feed.start, done);
      done += steps;
      // Either way the work is waited for, so that its time is known.
      if (done < count) await session.device.queue.onSubmittedWorkDone();
      else losses = await session.read([{ buffer: held.objectives, offset: 0, size: 4 * count }]);
      pace.measured(steps, session.clock.elapsed() - began);
    }
    return losses;
  }

  async validate(): Promise<Judgement> {
    const { validation, dims } = this.data;
    return (await this.held).judge.judge(validation, validation.length / dims);
  }

  async markBest(): Promise<void> {
    const { weights, best } = await this.held;
    const encoder = this.session.device.createCommandEncoder();
    encoder.copyBufferToBuffer(weights, 0, best, 0, best.size);
    this.session.device.queue.submit([encoder.finish()]);
  }

  async snapshot(): Promise<MixtureState & { readonly best: Float32Array }> {
    const { weights, moments, best } = await this.held;
    const size = best.size;
    const values = await this.session.read([
      { buffer: weights, offset: 0, size },
      { buffer: moments, offset: 0, size: 2 * size },
      { buffer: best, offset: 0, size },
    ]);
    const [parameters, firstMoment, secondMoment, marked] = [0, 1, 2, 3].map((part) =>
      toCanonical(this.layout, values.subarray((part * size) / 4, ((part + 1) * size) / 4)),
    );
    return { parameters, firstMoment, secondMoment, best: marked };
  }

  dispose(): void {
    this.buffers.destroy();
  }

  private async open(start: TrainingStart): Promise<Held> {
    const { session, buffers, layout, order, batch, tuning, data, tile } = this;
    const quads = tile * Math.ceil(batch / (4 * tile));
    const weights = buffers.filled('weights', toBoth(layout, start.parameters));
    const moments = buffers.storage('moments', 2 * layout.vectors * 16);
    session.upload(moments, toBackward(layout, start.firstMoment));
    session.upload(moments, toBackward(layout, start.secondMoment), layout.vectors * 16);
    const best = buffers.filled('best weights', toBackward(layout, start.best));
    const objectives = buffers.storage('objectives', 4 * Math.max(order.perEpoch, mostSteps));
    const jobs = buffers.filled('blocks of weights', layout.jobs);
    const sums = buffers.storage('sums of tiles', 4 * (layout.shape.experts + 1) * (quads / tile));
    const units = activations(session, buffers, layout, layout.trainingUnits, quads);
    const feed = openRowFeed(session, buffers, data.train, data.dims, order, batch, tuning.rowBudget);
    const slots = new StepSlots(session, buffers, mostDispatches);
    const constants = { ...layout.constants, QUADS: quads, TILE: tile };
    const stepConstants = { ...constants, THREADS: tuning.threads };
    const { updateThreads: THREADS, lanes: LANES } = tuning;
    const updateConstants = { ...constants, THREADS, LANES, JOBS: layout.jobs.length / jobWords };
    const stepBuffers = { 1: feed.rows, 2: feed.order, 3: weights, 4: units, 5: sums };
    const updateBuffers = { 1: jobs, 2: units, 3: weights, 4: moments, 5: sums, 6: objectives };
    const [step, update, judge] = await Promise.all([
      Program.open(session, stepKernel, stepConstants, stepBuffers, slots),
      Program.open(session, updateKernel, updateConstants, updateBuffers, slots),
      Judge.open(session, buffers, layout, tuning, weights),
    ]);
    return { weights, moments, best, objectives, feed, slots, step, update, judge };
  }

  /** Steps that lie one after the other on the device; together, or one step in parts. */
  private submit(held: Held, first: number, steps: number, start: number, slot: number): void {
    const launches = Array.from({ length: steps }, (_, i) =>
      this.launchesOf(held, first + i, start + i * this.batch, slot + i),
    ).flat();
    if (this.pace.parts === 1) this.send(held.slots, launches);
    else launches.forEach((launch) => this.send(held.slots, [launch]));
  }

  private launchesOf({ step, update }: Held, index: number, start: number, slot: number): Launch[] {
    const { settings, data, tile, updateGroups, pace } = this;
    const rows = this.order.size(index % this.perEpoch);
    const correction1 = 1 - beta1 ** (index + 1);
    const correction2 = Math.sqrt(1 - beta2 ** (index + 1));
    const fields: Omit<StepFields, 'first'> = {
      start,
      rows,
      slot,
      slope: 2 / (data.dims * rows),
      balance: settings.balance,
      rate: (this.order.rate(index) * correction2) / correction1,
      epsilon: epsilon * correction2,
    };
    const launch = (program: Program, groups: number): Launch[] =>
      ranges(groups, pace.parts).map((range) => ({
        program,
        fields: { ...fields, first: range.first },
        groups: range.count,
      }));
    return [...launch(step, Math.ceil(rows / (4 * tile))), ...launch(update, updateGroups)];
  }

  private send(slots: StepSlots, launches: readonly Launch[]): void {
    const { device } = this.session;
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { program, fields, groups } of launches) program.dispatch(pass, groups, slots.add(fields));
    pass.end();
    slots.upload();
    device.queue.submit([encoder.finish()]);
  }
}
