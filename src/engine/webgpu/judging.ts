/** What networks say of rows: group by group of tiles, one read-back each. */
import type { Floats } from '../../basics/arrays';
import type { MixtureShape } from '../../reward/families/mixture/mixture-network';
import type { Judgement, JudgingProgram } from '../backend';
import { judgeKernel } from './bindings';
import { inChunks, Program, StepSlots } from './launches';
import { deviceLayout, toBoth } from './layout';
import type { DeviceLayout } from './layout';
import { Pace } from './pace';
import { activations, Buffers } from './session';
import type { Session } from './session';
import type { Tuning } from './tuning';

const mostRows = 16_384;

/** Judges rows by weights that lie on the device; every row by itself. */
export class Judge {
  private readonly slots: StepSlots;
  private readonly rows: GPUBuffer;
  private readonly results: GPUBuffer;
  private readonly pace = new Pace();
  /** Rows of a tile, and of all tiles that there is room for. */
  private readonly tileRows: number;
  private readonly capacity: number;

  private constructor(
    private readonly session: Session,
    buffers: Buffers,
    private readonly layout: DeviceLayout,
    private readonly tuning: Tuning,
  ) {
    const { dims, experts } = layout.shape;
    this.tileRows = 4 * tuning.tile;
    const tiles = Math.min(mostRows, tuning.judgingBudget / (4 * layout.judgingUnits)) / this.tileRows;
    this.capacity = Math.max(1, Math.floor(tiles)) * this.tileRows;
    this.slots = new StepSlots(session, buffers, 1);
    this.rows = buffers.storage('rows to judge', this.capacity * dims * 4);
    this.results = buffers.storage('judgements', this.capacity * (2 + experts) * 4);
  }

  /** @param weights in both directions, as `toBoth` lays them out */
  static async open(session: Session, buffers: Buffers, layout: DeviceLayout, tuning: Tuning, weights: GPUBuffer) {
    const judge = new Judge(session, buffers, layout, tuning);
    await judge.bind(buffers, weights);
    return judge;
  }

  async judge(x: Floats, rows: number): Promise<Judgement> {
    const { experts } = this.layout.shape;
    const judgement: Judgement = {
      errors: new Float32Array(rows),
      gates: new Float32Array(rows * experts),
      decoderNorms: new Float32Array(rows),
    };
    await inChunks(this.session, this.pace, this.tileRows, this.capacity, rows, async (from, count) => {
      place(judgement, await this.group(x, from, count), from, count, experts);
    });
    return judgement;
  }

  private program: Program | null = null;

  private async bind(buffers: Buffers, weights: GPUBuffer): Promise<void> {
    const { session, layout, tuning, capacity, rows, results } = this;
    const quads = capacity / 4;
    const units = activations(session, buffers, layout, layout.judgingUnits, quads);
    const constants = { ...layout.constants, QUADS: quads, TILE: tuning.tile, THREADS: tuning.threads };
    const bound = { 1: rows, 3: weights, 4: units, 5: results };
    this.program = await Program.open(session, judgeKernel, constants, bound, this.slots);
  }

  private group(x: Floats, from: number, rows: number): Promise<Float32Array> {
    const { session, slots, program, capacity } = this;
    const { dims, experts } = this.layout.shape;
    session.demand();
    session.upload(this.rows, Float32Array.from(x.subarray(from * dims, (from + rows) * dims)));
    const slot = slots.add({ start: 0, rows, slot: 0, first: 0, slope: 0, balance: 0, rate: 0, epsilon: 0 });
    slots.upload();
    program?.run(session, Math.ceil(rows / this.tileRows), slot);
    const lines = Array.from({ length: 2 + experts }, (_, line) => ({
      buffer: this.results,
      offset: line * capacity * 4,
      size: 16 * Math.ceil(rows / 4),
    }));
    return session.read(lines);
  }
}

/** Files one group's lines [2 + E][rows padded to fours]. */
function place(judgement: Judgement, lines: Float32Array, from: number, rows: number, experts: number): void {
  const width = 4 * Math.ceil(rows / 4);
  judgement.errors.set(lines.subarray(0, rows), from);
  judgement.decoderNorms.set(lines.subarray(width, width + rows), from);
  for (let e = 0; e < experts; e++) {
    const gates = lines.subarray((2 + e) * width);
    for (let row = 0; row < rows; row++) judgement.gates[(from + row) * experts + e] = gates[row];
  }
}

/** One set of parameters that only judges. */
export class WebgpuJudgingProgram implements JudgingProgram {
  private readonly buffers: Buffers;
  private readonly opened: Promise<Judge>;

  constructor(session: Session, tuning: Tuning, shape: MixtureShape, parameters: Floats) {
    this.buffers = new Buffers(session);
    this.opened = session.checked(() => {
      const layout = deviceLayout(shape);
      const weights = this.buffers.filled('weights', toBoth(layout, parameters));
      return Judge.open(session, this.buffers, layout, tuning, weights);
    });
    // Told by the first call that waits for it.
    this.opened.catch(() => undefined);
  }

  async judge(x: Floats, rows: number): Promise<Judgement> {
    return (await this.opened).judge(x, rows);
  }

  dispose(): void {
    this.buffers.destroy();
  }
}
