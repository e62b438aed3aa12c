/**
 * Place and scale of each series over frames of calibration episodes (docs/methods.md 5), of all of them and without one of them:
 * an episode has no say in the units that it is measured in.
 */
import { firstNotBelow } from '../../basics/arrays';
import { sortedQuantile } from '../../basics/statistics';
import { leastScale, madToSd, scaleShare } from './constants';
import { seriesNames, type MonitorSeries, type SeriesName } from './series';

export interface Place {
  readonly median: number;
  readonly scale: number;
}

/** Of every series that is there. */
export type Places = Readonly<Record<Exclude<SeriesName, 'r'>, Place>> & { readonly r?: Place };

/** Finite values of all episodes, ascending, with the episode that each belongs to. */
interface Ranked {
  readonly values: Float64Array;
  readonly owners: Uint32Array;
  /** Σ(v − centre) and Σ(v − centre)² by episode. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly counts: Uint32Array;
}

function rank(series: readonly Float64Array[]): Ranked {
  const all: { value: number; owner: number }[] = [];
  series.forEach((values, owner) => {
    for (const value of values) if (Number.isFinite(value)) all.push({ value, owner });
  });
  all.sort((a, b) => a.value - b.value);
  const values = Float64Array.from(all, ({ value }) => value);
  const owners = Uint32Array.from(all, ({ owner }) => owner);
  const centre = sortedQuantile(values, 0.5);
  const sums = new Float64Array(series.length);
  const squares = new Float64Array(series.length);
  const counts = new Uint32Array(series.length);
  values.forEach((value, i) => {
    sums[owners[i]] += value - centre;
    squares[owners[i]] += (value - centre) ** 2;
    counts[owners[i]]++;
  });
  return { values, owners, sums, squares, counts };
}

/** Median and scale of the values of every episode but one; −1 leaves none out. */
function placeWithout(ranked: Ranked, left: number, least: number): Place {
  const values = left < 0 ? ranked.values : valuesWithout(ranked, left);
  const median = sortedQuantile(values, 0.5);
  const sd = Math.sqrt(Math.max(0, variance(ranked, left)));
  return { median, scale: Math.max(madToSd * medianDeviation(values, median), scaleShare * sd, least) };
}

function valuesWithout({ values, owners, counts }: Ranked, left: number): Float64Array {
  const kept = new Float64Array(values.length - counts[left]);
  let at = 0;
  for (let i = 0; i < values.length; i++) if (owners[i] !== left) kept[at++] = values[i];
  return kept;
}

/** Population variance. */
function variance({ sums, squares, counts }: Ranked, left: number): number {
  let [sum, square, count] = [0, 0, 0];
  sums.forEach((own, episode) => {
    if (episode === left) return;
    sum += own;
    square += squares[episode];
    count += counts[episode];
  });
  return count === 0 ? NaN : square / count - (sum / count) ** 2;
}

/** Median of |v − median|: distances grow to both sides of the median, so that they are merged rather than sorted. */
function medianDeviation(ascending: Float64Array, median: number): number {
  const count = ascending.length;
  if (count === 0) return NaN;
  let right = firstNotBelow(ascending, median);
  let left = right - 1;
  const [middle, odd] = [Math.floor((count - 1) / 2), count % 2 === 1];
  let last = 0;
  for (let place = 0; place < count; place++) {
    const below = left >= 0 ? median - ascending[left] : Infinity;
    const above = right < count ? ascending[right] - median : Infinity;
    const next = Math.min(below, above);
    if (below <= above) left--;
    else right++;
    if (place === middle && odd) return next;
    if (place === middle + 1) return (last + next) / 2;
    last = next;
  }
  return last;
}

/** Ready to be asked for places with one episode left out. */
export class PlaceFinder {
  private readonly ranked = new Map<SeriesName, Ranked>();

  /** @param episodes at least one; `r` counts where all of them have it */
  constructor(episodes: readonly MonitorSeries[]) {
    for (const name of seriesNames) {
      const own = episodes.flatMap((episode) => episode[name] ?? []);
      if (own.length === episodes.length) this.ranked.set(name, rank(own));
    }
  }

  /** Places over every episode but one. @param left its place; −1 leaves none out */
  without(left: number): Places {
    const found = [...this.ranked].map(([name, ranked]) => [name, placeWithout(ranked, left, leastScale[name])]);
    return Object.fromEntries(found) as Places;
  }
}

/** z(v) = (v − m)/c; for n its logarithm, because squared errors have a heavy tail. */
export function standing(name: SeriesName, value: number, { median, scale }: Place): number {
  const z = (value - median) / scale;
  return name === 'n' ? Math.sign(z) * Math.log1p(Math.abs(z)) : z;
}
