/** Typed rules with a signed margin (METHODS.md 3). Negative margin = violated; NaN = inconclusive. */
import type { Floats } from '../basics/arrays';

/** Each listed raw feature stays within [min, max], in raw units. */
export interface RangeNorm {
  readonly id: string;
  readonly type: 'range';
  readonly severity?: number;
  readonly description?: string;
  /** Indices of raw features, or their names in files. */
  readonly features: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** More kinds join this union in their own files. */
export type Norm = RangeNorm;

/**
 * Signed margin of a norm at one row, in raw units: how far inside the nearest bound.
 * @param raw raw features; the row starts at `offset`
 * @returns negative when violated, NaN when a value is missing or not finite (inconclusive)
 */
export function margin(norm: Norm, raw: Floats, offset: number): number {
  let least = Infinity;
  for (let i = 0; i < norm.features.length; i++) {
    const value = raw[offset + norm.features[i]];
    if (!Number.isFinite(value)) return NaN;
    least = Math.min(least, value - norm.min[i], norm.max[i] - value);
  }
  return least;
}
