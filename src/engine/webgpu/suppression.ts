/**
 * Sums of input patches by brute force on the GPU: any number of them, every one at every row (METHODS.md 2). Masks and
 * latent patches are the caller's. Rows that are not finite are left to the reference, which says what becomes of them.
 */
import { isEnabled } from '../../reward/patch';
import { PatchEvaluator } from '../../reward/suppression';
import type { PatchSums } from '../../reward/suppression';
import { slicePoints } from '../../reward/score-chunks';
import type { InputPatch, Points } from '../../reward/types';
import { suppressionKernel } from './bindings';
import { inColumns, isFiniteRow } from './columns';
import { inChunks, Program } from './launches';
import { Pace } from './pace';
import { Buffers } from './session';
import type { Session } from './session';

const threads = 64;
const capacity = 16_384;
const kernels = { plateau: 0, wendland: 1, gaussian: 2 } as const;
const gates = { 'half-space': 1, direction: 2 } as const;
/** Words of `Patch` and of `Term` in suppression.wgsl. */
const patchWords = 12;
const termWords = 4;

/** Patches as the kernel reads them. */
function tableOf(patches: readonly InputPatch[]) {
  const terms: [feature: number, center: number, normal: number, origin: number][] = [];
  const table = new ArrayBuffer(patches.length * patchWords * 4);
  patches.forEach(({ kind, center, features, kernel, reach, core, strength, gate }, i) => {
    const first = terms.length;
    const half = gate?.type === 'half-space' ? gate : null;
    center.forEach((value, j) => terms.push([features?.[j] ?? j, value, half?.normal[j] ?? 0, half?.origin[j] ?? 0]));
    const gateFirst = terms.length;
    if (gate?.type === 'direction') gate.features.forEach((raw, j) => terms.push([raw, 0, gate.normal[j], 0]));
    const words = new Uint32Array(table, i * patchWords * 4, patchWords);
    const numbers = new Float32Array(table, i * patchWords * 4, patchWords);
    words.set([kernels[kernel], Number(kind === 'raise'), first, center.length]);
    numbers.set([reach, core, strength], 4);
    words.set([gate ? gates[gate.type] : 0, gateFirst, terms.length - gateFirst], 7);
    numbers[10] = gate?.type === 'direction' ? gate.sigma : 1;
  });
  const places = new ArrayBuffer(Math.max(1, terms.length) * termWords * 4);
  terms.forEach(([feature, ...numbers], i) => {
    new Uint32Array(places, i * termWords * 4, 1)[0] = feature;
    new Float32Array(places, (i * termWords + 1) * 4, 3).set(numbers);
  });
  return { patches: new Uint32Array(table), terms: new Uint32Array(places) };
}

interface Held {
  readonly program: Program;
  readonly inputs: GPUBuffer;
  readonly raws: GPUBuffer;
  readonly results: GPUBuffer;
}

export class DeviceSuppression {
  private readonly buffers: Buffers;
  private readonly patches: readonly InputPatch[];
  /** Null where there are no patches. */
  private readonly held: Promise<Held | null>;
  private readonly pace = new Pace();

  /**
   * @param patches those that are switched off are left out
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
    await inChunks(this.session, this.pace, threads, capacity, points.rows, async (from, count) => {
      const read = await this.chunk(held, points, from, count);
      sums.suppression.set(read.subarray(0, count), from);
      sums.raise.set(read.subarray(count), from);
    });
    this.repair(points, sums);
    return sums;
  }

  dispose(): void {
    this.buffers.destroy();
  }

  private async open(): Promise<Held> {
    const { session, buffers, dims, rawDims } = this;
    const table = tableOf(this.patches);
    const patches = buffers.filled('patches', table.patches);
    const terms = buffers.filled('terms of patches', table.terms);
    const inputs = buffers.storage('rows', dims * capacity * 4);
    const raws = buffers.storage('raw rows', rawDims * capacity * 4);
    const results = buffers.storage('sums of patches', 2 * capacity * 4);
    const bound = { 0: patches, 1: terms, 2: inputs, 3: raws, 4: results };
    const constants = { D: dims, F: rawDims, ROWS: capacity, THREADS: threads };
    return { program: await Program.open(session, suppressionKernel, constants, bound), inputs, raws, results };
  }

  private chunk(held: Held, { x, raw }: Points, from: number, count: number): Promise<Float32Array> {
    const { session, dims, rawDims } = this;
    session.demand();
    session.upload(held.inputs, inColumns(x, from, count, dims, threads));
    session.upload(held.raws, inColumns(raw, from, count, rawDims, threads));
    held.program.run(session, Math.ceil(count / threads));
    return session.read([
      { buffer: held.results, offset: 0, size: 4 * count },
      { buffer: held.results, offset: 4 * capacity, size: 4 * count },
    ]);
  }

  private repair(points: Points, { suppression, raise }: PatchSums): void {
    const { dims, rawDims } = this;
    for (let row = 0; row < points.rows; row++) {
      if (isFiniteRow(points.x, row, dims) && isFiniteRow(points.raw, row, rawDims)) continue;
      const exact = new PatchEvaluator([], slicePoints(points, row, row + 1)).sums(this.patches);
      suppression[row] = exact.suppression[0];
      raise[row] = exact.raise[0];
    }
  }
}
