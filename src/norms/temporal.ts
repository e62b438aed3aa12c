/** Temporal norms over windows of frames: STL robustness (docs/methods.md 3). */
import type { TemporalNorm } from './norm';

/**
 * Robustness at each frame: over the window [t + from, t + to] of its episode, the least margin (`always`), the greatest
 * (`eventually`), or the greatest that holds for so many frames on end (`for-at-least`). `always` cuts a window at the end
 * of the episode; the others answer there only when the norm holds already, for what would have come is not known. NaN, so
 * inconclusive: any other cut window, one of which nothing is left, and one that holds a NaN. O(rows), whatever the window.
 * @param inner margins of the inner norm, [rows]
 * @param starts [J + 1] first row of each episode and, last, the number of rows
 */
export function temporalMargins(norm: TemporalNorm, inner: Float64Array, starts: Uint32Array): Float64Array {
  const out = new Float64Array(inner.length);
  for (let j = 0; j + 1 < starts.length; j++) {
    out.set(episodeMargins(norm, inner.subarray(starts[j], starts[j + 1])), starts[j]);
  }
  return out;
}

function episodeMargins(norm: TemporalNorm, inner: Float64Array): Float64Array {
  const { operator, from, to } = norm;
  const frames = inner.length;
  const unknown = countsOfNaN(inner);
  return robustness(norm, inner).map((margin, t) => {
    const end = Math.min(t + to, frames - 1) + 1;
    if (t + from >= end || unknown[end] > unknown[t + from]) return NaN;
    const cut = t + to >= frames;
    return operator === 'always' || !cut || margin >= 0 ? margin : NaN;
  });
}

/** [rows + 1] how many are NaN before each row. */
function countsOfNaN(values: Float64Array): Uint32Array {
  const counts = new Uint32Array(values.length + 1);
  values.forEach((value, i) => (counts[i + 1] = counts[i] + (Number.isNaN(value) ? 1 : 0)));
  return counts;
}

/** Over windows cut at the end of the episode, NaN aside; ∓Infinity where nothing is left. */
function robustness({ operator, from, to, frames = 1 }: TemporalNorm, inner: Float64Array): Float64Array {
  if (operator === 'always') return slidingLeast(inner, from, to, inner.length);
  if (operator === 'eventually') return slidingGreatest(inner, from, to, inner.length);
  const runs = slidingLeast(inner, 0, frames - 1, Math.max(0, inner.length - frames + 1));
  return slidingGreatest(runs, from, to - frames + 1, inner.length);
}

function slidingGreatest(values: Float64Array, from: number, to: number, count: number): Float64Array {
  const opposite = values.map((value) => -value);
  return slidingLeast(opposite, from, to, count).map((value) => -value);
}

/** The least of values[t + from … t + to], as far as there are any, for each t below `count`; a monotone queue. */
function slidingLeast(values: Float64Array, from: number, to: number, count: number): Float64Array {
  const out = new Float64Array(count);
  const queue = new Uint32Array(values.length);
  let [head, tail] = [0, 0];
  for (let t = Math.max(count, values.length - from) - 1; t >= 0; t--) {
    const enters = t + from;
    if (enters < values.length && !Number.isNaN(values[enters])) {
      while (tail > head && values[queue[tail - 1]] >= values[enters]) tail--;
      queue[tail++] = enters;
    }
    while (head < tail && queue[head] > t + to) head++;
    if (t < count) out[t] = head < tail ? values[queue[head]] : Infinity;
  }
  return out;
}
