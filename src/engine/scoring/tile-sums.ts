/**
 * How S and R of a tile are found (docs/methods.md 2): by the index or, for few rows, by the reference. Made anew for each
 * call, so that no change of the patches is missed.
 */
import { isEnabled } from '../../reward/patches/patch';
import type { ScoringContext } from '../../reward/patches/scoring-context';
import { PatchEvaluator } from '../../reward/patches/suppression';
import type { PatchSums } from '../../reward/patches/suppression';
import type { ErrorModel, Patch, Points } from '../../reward/types';
import { PatchIndex } from './patch-index';
import { PatchRows } from './patch-spaces';

/** Fewer rows than this are compared with every patch: an index would cost more than it spares. */
const indexedRows = 64;

/** @param rows of the whole call @returns S and R at each row of a tile */
export function openTileSums(
  patches: readonly Patch[],
  rows: number,
  models: readonly ErrorModel[],
  scoring: ScoringContext,
): (tile: Points) => PatchSums {
  const enabled = patches.filter(isEnabled);
  if (rows < indexedRows) return (tile) => new PatchEvaluator(models, tile, scoring).sums(enabled);
  const index = new PatchIndex(enabled, rows);
  return (tile) => index.sums(new PatchRows(tile, models, scoring));
}
