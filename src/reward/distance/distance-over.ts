/** u of rows under an open reward, whatever it keeps of its demonstrations (docs/methods.md 1.4, 10). */
import { coverUncertainties, type Cover } from './cover';
import type { Points } from '../types';
import { uncertainties, type FittedBasin } from './uncertainty';

/** The demonstrations, what stands for them, or nothing. */
export interface Near {
  /** null when the basin was left out of the file. */
  readonly fitted: FittedBasin | null;
  /** Stands for a basin that was left out; null with one, and where nothing does. */
  readonly cover: Cover | null;
}

/** u of each row, [rows]: exact, or never less by the cover; NaN where nothing is known, which blocks. */
export function distanceOver({ fitted, cover }: Near, { x, rows }: Pick<Points, 'x' | 'rows'>): Float64Array {
  if (fitted) return uncertainties(fitted, x, rows);
  return cover ? coverUncertainties(cover, x, rows) : new Float64Array(rows).fill(NaN);
}
