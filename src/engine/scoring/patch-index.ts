/**
 * Sums of any number of patches at once, equal to the reference's to the last bit (METHODS.md 2): an index names the few
 * patches that may touch a row, the reference's own code says how much each takes or gives, and they are added in the
 * order of the list. A row with a number that is not finite is compared with every patch.
 */
import type { Floats } from '../../basics/arrays';
import { isEnabled } from '../../reward/patch';
import type { PatchSums } from '../../reward/suppression';
import type { Patch } from '../../reward/types';
import { CellTree } from './cell-tree';
import { spaceOf } from './patch-spaces';
import type { Coordinates, PatchRows } from './patch-spaces';

/** Rows that make one more copy of every patch in the index worth its while. */
const rowsPerCopy = 256;
const mostCopies = 32;

/** What single patches take or give at one row, with their places in the list. */
class Touches {
  count = 0;
  readonly positions: Int32Array;
  readonly amounts: Float64Array;

  constructor(capacity: number) {
    this.positions = new Int32Array(capacity);
    this.amounts = new Float64Array(capacity);
  }

  /** Kept in the order of the list; within a group they come in order. */
  add(position: number, amount: number): void {
    const { positions, amounts } = this;
    let at = this.count++;
    for (; at > 0 && positions[at - 1] > position; at--) {
      positions[at] = positions[at - 1];
      amounts[at] = amounts[at - 1];
    }
    positions[at] = position;
    amounts[at] = amount;
  }
}

/** Patches that are compared with the same coordinates. */
class PatchGroup {
  private readonly centers: Float64Array;
  /** Squared distance beyond which a patch is zero for certain (`centreDistance`), [patches] */
  private readonly limits: Float64Array;
  private readonly dims: number;
  private readonly query: Float64Array;
  private readonly tree: CellTree;

  /**
   * @param positions places of the patches in the whole list, ascending
   * @param copies cells that a patch may be filed under, on average
   */
  constructor(
    private readonly patches: readonly Patch[],
    private readonly positions: readonly number[],
    copies: number,
  ) {
    const count = patches.length;
    this.dims = spaceOf(patches[0]).ball(patches[0])?.center.length ?? 0;
    this.centers = new Float64Array(count * this.dims);
    this.limits = new Float64Array(count).fill(Infinity);
    for (let i = 0; i < count; i++) {
      const ball = spaceOf(patches[i]).ball(patches[i]);
      if (ball === null) continue;
      this.centers.set(ball.center, i * this.dims);
      this.limits[i] = ball.reach * ball.reach * (1 + 1e-12);
    }
    this.query = new Float64Array(this.dims);
    const { dims, centers, limits } = this;
    this.tree = new CellTree({ count, dims, centers, limits }, copies);
  }

  coordinates(rows: PatchRows): Coordinates {
    return spaceOf(this.patches[0]).coordinates(this.patches[0], rows);
  }

  /** Adds what patches of this group take or give at one row. */
  touch(rows: PatchRows, coordinates: Coordinates, row: number, touches: Touches): void {
    if (this.take(coordinates, row)) {
      const { tree } = this;
      const cell = tree.cellOf(this.query);
      this.compare(tree.entries, tree.begin(cell), tree.end(cell), rows, row, touches);
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
      if (this.squaredDistance(i, limit) <= limit) this.ask(i, rows, row, touches);
    }
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

export class PatchIndex {
  private readonly patches: readonly Patch[];
  private readonly groups: readonly PatchGroup[];
  private readonly touches: Touches;
  /** 1 for a raise, [patches] */
  private readonly raises: Uint8Array;

  /**
   * @param patches valid ones (`validatePatch`), those that are switched off are left out; later changes are not seen
   * @param rows how many are to come, about: more of them make a finer index worth its while
   */
  constructor(patches: readonly Patch[], rows: number) {
    this.patches = patches.filter(isEnabled);
    this.raises = Uint8Array.from(this.patches, ({ kind }) => Number(kind === 'raise'));
    this.touches = new Touches(this.patches.length);
    const places = new Map<string, number[]>();
    this.patches.forEach((patch, i) => {
      const key = `${patch.space} ${spaceOf(patch).key(patch)}`;
      const group = places.get(key);
      if (group) group.push(i);
      else places.set(key, [i]);
    });
    const copies = Math.min(mostCopies, 2 + rows / rowsPerCopy);
    this.groups = [...places.values()].map((group) => {
      const own = group.map((i) => this.patches[i]);
      return new PatchGroup(own, group, copies);
    });
  }

  /** S and R at each row. */
  sums(rows: PatchRows): PatchSums {
    const suppression = new Float64Array(rows.points.rows);
    const raise = new Float64Array(rows.points.rows);
    const seen = this.groups.map((group) => group.coordinates(rows));
    for (let row = 0; row < suppression.length; row++) {
      this.touches.count = 0;
      for (let g = 0; g < seen.length; g++) this.groups[g].touch(rows, seen[g], row, this.touches);
      this.total(suppression, raise, row);
    }
    return { suppression, raise };
  }

  private total(suppression: Floats, raise: Floats, row: number): void {
    const { count, positions, amounts } = this.touches;
    let [taken, given] = [0, 0];
    for (let i = 0; i < count; i++) {
      if (this.raises[positions[i]] === 1) given += amounts[i];
      else taken += amounts[i];
    }
    suppression[row] = Math.min(1, taken);
    raise[row] = Math.min(1, given);
  }
}
