/**
 * Conformal p of the fold episodes themselves, leave-one-out (docs/methods.md 1.4): each is compared with the judgements of the
 * others, for its own must not vouch for it.
 */
import { firstNotBelow } from '../../basics/arrays';

/**
 * p(τ_j) = (1 + #{i ≠ j : a_i ≥ a_j})/J for every fold episode j, where a_i = max_t n_i,t is the peak energy of episode i by
 * the member that did not see it. It is the p(τ) of §1.4 with the J − 1 other episodes as the judged ones and episode j as
 * the new trajectory: exchangeable with them, so p ≤ q happens for at most a share q of good episodes. The order of the
 * episodes does not matter.
 * @param peaks [J] a_i; not NaN
 * @returns [J] in [1/J, 1]
 */
export function leaveOneOutTrajectories(peaks: Float64Array): Float64Array {
  const count = peaks.length;
  const ascending = peaks.toSorted();
  return peaks.map((peak) => (count - firstNotBelow(ascending, peak)) / count);
}

/** Where a series is highest. */
export interface Peak {
  readonly value: number;
  /** Place from the start of the piece; the first of equals. */
  readonly at: number;
}

/** Highest of values [start, end), at least one; what is no number counts as Infinity, the worst there is. */
export function peakOf(values: Float64Array, start: number, end: number): Peak {
  let peak: Peak = { value: -Infinity, at: 0 };
  for (let i = start; i < end; i++) {
    const value = Number.isNaN(values[i]) ? Infinity : values[i];
    if (value > peak.value) peak = { value, at: i - start };
  }
  return peak;
}
