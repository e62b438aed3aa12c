/** Intervals around measured figures: exact and approximate ones for shares, the bootstrap and Student's t for means over episodes. */
import { betaQuantile } from './beta';
import { Random } from './random';
import { mean, sorted, sortedQuantile, std } from './statistics';

/** A measured value and the interval that goes with it. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const normalQuantile975 = 1.959963984540054;

/**
 * Two-sided Clopper–Pearson interval of a share: exact, never too short.
 * @param hits integer in [0, trials]
 * @param confidence in (0, 1), default .95
 */
export function clopperPearson(hits: number, trials: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return {
    value: hits / trials,
    low: hits === 0 ? 0 : betaQuantile(tail, hits, trials - hits + 1),
    high: clopperPearsonUpper(hits, trials, 1 - tail),
  };
}

/** One-sided upper Clopper–Pearson bound of a share; 1 when nothing was tried. @param confidence in (0, 1) */
export function clopperPearsonUpper(hits: number, trials: number, confidence = 0.95): number {
  return hits >= trials ? 1 : betaQuantile(confidence, hits + 1, trials - hits);
}

/** Wilson score interval of a share at 95 %. */
export function wilson(hits: number, trials: number): Interval {
  const share = hits / trials;
  const z2 = normalQuantile975 ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half =
    (normalQuantile975 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** One episode's part in a ratio of sums: for a mean over episodes {sum: its mean, weight: 1}. */
export interface EpisodeTotal {
  readonly sum: number;
  readonly weight: number;
}

/**
 * Percentile bootstrap (95 %) of Σ sum / Σ weight, whole episodes drawn with replacement because frames of one episode
 * depend on each other. Same seed, same interval.
 */
export function bootstrapRatio(episodes: readonly EpisodeTotal[], seed: number, resamples = 1000): Interval {
  const random = Random.of(seed, 'bootstrap', episodes.length);
  const ratios = new Float64Array(resamples);
  for (let draw = 0; draw < resamples; draw++) {
    let sum = 0;
    let weight = 0;
    for (let i = 0; i < episodes.length; i++) {
      const episode = episodes[random.integer(episodes.length)];
      sum += episode.sum;
      weight += episode.weight;
    }
    ratios[draw] = sum / weight;
  }
  const ascending = sorted(ratios);
  const total = { sum: mean(episodes.map((e) => e.sum)), weight: mean(episodes.map((e) => e.weight)) };
  return {
    value: total.sum / total.weight,
    low: sortedQuantile(ascending, 0.025),
    high: sortedQuantile(ascending, 0.975),
  };
}

/** Percentile bootstrap (95 %) of the mean of one figure an episode. */
export function bootstrapMean(perEpisode: readonly number[], seed: number, resamples = 1000): Interval {
  return bootstrapRatio(
    perEpisode.map((sum) => ({ sum, weight: 1 })),
    seed,
    resamples,
  );
}

/**
 * Percentile bootstrap (95 %) of the mean of `second` less the mean of `first`, each set drawn on its own. Unbounded when
 * a set has one episode: that says nothing about how episodes vary.
 */
export function bootstrapDifference(
  first: readonly number[],
  second: readonly number[],
  seed: number,
  resamples = 1000,
): Interval {
  const value = mean(second) - mean(first);
  if (Math.min(first.length, second.length) < 2) return { value, low: -Infinity, high: Infinity };
  const random = Random.of(seed, 'bootstrap difference', first.length, second.length);
  const drawn = (set: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < set.length; i++) sum += set[random.integer(set.length)];
    return sum / set.length;
  };
  const ascending = sorted(Float64Array.from({ length: resamples }, () => drawn(second) - drawn(first)));
  return { value, low: sortedQuantile(ascending, 0.025), high: sortedQuantile(ascending, 0.975) };
}

/** Student's t interval (95 %) of the mean of independent values; unbounded when there is one value only. */
export function studentMean(values: readonly number[]): Interval {
  const value = mean(values);
  const freedom = values.length - 1;
  if (freedom < 1) return { value, low: -Infinity, high: Infinity };
  // t²/(ν + t²) of a Student t follows Beta(½, ν/2).
  const share = betaQuantile(0.95, 0.5, freedom / 2);
  const half = Math.sqrt((freedom * share) / (1 - share)) * (std(values) / Math.sqrt(freedom));
  return { value, low: value - half, high: value + half };
}
