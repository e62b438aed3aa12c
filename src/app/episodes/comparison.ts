/** Two data sets under one reward, episode by episode. */
import { bootstrapDifference, studentMean, type Interval } from '../../basics/intervals';
import { mean } from '../../basics/statistics';
import { peakOf } from '../../reward/calibration/trajectory';
import { meanOf, type ScoredSet } from './set';
import type { ComparedFigure, SetComparison } from '../types';

type FigureId = ComparedFigure['id'];

/** One figure an episode, in the order of the data set. */
export interface EpisodeFigures extends Readonly<Record<FigureId, readonly number[]>> {
  /** The files' own numbers. */
  readonly numbers: readonly number[];
}

/** Mean s, share of frames allowed by themselves and peak energy of each whole episode. */
export function episodeFigures(
  set: Pick<ScoredSet, 'demonstrations' | 'origins' | 'frames' | 'allowed'>,
): EpisodeFigures {
  const { episodes } = set.demonstrations;
  const each = (figure: (start: number, end: number) => number): number[] =>
    Array.from(episodes.subarray(0, -1), (start, j) => figure(start, episodes[j + 1]));
  return {
    numbers: Array.from(set.origins.numbers),
    score: each((start, end) => meanOf(set.frames.score, start, end)),
    allowed: each((start, end) => meanOf(set.allowed, start, end)),
    energy: each((start, end) => peakOf(set.frames.energy, start, end).value),
  };
}

/**
 * Means of two sets and their difference, second less first, with a 95 % interval. Episodes are paired by number when two or
 * more numbers are shared and none of those occurs twice in a set; then only the pairs count, and the interval is Student's
 * t of their differences *(choice)*: pairs are few, and with few the percentile bootstrap is too short (it holds 8 values
 * some 88 times of 100). Otherwise each set is drawn on its own by the bootstrap, which asks for no equal spread.
 */
export function compareSets(first: EpisodeFigures, second: EpisodeFigures, seed: number): SetComparison {
  const pairs = pairsOf(first.numbers, second.numbers);
  const figureOf = (id: FigureId): ComparedFigure => {
    const [a, b] = pairs
      ? [pairs.map(([i]) => first[id][i]), pairs.map(([, j]) => second[id][j])]
      : [first[id], second[id]];
    const difference: Interval = pairs
      ? studentMean(a.map((value, i) => b[i] - value))
      : bootstrapDifference(a, b, seed);
    return { id, first: mean(a), second: mean(b), difference };
  };
  return {
    paired: pairs !== null,
    episodes: pairs?.length ?? Math.min(first.numbers.length, second.numbers.length),
    figures: (['score', 'allowed', 'energy'] as const).map(figureOf),
  };
}

/** Places of the episodes that bear the same number, or null where numbers do not pair them. */
function pairsOf(first: readonly number[], second: readonly number[]): [number, number][] | null {
  const others = placesOf(second);
  const pairs: [number, number][] = [];
  for (const [number, places] of placesOf(first)) {
    const matches = others.get(number);
    if (!matches) continue;
    if (places.length > 1 || matches.length > 1) return null;
    pairs.push([places[0], matches[0]]);
  }
  return pairs.length < 2 ? null : pairs;
}

function placesOf(numbers: readonly number[]): Map<number, number[]> {
  const places = new Map<number, number[]>();
  numbers.forEach((number, at) => {
    const own = places.get(number);
    if (own) own.push(at);
    else places.set(number, [at]);
  });
  return places;
}
