/**
 * The dial of the monitor (docs/methods.md 5): one number θ, by which all limits are stretched alike, set so that at most a share δ
 * of unseen expert episodes is interrupted.
 */
import { betaQuantile } from '../../basics/beta';
import { leastTheta, redTheta } from './constants';
import { limitsOf, type MonitorCalibration } from './calibrate';
import type { StatisticName } from './series';

export interface Theta {
  readonly theta: number;
  /** k = ⌈(J + 1)(1 − δ)⌉: θ is the k-th smallest of the maxima of the episodes, the largest where J < k. */
  readonly order: number;
  /** The share of unseen episodes that J supports: max(δ, 1/(J + 1)). */
  readonly supported: number;
}

/** Largest share of its limit that any statistic reached in each episode, [J]: A_j. @param without left out, e.g. `r-sum` */
export function maximaOf(
  { names, peaks, limits }: Pick<MonitorCalibration, 'names' | 'peaks' | 'limits'>,
  without: readonly StatisticName[] = [],
): Float64Array {
  const used = names.flatMap((name, s) => (without.includes(name) ? [] : s));
  return Float64Array.from(peaks, (peak) => Math.max(...used.map((s) => peak[s] / limits[s])));
}

/** θ for a dial. @param maxima [J] A_j @param dial δ in (0, 1) */
export function thetaOf(maxima: Float64Array, dial: number): Theta {
  const count = maxima.length;
  // The small step back keeps 20·(1 − .05) at 19 although it comes out a hair above.
  const order = Math.max(1, Math.ceil((count + 1) * (1 - dial) - 1e-9));
  const found = maxima.toSorted()[Math.min(order, count) - 1];
  return { theta: Math.max(leastTheta, found), order, supported: Math.max(dial, 1 / (count + 1)) };
}

/** The 90 % range of the share of unseen episodes that one gate interrupts: Beta(J + 1 − k, k) with models fixed beforehand. */
export function rateRange(episodes: number, order: number): { low: number; high: number } {
  const k = Math.min(order, episodes);
  return { low: betaQuantile(0.05, episodes + 1 - k, k), high: betaQuantile(0.95, episodes + 1 - k, k) };
}

/** Why θ is red. */
export interface RedTheta {
  /** What set θ, and the places of the episodes in which it went beyond 4 times its limit. */
  readonly statistic: StatisticName;
  readonly episodes: readonly number[];
  /** θ when those episodes are left out; NaN when none remain. */
  readonly without: number;
}

/** What set a θ above 4; null where it is not. What is rare in the demonstrations would switch the other statistics off. */
export function redCause(
  calibration: MonitorCalibration,
  dial: number,
  without: readonly StatisticName[] = [],
): RedTheta | null {
  const maxima = maximaOf(calibration, without);
  const { theta } = thetaOf(maxima, dial);
  if (!(theta > redTheta)) return null;
  const setter = maxima.indexOf(theta);
  const { names, peaks, limits } = calibration;
  const share = (j: number, s: number) => (without.includes(names[s]) ? -Infinity : peaks[j][s] / limits[s]);
  const worst = names.reduce((best, _, s) => (share(setter, s) > share(setter, best) ? s : best), 0);
  const episodes = Array.from(peaks.keys()).filter((j) => share(j, worst) > redTheta);
  const rest = peaks.filter((_, j) => !episodes.includes(j));
  if (rest.length === 0) return { statistic: names[worst], episodes, without: NaN };
  const others = { names, peaks: rest, limits: limitsOf(names, rest) };
  return { statistic: names[worst], episodes, without: thetaOf(maximaOf(others, without), dial).theta };
}
