/** u of rows under an open reward, whatever it keeps of its demonstrations (METHODS.md 1.4, 10). */
import type { Points } from '../reward/types';
import { uncertainties, type FittedBasin } from '../reward/uncertainty';

/** Demonstrations, or nothing. */
export interface Near {
  /** null when the basin was left out of the file. */
  readonly fitted: FittedBasin | null;
}

/** u of each row, [rows]; NaN where it is not known, which blocks. */
export function distanceOver({ fitted }: Near, { x, rows }: Pick<Points, 'x' | 'rows'>): Float64Array {
  return fitted ? uncertainties(fitted, x, rows) : new Float64Array(rows).fill(NaN);
}
