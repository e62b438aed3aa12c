/** Norms and the audit gap as pictures of a slice. */
import { gapAt } from '../../gate/cells/audit-gap';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { openNorms } from '../../norms/open-norm';
import type { Norm } from '../../norms/norm';
import { readsRecords } from '../../norms/tree/tree-uses';
import { Slice } from '../../reward/plane';
import type { Points } from '../../reward/types';
import { uncertainties } from '../../reward/distance/uncertainty';
import type { NormShade, Plane } from './types';
import type { OpenReward } from '../project/open-reward';
import { breathe } from '../../engine/open-scorer';

/** Pixels between two looks at what else is wanted. */
const stripPixels = 8192;

/** Where norms hold (0), are violated (1) or inconclusive (2); null when `wanted` turned false, or a norm is none. */
export async function normShade(
  reward: OpenReward,
  plane: Plane,
  size: number,
  norms: readonly Norm[],
  wanted: () => boolean,
): Promise<NormShade | null> {
  const opened = openNorms(norms, reward.space, reward.distances);
  if (!opened.ok) return null;
  // What speaks of texts is nowhere on a map.
  const drawn = opened.value.filter(({ tree }) => !readsRecords(tree));
  const marks = new Uint8Array(size * size);
  const done = await inStrips(reward, plane, size, wanted, (points, at) => {
    for (let row = 0; row < points.rows; row++) {
      for (const norm of drawn) {
        const margin = norm.margin(points, row);
        if (margin < 0) marks[at + row] = 1;
        else if (Number.isNaN(margin) && marks[at + row] === 0) marks[at + row] = 2;
      }
    }
  });
  return done ? { size, marks } : null;
}

/** a of each pixel, NaN outside the tube u < u_max, of which alone a speaks. */
export async function gapPicture(
  reward: OpenReward,
  cells: AuditCells,
  plane: Plane,
  size: number,
): Promise<Float32Array> {
  const gaps = new Float32Array(size * size);
  const { fitted, thresholds } = reward;
  await inStrips(
    reward,
    plane,
    size,
    () => true,
    (points, at) => {
      const u = fitted ? uncertainties(fitted, points.x, points.rows) : null;
      const a = gapAt(cells, points.x, points.rows);
      for (let row = 0; row < points.rows; row++) gaps[at + row] = u && u[row] < thresholds.uMax ? a[row] : NaN;
    },
  );
  return gaps;
}

async function inStrips(
  { space, components }: OpenReward,
  plane: Plane,
  size: number,
  wanted: () => boolean,
  work: (points: Points, at: number) => void,
): Promise<boolean> {
  const slice = new Slice(space, plane, components);
  const rows = Math.max(1, Math.floor(stripPixels / size));
  for (let from = 0; from < size; from += rows) {
    work(slice.grid(size, from, Math.min(size, from + rows)), from * size);
    await breathe();
    if (!wanted()) return false;
  }
  return true;
}
