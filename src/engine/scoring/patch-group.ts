/**
 * Patches that are compared with the same coordinates, in flat arrays: an index names those that may touch a row, and the
 * reference's own code says how much each takes or gives there.
 */
import { kernelValue } from '../../reward/patches/kernels';
import type { KernelName, Patch } from '../../reward/types';
import { CellTree } from './cell-tree';
import { spaceOf } from './patch-spaces';
import type { Coordinates, PatchRows } from './patch-spaces';
import type { Touches } from './touches';

/** Numbers of kernels; 0 = the amount is not by distance alone. */
const kernels = [null, 'plateau', 'wendland', 'gaussian'] as const;
/** Up to so many coordinates are compared all at once, missing ones as zeros: a loop over them costs more than they do. */
const few = 4;

export class PatchGroup {
  /** [patches × width], zero beyond dims */
  private readonly centers: Float64Array;
  /** Squared distance beyond which a patch is zero for certain (`centreDistance`), [patches] */
  private readonly limits: Float64Array;
  /** Of patches whose amount depends on the distance alone (`falloff`), [patches] */
  private readonly kernels: Uint8Array;
  private readonly reaches: Float64Array;
  private readonly cores: Float64Array;
  private readonly strengths: Float64Array;
  private readonly dims: number;
  private readonly width: number;
  private readonly query: Float64Array;
  private readonly tree: CellTree;

  /**
   * @param positions places of the patches in the whole list, ascending
   * @param copies cells that a patch may be filed under, on average
   * @param capped whether a row's patches need not be added beyond 1
   */
  constructor(
    private readonly patches: readonly Patch[],
    private readonly positions: readonly number[],
    copies: number,
    private readonly capped: boolean,
  ) {
    const count = patches.length;
    this.dims = spaceOf(patches[0]).ball(patches[0])?.center.length ?? 0;
    this.width = Math.max(few, this.dims);
    this.centers = new Float64Array(count * this.width);
    this.limits = new Float64Array(count).fill(Infinity);
    this.kernels = new Uint8Array(count);
    this.reaches = new Float64Array(count);
    this.cores = new Float64Array(count);
    this.strengths = new Float64Array(count);
    patches.forEach((patch, i) => this.flatten(patch, i));
    this.query = new Float64Array(this.width);
    const { width: dims, centers, limits } = this;
    this.tree = new CellTree({ count, dims, centers, limits }, copies);
  }

  private flatten(patch: Patch, i: number): void {
    const ball = spaceOf(patch).ball(patch);
    if (ball === null) return;
    this.centers.set(ball.center, i * this.width);
    this.limits[i] = ball.reach * ball.reach * (1 + 1e-12);
    const falloff = spaceOf(patch).falloff(patch);
    if (falloff === null) return;
    this.kernels[i] = kernels.indexOf(falloff.kernel);
    this.reaches[i] = falloff.reach;
    this.cores[i] = falloff.core;
    this.strengths[i] = falloff.strength;
  }

  coordinates(rows: PatchRows): Coordinates {
    return spaceOf(this.patches[0]).coordinates(this.patches[0], rows);
  }

  /** Adds what patches of this group take or give at one row. */
  touch(rows: PatchRows, coordinates: Coordinates, row: number, touches: Touches): void {
    if (this.take(coordinates, row)) {
      const { tree } = this;
      const cell = tree.cellOf(this.query);
      if (this.width === few) this.compareFew(tree.entries, tree.begin(cell), tree.end(cell), rows, row, touches);
      else this.compare(tree.entries, tree.begin(cell), tree.end(cell), rows, row, touches);
    } else {
      for (let i = 0; i < this.patches.length; i++) this.ask(i, rows, row, touches);
    }
  }

  /** Copies the row's coordinates. @returns false when one of them is not finite */
  private take({ values, width, places }: Coordinates, row: number): boolean {
    const { query, dims } = this;
    let probe = 0;
    for (let i = 0; i < dims; i++) {
      const value = values[row * width + (typeof places === 'number' ? places + i : places[i])];
      query[i] = value;
      probe += value * 0;
    }
    return probe === 0;
  }

  private compare(entries: Int32Array, from: number, to: number, rows: PatchRows, row: number, touches: Touches): void {
    const { limits } = this;
    for (let entry = from; entry < to; entry++) {
      const i = entries[entry];
      const limit = limits[i];
      const squares = this.squaredDistance(i, limit);
      if (squares <= limit) this.give(i, squares, rows, row, touches);
    }
  }

  /** The same for few coordinates. */
  private compareFew(
    entries: Int32Array,
    from: number,
    to: number,
    rows: PatchRows,
    row: number,
    touches: Touches,
  ): void {
    const { limits, centers, query, capped } = this;
    const x = query[0];
    const y = query[1];
    const z = query[2];
    const w = query[3];
    for (let entry = from; entry < to; entry++) {
      const i = entries[entry];
      const a = x - centers[i * few];
      const b = y - centers[i * few + 1];
      const c = z - centers[i * few + 2];
      const d = w - centers[i * few + 3];
      const squares = a * a + b * b + c * c + d * d;
      if (squares > limits[i]) continue;
      this.give(i, squares, rows, row, touches);
      if (capped && touches.sum >= 1) return;
    }
  }

  /** Adds what one patch takes or gives that may touch the row. */
  private give(i: number, squares: number, rows: PatchRows, row: number, touches: Touches): void {
    const kernel = kernels[this.kernels[i]];
    if (kernel === null) this.ask(i, rows, row, touches);
    else this.fall(kernel, i, squares, touches);
  }

  private fall(kernel: KernelName, i: number, squares: number, touches: Touches): void {
    const value = kernelValue(kernel, Math.sqrt(squares), this.reaches[i], this.cores[i]);
    if (value !== 0) touches.add(this.positions[i], this.strengths[i] * value);
  }

  /** The reference's sum, in its order; only a part of it once that is beyond the limit. */
  private squaredDistance(i: number, limit: number): number {
    const { centers, dims, query } = this;
    let squares = 0;
    let d = 0;
    let at = i * dims;
    for (; d + 4 <= dims && squares <= limit; d += 4, at += 4) {
      const a = query[d] - centers[at];
      const b = query[d + 1] - centers[at + 1];
      const c = query[d + 2] - centers[at + 2];
      const e = query[d + 3] - centers[at + 3];
      squares = squares + a * a + b * b + c * c + e * e;
    }
    for (; d < dims && squares <= limit; d++, at++) {
      const gap = query[d] - centers[at];
      squares += gap * gap;
    }
    return squares;
  }

  private ask(i: number, rows: PatchRows, row: number, touches: Touches): void {
    const patch = this.patches[i];
    const amount = spaceOf(patch).amount(patch, rows, row);
    if (amount !== 0) touches.add(this.positions[i], amount);
  }
}
