/**
 * What a change of patches or norms leaves of a reward's audit (docs/methods.md 5): cells that it touches are unaudited from then
 * on, by whatever route it came. Every save of patches goes through here.
 */
import { cellBoxes, type CellBoxes } from '../../gate/cells/cell-boxes';
import { tubeRadius } from '../../flywheel/red-team/distributions';
import { forgetJudged, forgetPatched } from '../../gate/cells/touched-cells';
import type { AuditCells } from '../../gate/cells/audit-cells';
import type { Norm } from '../../norms/norm';
import type { Patch } from '../../reward/types';
import type { FittedBasin } from '../../reward/distance/uncertainty';
import type { OpenReward } from '../project/open-reward';

export interface CellChange {
  readonly before: readonly Patch[];
  readonly after: readonly Patch[];
  /** Absent = the same as before. */
  readonly norms?: { readonly before: readonly Norm[]; readonly after: readonly Norm[] };
}

/** Cells with the counts that still hold after a change; null where nothing was audited. */
export function cellsAfter(reward: OpenReward, cells: AuditCells | null, change: CellChange): AuditCells | null {
  if (cells === null) return null;
  const boxes = () => boxesOf(reward, cells);
  const left = forgetPatched(cells, change.before, change.after, reward.space, boxes);
  return change.norms ? forgetJudged(left, change.norms.before, change.norms.after, reward.space, boxes) : left;
}

/** The last boxes of each basin: patches are saved while a person drags. */
const made = new WeakMap<FittedBasin, { readonly centroids: Float32Array; readonly boxes: CellBoxes }>();

function boxesOf({ fitted, thresholds }: OpenReward, cells: AuditCells): CellBoxes | null {
  if (fitted === null) return null;
  const { points, episodes, epsilon99 } = fitted.basin;
  const radius = tubeRadius({ epsilon99, uMax: thresholds.dial > 0 ? thresholds.uMax : NaN });
  const known = made.get(fitted);
  if (known?.boxes.radius === radius && equal(known.centroids, cells.centroids)) return known.boxes;
  const boxes = cellBoxes(cells, points, episodes.length, radius);
  made.set(fitted, { centroids: cells.centroids, boxes });
  return boxes;
}

function equal(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
