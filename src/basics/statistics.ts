/** Small statistics that figures are made of. Pure functions over numbers; empty input gives NaN. */
import type { Floats } from './arrays';

type Numbers = Floats | readonly number[];

/** Sorted copy, ascending, float64. NaN sorts last. */
export function sorted(values: Numbers): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * Quantile of values that are already ascending, by linear interpolation between order statistics (type 7).
 * @param q in [0, 1]
 */
export function sortedQuantile(ascending: Numbers, q: number): number {
  if (ascending.length === 0) return NaN;
  const place = Math.min(1, Math.max(0, q)) * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (ascending[above] - ascending[below]) * (place - below);
}

/** Linear quantile (type 7) of unordered values. @param q in [0, 1] */
export function quantile(values: Numbers, q: number): number {
  return sortedQuantile(sorted(values), q);
}

/** The .5 quantile. */
export function median(values: Numbers): number {
  return quantile(values, 0.5);
}

/** Arithmetic mean. */
export function mean(values: Numbers): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Population standard deviation. */
export function std(values: Numbers): number {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - centre) ** 2;
  return Math.sqrt(squares / values.length);
}

/**
 * Area under the ROC curve: the chance that a random `positive` value exceeds a random `negative` one, ties counting ½.
 * @returns in [0, 1]; NaN when a side is empty or holds a NaN
 */
export function auroc(positive: Numbers, negative: Numbers): number {
  const high = sorted(positive);
  const low = sorted(negative);
  if (high.length === 0 || low.length === 0) return NaN;
  if (Number.isNaN(high[high.length - 1]) || Number.isNaN(low[low.length - 1])) return NaN;
  let below = 0;
  let notAbove = 0;
  let won = 0;
  for (const value of high) {
    while (below < low.length && low[below] < value) below++;
    while (notAbove < low.length && low[notAbove] <= value) notAbove++;
    won += (below + notAbove) / 2;
  }
  return won / (high.length * low.length);
}

/** What one side adds to the variance of an AUROC: the variance of a value's placement among the other side. */
export interface PlacementVariances {
  readonly positive: number;
  readonly negative: number;
}

/**
 * Variances of the placements of both sides (DeLong, DeLong and Clarke-Pearson 1988): the squared standard error of the AUROC
 * is positive/n₊ + negative/n₋.
 * @returns NaN where the AUROC is NaN or a side has one value
 */
export function placementVariances(positive: Numbers, negative: Numbers): PlacementVariances {
  const area = auroc(positive, negative);
  return {
    positive: placementVariance(sorted(positive), sorted(negative), area),
    negative: placementVariance(sorted(negative), sorted(positive), 1 - area),
  };
}

/** Of the shares of `others` that lie below each value, ties counting ½. @param values ascending, like `others` */
function placementVariance(values: Float64Array, others: Float64Array, centre: number): number {
  let below = 0;
  let notAbove = 0;
  let squares = 0;
  for (const value of values) {
    while (below < others.length && others[below] < value) below++;
    while (notAbove < others.length && others[notAbove] <= value) notAbove++;
    squares += ((below + notAbove) / 2 / others.length - centre) ** 2;
  }
  return squares / (values.length - 1);
}

/**
 * Spearman's rank correlation; ties share their mean rank.
 * @param first as many values as `second`
 * @returns in [−1, 1]; NaN under 3 pairs, when a side is constant or when one holds a NaN
 */
export function spearman(first: Numbers, second: Numbers): number {
  return first.length < 3 ? NaN : correlation(midRanks(first), midRanks(second));
}

/** Rank of each value from 1; equal values share the mean of their ranks, a NaN has none. */
function midRanks(values: Numbers): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && values[order[end]] === values[order[first]]) end++;
    for (let i = first; i < end; i++) ranks[order[i]] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks.map((rank, i) => (Number.isNaN(values[i]) ? NaN : rank));
}

/** Pearson's correlation. */
function correlation(first: Float64Array, second: Float64Array): number {
  const [centre, other] = [mean(first), mean(second)];
  let product = 0;
  for (let i = 0; i < first.length; i++) product += (first[i] - centre) * (second[i] - other);
  const scale = first.length * std(first) * std(second);
  return scale === 0 ? NaN : product / scale;
}
