/**
 * The join of energy and uncertainty (docs/methods.md 1.5): the larger of their ranks among out-of-fold frames. It is what
 * enforcement acts on, put into one number: alarming when either n or u is.
 *
 * A rank is the share of out-of-fold frames below a value (ties count half), linear between neighbours. Beyond the last
 * frame it goes on as 1 + ½(v − v_last)/(v_last − v_median), without a leap *(choice)*: scaled by the spread of the upper
 * half, so that n and u, whose units differ, stay comparable (slopes from .1 to 2 gave the same figures). Strictly increasing everywhere: no order is lost.
 */
import { joined } from '../../basics/arrays';
import { median, sorted } from '../../basics/statistics';
import type { OutOfFoldEpisode } from '../types';

/** Slope beyond the last frame, per distance from the median to it. */
const tailSlope = 0.5;

/** Rank of a value among the values that it was fitted on. */
export class Rank {
  private readonly values: Float64Array;
  private readonly ranks: Float64Array;
  private readonly scale: number;

  /** @param sample at least one finite value; others are left out */
  constructor(sample: ArrayLike<number>) {
    const ascending = sorted(Float64Array.from(sample).filter(Number.isFinite));
    const steps = distinctRanks(ascending);
    this.values = Float64Array.from(steps, ({ value }) => value);
    this.ranks = Float64Array.from(steps, ({ rank }) => rank);
    const last = ascending[ascending.length - 1];
    this.scale = last - median(ascending) || last - ascending[0] || Math.abs(last) || 1;
  }

  /** At most 1 within the sample, more beyond it, negative below it; NaN for NaN. */
  of(value: number): number {
    const { values, ranks, scale } = this;
    const last = values.length - 1;
    if (Number.isNaN(value)) return NaN;
    if (value >= values[last]) return ranks[last] + (tailSlope * (value - values[last])) / scale;
    if (value <= values[0]) return ranks[0] + (tailSlope * (value - values[0])) / scale;
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (values[middle] <= value) low = middle;
      else high = middle;
    }
    const share = (value - values[low]) / (values[high] - values[low]);
    return ranks[low] + share * (ranks[high] - ranks[low]);
  }
}

/** Distinct values with their mid-ranks; the last one has rank 1. */
function distinctRanks(ascending: Float64Array): { value: number; rank: number }[] {
  const steps: { value: number; rank: number }[] = [];
  for (let first = 0; first < ascending.length;) {
    let end = first;
    while (end < ascending.length && ascending[end] === ascending[first]) end++;
    steps.push({ value: ascending[first], rank: (first + end) / 2 / ascending.length });
    first = end;
  }
  steps[steps.length - 1].rank = 1;
  return steps;
}

/** The larger of the ranks of n and u. */
export class Join {
  private readonly energy: Rank;
  private readonly distanceRatio: Rank;

  /** @param episodes judgements of the members that did not see them */
  constructor(episodes: readonly OutOfFoldEpisode[]) {
    this.energy = new Rank(joined(episodes.map(({ energies }) => energies)));
    this.distanceRatio = new Rank(joined(episodes.map(({ uncertainties }) => uncertainties)));
  }

  /** [rows] from n and u of each row; NaN where one of them is. */
  of(energies: ArrayLike<number>, uncertainties: ArrayLike<number>): Float64Array {
    return Float64Array.from(energies, (n, row) =>
      Math.max(this.energy.of(n), this.distanceRatio.of(uncertainties[row])),
    );
  }
}
