/** Features against numbers, what most norms are made of: many of them in one loop over typed arrays. */
import { sideOf } from '../box-distance';
import type { Evaluate } from './evaluate';
import type { Tree } from '../tree/tree';

/** The least or greatest of the operands; null when one is more than a feature against a number. */
export function openBounds(op: 'minimum' | 'maximum', operands: readonly Tree[]): Evaluate | null {
  const bounds = operands.flatMap((operand) => sideOf(operand) ?? []);
  if (bounds.length < operands.length) return null;
  const indices = Int32Array.from(bounds, ({ index }) => index);
  const signs = Float64Array.from(bounds, ({ sign }) => sign);
  const offsets = Float64Array.from(bounds, ({ offset }) => offset);
  const smaller = op === 'minimum';
  return ({ raw, rows }, row) => {
    const at = row * (raw.length / rows);
    let chosen = smaller ? Infinity : -Infinity;
    for (let i = 0; i < indices.length; i++) {
      const value = raw[at + indices[i]];
      // Infinity and NaN alone are not 0 when taken from themselves.
      if (value - value !== 0) return NaN;
      const margin = signs[i] * value + offsets[i];
      if (smaller ? margin < chosen : margin > chosen) chosen = margin;
    }
    return chosen;
  };
}
