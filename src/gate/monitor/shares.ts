/**
 * The monitor at run time (docs/methods.md 5): each statistic as a share of its stretched limit. The largest share is M, and what has
 * it is the reason.
 */
import { blockingShare, energyRoom, margin, sumRoom } from './constants';
import type { Places } from './places';
import type { MonitorFrame, StatisticName } from './series';
import { emptyState, nextStatistics, type Ceilings, type StatisticsState } from './statistics';

/** Everything that was set beforehand. */
export interface SetMonitor {
  readonly places: Places;
  readonly names: readonly StatisticName[];
  /** [S] */
  readonly limits: Float64Array;
  readonly theta: number;
}

export interface Shares {
  /** [S] share of each statistic; 1 = at its limit, NaN = not known. */
  readonly shares: Float64Array;
  /** The largest; NaN where any is not known. */
  readonly most: number;
  /** What has the largest share, or the first that is not known. */
  readonly cause: StatisticName;
  /** Unless M ≤ 1 − 1e-6: what is not known interrupts. */
  readonly interrupts: boolean;
  /** Where the sum of n or `far` is beyond twice its limit. */
  readonly blocks: boolean;
}

/** The same monitor for where no commands are given. @param theta set without `r-sum` */
export function withoutCommands({ places, names, limits }: SetMonitor, theta: number): SetMonitor {
  const kept = limits.filter((_, s) => names[s] !== 'r-sum');
  const { n, u, g } = places;
  return { places: { n, u, g }, names: names.filter((name) => name !== 'r-sum'), limits: kept, theta };
}

/** The highest that sums may get: somewhat above their limits, so that they come down again after what was unusual has passed. */
export function ceilingsOf({ names, limits, theta }: Pick<SetMonitor, 'names' | 'limits' | 'theta'>): Ceilings {
  const of = (name: StatisticName, times: number): number | undefined => {
    const at = names.indexOf(name);
    return at < 0 ? undefined : Math.max(theta * limits[at] + sumRoom, times * theta * limits[at]);
  };
  const r = of('r-sum', 0);
  return { n: of('n-sum', energyRoom), g: of('g-sum', 0), ...(r === undefined ? {} : { r }) };
}

/** @param values [S] statistics of one frame */
export function sharesOf({ names, limits, theta }: SetMonitor, values: Float64Array): Shares {
  const shares = values.map((value, s) => value / limits[s] / theta);
  let at = 0;
  for (let s = 0; s < shares.length; s++) if (!(shares[s] <= shares[at]) && !Number.isNaN(shares[at])) at = s;
  const beyond = (name: StatisticName) => shares[names.indexOf(name)] > blockingShare;
  const most = shares[at];
  const interrupts = !(most <= 1 - margin);
  return { shares, most, cause: names[at], interrupts, blocks: beyond('n-sum') || beyond('far') };
}

/** Follows one episode at a time. */
export class Monitor {
  private readonly highest: Ceilings;
  private state: StatisticsState = emptyState();

  constructor(private readonly set: SetMonitor) {
    this.highest = ceilingsOf(set);
  }

  /** At the first frame of an episode. */
  reset(): void {
    this.state = emptyState();
  }

  step(frame: MonitorFrame): Shares {
    return sharesOf(this.set, nextStatistics(this.state, frame, this.set.places, this.highest));
  }
}
