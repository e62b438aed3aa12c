/** Temporal norms over windows of frames: STL robustness (METHODS.md 3). */
import type { TemporalNorm } from './norm';

/**
 * Robustness at each frame: over the window [t + from, t + to] of its episode, the least margin (`always`), the greatest
 * (`eventually`), or the greatest that holds for so many frames on end (`for-at-least`). A window is cut at the end of the
 * episode; where nothing, or too little, of it is left, and where a margin in it is NaN, the answer is NaN: inconclusive.
 * @param inner margins of the inner norm, [rows]
 * @param starts [J + 1] first row of each episode and, last, the number of rows
 */
export function temporalMargins(norm: TemporalNorm, inner: Float64Array, starts: Uint32Array): Float64Array {
  const out = new Float64Array(inner.length).fill(NaN);
  for (let j = 0; j + 1 < starts.length; j++) {
    for (let row = starts[j]; row < starts[j + 1]; row++) {
      const first = row + norm.from;
      const last = Math.min(row + norm.to, starts[j + 1] - 1);
      if (first <= last) out[row] = robustness(norm, inner, first, last);
    }
  }
  return out;
}

function robustness({ operator, frames = 1 }: TemporalNorm, inner: Float64Array, first: number, last: number): number {
  if (operator === 'always') return least(inner, first, last);
  if (operator === 'eventually') return greatest(inner, first, last);
  let best = -Infinity;
  for (let from = first; from + frames - 1 <= last; from++) {
    const held = least(inner, from, from + frames - 1);
    if (Number.isNaN(held)) return NaN;
    best = Math.max(best, held);
  }
  return best === -Infinity ? NaN : best;
}

function least(values: Float64Array, first: number, last: number): number {
  let found = Infinity;
  for (let i = first; i <= last; i++) found = Math.min(found, values[i]);
  return found;
}

function greatest(values: Float64Array, first: number, last: number): number {
  let found = -Infinity;
  for (let i = first; i <= last; i++) found = Math.max(found, values[i]);
  return found;
}
