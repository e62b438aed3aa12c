/**
 * What calibration episodes say about the monitor (docs/methods.md 5): the places of the series, how high each statistic went in
 * each episode, and from that its limit. Nothing here depends on the dial, so that the dial moves without it being done again.
 */
import { quantile } from '../../basics/statistics';
import { leastLimit, limitQuantile } from './constants';
import { PlaceFinder, type Places } from './places';
import { statisticNames, type MonitorSeries, type StatisticName } from './series';
import { peaksOf } from './statistics';

export interface MonitorCalibration {
  readonly places: Places;
  readonly names: readonly StatisticName[];
  /** [J][S] highest value of each statistic in each episode, in units of the places of the other episodes. */
  readonly peaks: readonly Float64Array[];
  /** [S] q_S */
  readonly limits: Float64Array;
}

/**
 * @param episodes J ≥ 2, of models that did not see them; `r` counts where all of them have it
 * @throws RangeError with fewer episodes
 */
export function calibrateMonitor(episodes: readonly MonitorSeries[]): MonitorCalibration {
  if (episodes.length < 2) throw new RangeError('a monitor needs two episodes or more to be calibrated');
  const finder = new PlaceFinder(episodes);
  const places = finder.without(-1);
  const peaks = episodes.map((episode, j) => peaksOf(episode, finder.without(j)));
  const names = statisticNames(places.r !== undefined, episodes[0].run.length / episodes[0].n.length);
  return { places, names, peaks, limits: limitsOf(names, peaks) };
}

/**
 * q_S: the .9 quantile of the J peaks; for a stuck column the highest, so that a rare long wait dulls that column alone.
 * @returns [S]
 */
export function limitsOf(names: readonly StatisticName[], peaks: readonly Float64Array[]): Float64Array {
  return Float64Array.from(names, (name, s) => {
    const own = peaks.map((peak) => peak[s]);
    if (name.startsWith('stuck:')) return Math.max(leastLimit.stuck, ...own);
    return Math.max(leastLimit.other, quantile(own, limitQuantile));
  });
}
