/**
 * Sums of any number of patches at once, equal to the reference's to the last bit (docs/methods.md 2): an index names the few
 * patches that may touch a row, the reference's own code says how much each takes or gives, and they are added in the
 * order of the list. A row with a number that is not finite is compared with every patch.
 */
import { isEnabled } from '../../reward/patches/patch';
import type { PatchSums } from '../../reward/patches/suppression';
import type { Patch } from '../../reward/types';
import { PatchGroup } from './patch-group';
import { spaceOf } from './patch-spaces';
import type { PatchRows } from './patch-spaces';
import { Touches } from './touches';

/** Rows that make one more copy of every patch in the index worth its while. */
const rowsPerCopy = 256;
const mostCopies = 32;

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
      // Sums of one group alone are added in the order of the list: from 1 on, more of them change nothing.
      const capped = group.length === this.patches.length && !this.raises.includes(1);
      return new PatchGroup(own, group, copies, capped);
    });
  }

  /** S and R at each row. */
  sums(rows: PatchRows): PatchSums {
    const suppression = new Float64Array(rows.points.rows);
    const raise = new Float64Array(rows.points.rows);
    const seen = this.groups.map((group) => group.coordinates(rows));
    for (let row = 0; row < suppression.length; row++) {
      this.touches.clear();
      for (let g = 0; g < seen.length; g++) this.groups[g].touch(rows, seen[g], row, this.touches);
      this.total(suppression, raise, row);
    }
    return { suppression, raise };
  }

  private total(suppression: Float64Array, raise: Float64Array, row: number): void {
    const { count, positions, amounts } = this.touches;
    let taken = 0;
    let given = 0;
    for (let i = 0; i < count; i++) {
      if (this.raises[positions[i]] === 1) given += amounts[i];
      else taken += amounts[i];
    }
    suppression[row] = Math.min(1, taken);
    raise[row] = Math.min(1, given);
  }
}
