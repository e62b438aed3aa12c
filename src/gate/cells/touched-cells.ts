/**
 * Which audit cells a change touches: their counts hold no longer (docs/methods.md 5). A kernel touches what its ball meets, a
 * mask or a norm the cells where it is not certain to hold, and an edit that is not local in x touches all of them. In doubt
 * a cell is touched: what was not looked at again is never called audited.
 */
import { encodedOwners } from '../../demonstrations/encoding';
import { type Norm, severe, severityOf } from '../../norms/norm';
import type { NormSpace } from '../../norms/rows';
import { type Interval, type Places, rangeOf } from '../../norms/tree/tree-range';
import { treeOf } from '../../norms/tree-of';
import { readsRecords } from '../../norms/tree/tree-uses';
import { isEnabled } from '../../reward/patches/patch';
import type { InputPatch, Patch } from '../../reward/types';
import { forget } from './audit-gap';
import type { CellBoxes } from './cell-boxes';
import { effectOf } from '../../reward/patches/patch-effect';
import type { AuditCells } from './audit-cells';

/** Whether a cell is touched, by its index. */
type Touch = (cell: number) => boolean;

/** The same cells, those forgotten that the patches which came, went or were altered touch. @param boxes null = not known */
export function forgetPatched(
  cells: AuditCells,
  before: readonly Patch[],
  after: readonly Patch[],
  space: NormSpace,
  boxes: () => CellBoxes | null,
): AuditCells {
  const changed = [...without(before, after), ...without(after, before)];
  return forgetAll(
    cells,
    changed.map((patch) => (made: CellBoxes) => touchOf(patch, space, made)),
    boxes,
  );
}

/** The same cells, those forgotten where a severe norm that came, went or was altered may be violated. */
export function forgetJudged(
  cells: AuditCells,
  before: readonly Norm[],
  after: readonly Norm[],
  space: NormSpace,
  boxes: () => CellBoxes | null,
): AuditCells {
  const known = (norms: readonly Norm[]): Set<string> => new Set(norms.map(effectOf));
  const [had, has] = [known(before), known(after)];
  const changed = [
    ...before.filter((norm) => !has.has(effectOf(norm))),
    ...after.filter((norm) => !had.has(effectOf(norm))),
  ].filter((norm) => severityOf(norm) >= severe);
  return forgetAll(
    cells,
    changed.map((norm) => (made: CellBoxes) => normTouch(norm, space, made)),
    boxes,
  );
}

function forgetAll(
  cells: AuditCells,
  touches: readonly ((boxes: CellBoxes) => Touch)[],
  boxes: () => CellBoxes | null,
): AuditCells {
  if (touches.length === 0) return cells;
  const made = boxes();
  if (made === null) return forget(cells, () => true);
  const opened = touches.map((open) => open(made));
  return forget(cells, (cell) => opened.some((touched) => touched(cell)));
}

/** Enabled patches of `these` that have no equal among `those`. */
function without(these: readonly Patch[], those: readonly Patch[]): Patch[] {
  const equal = new Set(those.filter(isEnabled).map(effectOf));
  return these.filter((patch) => isEnabled(patch) && !equal.has(effectOf(patch)));
}

function touchOf(patch: Patch, space: NormSpace, boxes: CellBoxes): Touch {
  if (patch.space === 'input') return ballTouch(patch, boxes);
  if (patch.space === 'mask') return normTouch(patch.norm, space, boxes);
  return () => true;
}

/** Cells whose box comes nearer to the centre than the reach, over the inputs that the kernel reads. */
function ballTouch({ center, features, reach }: InputPatch, boxes: CellBoxes): Touch {
  const inputs = features ?? center.map((_, input) => input);
  return (cell) => {
    let square = 0;
    for (let i = 0; i < inputs.length; i++) {
      const at = cell * boxes.dims + inputs[i];
      const gap = Math.max(boxes.low[at] - center[i], center[i] - boxes.high[at], 0);
      square += gap * gap;
    }
    return Math.sqrt(square) <= reach;
  };
}

/** Cells where the norm may be violated, or may not be told. Norms about episodes or texts are not asked about draws. */
function normTouch(norm: Norm, space: NormSpace, boxes: CellBoxes): Touch {
  if (norm.type === 'temporal') return () => false;
  const tree = treeOf(norm, space);
  if (!tree.ok) return () => true;
  if (readsRecords(tree.value)) return () => false;
  const owners = encodedOwners(space.features);
  return (cell) => {
    const range = rangeOf(tree.value, placesOf(cell, space, boxes, owners));
    return range === null || !(range[0] >= 0) || !Number.isFinite(range[1]);
  };
}

function placesOf(
  cell: number,
  { features, standardiser }: NormSpace,
  boxes: CellBoxes,
  owners: readonly number[],
): Places {
  const { dims, low, high, radius } = boxes;
  const input = (d: number): Interval => [low[cell * dims + d], high[cell * dims + d]];
  return {
    input,
    farthest: radius,
    raw: (feature) => {
      const { role, levels } = features[feature];
      if (role === 'angle') return [-Math.PI, Math.PI];
      if (role === 'category')
        return levels.length > 0 ? [Math.min(...levels), Math.max(...levels)] : [-Infinity, Infinity];
      const d = owners.indexOf(feature);
      const [least, most] = input(d);
      const [mean, std] = [standardiser.mean[d], standardiser.std[d]];
      // A hair more than exact, so that rounding makes nothing certain.
      const spare = 1e-9 * (Math.abs(mean) + std * Math.max(Math.abs(least), Math.abs(most)));
      return [least * std + mean - spare, most * std + mean + spare];
    },
  };
}
