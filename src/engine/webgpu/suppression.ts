/**
 * Sums of input patches by brute force on the GPU: any number of them, every one at every row (docs/methods.md 2). Other kinds
 * are the caller's. Rows where float32 may be on the wrong side of a step, or that it cannot hold, are left to the
 * reference: what is returned is within 3e-5 of it everywhere.
 */
import { isEnabled } from '../../reward/patches/patch';
import { PatchEvaluator } from '../../reward/patches/suppression';
import type { PatchSums } from '../../reward/patches/suppression';
import { slicePoints } from '../../reward/score-chunks';
import type { InputPatch, Points } from '../../reward/types';
import type { SuppressionProgram } from '../backend';
import { PatchIndex } from '../scoring/patch-index';
import { PatchRows } from '../scoring/patch-spaces';
import { suppressionKernel } from './bindings';
import { inColumns } from './columns';
import { inChunks, Program } from './launches';
import { Pace } from './pace';
import { patchTable, rowFits } from './patch-table';
import { Buffers } from './session';
import type { Session } from './session';

const threads = 64;
/** Rows that are compared at once. */
export const suppressionRows = 16_384;
/** From so many rows on the reference is asked through an index. */
const indexedRows = 64;

interface Held {
  readonly program: Program;
  readonly inputs: GPUBuffer;
  readonly raws: GPUBuffer;
  readonly results: GPUBuffer;
}

export class DeviceSuppression implements SuppressionProgram {
  /** Rows that were left to the reference so far. */
  repaired = 0;

  private readonly buffers: Buffers;
  private readonly patches: readonly InputPatch[];
  /** Null where there are no patches. */
  private readonly held: Promise<Held | null>;
  private readonly pace = new Pace();

  /**
   * @param patches ones that `fitsFloat32`; those that are switched off are left out
   * @param dims D, numbers of a standardised row
   * @param rawDims F, numbers of a raw row
   */
  constructor(
    private readonly session: Session,
    patches: readonly InputPatch[],
    private readonly dims: number,
    private readonly rawDims: number,
  ) {
    this.buffers = new Buffers(session);
    this.patches = patches.filter(isEnabled);
    this.held = this.patches.length === 0 ? Promise.resolve(null) : session.checked(() => this.open());
    // Told by the first call that waits for it.
    this.held.catch(() => undefined);
  }

  /** Σ over the suppressing and over the raising patches at each row, not cut at 1: other kinds may be added. */
  async sums(points: Points): Promise<PatchSums> {
    const sums = { suppression: new Float64Array(points.rows), raise: new Float64Array(points.rows) };
    const held = await this.held;
    if (held === null) return sums;
    const left: number[] = [];
    await inChunks(this.session, this.pace, threads, suppressionRows, points.rows, async (from, count) => {
      const read = await this.chunk(held, points, from, count);
      sums.suppression.set(read.subarray(0, count), from);
      sums.raise.set(read.subarray(count, 2 * count), from);
      for (let i = 0; i < count; i++)
        if (read[2 * count + i] !== 0 || !this.fits(points, from + i)) left.push(from + i);
    });
    this.repair(points, sums, left);
    return sums;
  }

  dispose(): void {
    this.buffers.destroy();
  }

  private async open(): Promise<Held> {
    const { session, buffers, dims, rawDims } = this;
    const table = patchTable(this.patches);
    const patches = buffers.filled('patches', table.patches);
    const terms = buffers.filled('terms of patches', table.terms);
    const inputs = buffers.storage('rows', dims * suppressionRows * 4);
    const raws = buffers.storage('raw rows', rawDims * suppressionRows * 4);
    const results = buffers.storage('sums of patches', 3 * suppressionRows * 4);
    const bound = { 0: patches, 1: terms, 2: inputs, 3: raws, 4: results };
    const constants = { D: dims, F: rawDims, ROWS: suppressionRows, THREADS: threads };
    return { program: await Program.open(session, suppressionKernel, constants, bound), inputs, raws, results };
  }

  private chunk(held: Held, { x, raw }: Points, from: number, count: number): Promise<Float32Array> {
    const { session, dims, rawDims } = this;
    session.demand();
    session.upload(held.inputs, inColumns(x, from, count, dims, threads));
    session.upload(held.raws, inColumns(raw, from, count, rawDims, threads));
    held.program.run(session, Math.ceil(count / threads));
    return session.read(
      [0, 1, 2].map((line) => ({ buffer: held.results, offset: line * 4 * suppressionRows, size: 4 * count })),
    );
  }

  private fits({ x, raw }: Points, row: number): boolean {
    return rowFits(x, this.dims, raw, this.rawDims, row);
  }

  /** Asks the reference about rows; an index of the patches where they are many. */
  private repair(points: Points, sums: PatchSums, left: readonly number[]): void {
    this.repaired += left.length;
    const index = left.length < indexedRows ? null : new PatchIndex(this.patches, left.length);
    for (const row of left) {
      const point = slicePoints(points, row, row + 1);
      const exact = index?.sums(new PatchRows(point, [])) ?? new PatchEvaluator([], point).sums(this.patches);
      sums.suppression[row] = exact.suppression[0];
      sums.raise[row] = exact.raise[0];
    }
  }
}
