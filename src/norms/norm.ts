/**
 * Typed rules (docs/methods.md 3) as plain data. A norm says what must hold. Its signed margin is negative where it is violated,
 * and NaN where that cannot be told (inconclusive: a value is missing or not finite), which is never "no violation".
 * In memory features are indices of raw features; files name them (`norms-file.ts`). Each kind says in its own file what its
 * norms hold.
 */
import type { RowNorm } from './kinds';
import type { TemporalNorm } from './kinds/temporal';

export type { RowNorm } from './kinds';
export type { RangeNorm } from './kinds/range';
export type { SupportNorm } from './kinds/support';
export type { TemporalNorm } from './kinds/temporal';
export type { WallNorm } from './kinds/wall';

export type Norm = RowNorm | TemporalNorm;
export type NormType = Norm['type'];

/** Severity from which a violation blocks, filters demonstrations and makes a flaw (docs/methods.md 1.1, 4, 5). */
export const severe = 0.5;

/** Severity with its default. */
export function severityOf(norm: Norm): number {
  return norm.severity ?? 1;
}
