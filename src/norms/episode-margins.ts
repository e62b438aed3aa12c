/** Margins of norms of every kind over episodes, temporal ones included. */
import { ok, type Result } from '../basics/result';
import type { Norm } from './norm';
import { checkNorm } from './norms-file';
import { openNorm } from './open-norm';
import type { NormRows, NormSpace, DemonstrationDistances } from './rows';
import { temporalMargins } from './temporal';

export interface NormMargins {
  readonly norm: Norm;
  /** [rows] */
  readonly margins: Float64Array;
}

/** @param starts [J + 1] first row of each episode and, last, the number of rows */
export function normMargins(
  norms: readonly Norm[],
  rows: NormRows,
  starts: Uint32Array,
  space: NormSpace,
  distances: DemonstrationDistances,
): Result<NormMargins[]> {
  const all: NormMargins[] = [];
  for (const norm of norms) {
    const checked = checkNorm(norm, space.features);
    if (!checked.ok) return checked;
    const opened = openNorm(norm.type === 'temporal' ? norm.norm : norm, space, distances);
    if (!opened.ok) return opened;
    const own = new Float64Array(rows.rows);
    for (let row = 0; row < own.length; row++) own[row] = opened.value.margin(rows, row);
    all.push({ norm, margins: norm.type === 'temporal' ? temporalMargins(norm, own, starts) : own });
  }
  return ok(all);
}
