/** The pieces of a data set that are judged one by one: episodes, or blocks of them where training split by blocks. */
import { fail, ok, type Result } from '../../basics/result';
import { leastRows, split, type Part } from '../../demonstrations/split';
import type { OutOfFoldEpisode } from '../../reward/types';
import { episodeOf } from '../../training/evaluation/episodes';
import type { EpisodeRecord } from '../types';

/** Rows [start, end) of the data set; spans follow each other without gaps. */
export interface Span {
  /** Place of its episode in the data set. */
  readonly episode: number;
  readonly start: number;
  readonly end: number;
  readonly part: EpisodeRecord['part'];
  /** What the member that did not see it said; null where there is none. */
  readonly judged: OutOfFoldEpisode | null;
  /** Its own points in the basin, which must not vouch for it. */
  readonly own: number | undefined;
}

/** Every episode from `first` on as a whole. @param episodes [J + 1] */
export function newSpans(episodes: Uint32Array, first = 0): Span[] {
  return Array.from(episodes.subarray(first, -1), (start, i) => {
    const episode = first + i;
    return { episode, start, end: episodes[episode + 1], part: 'new', judged: null, own: undefined };
  });
}

/**
 * The pieces that training made of its own data set: the same members and seed give the same split. Fold pieces come with
 * the judgement of the member that did not see them. With a single member only one fold has one.
 * @returns `malformed` when the judgements do not belong to this data set
 */
export function trainedSpans(
  episodes: Uint32Array,
  { members, seed }: { readonly members: number; readonly seed: number },
  outOfFold: readonly OutOfFoldEpisode[],
): Result<Span[]> {
  if (!(members >= 1 && episodes[episodes.length - 1] >= leastRows(members))) return foreign();
  const parts = split(episodes, members, seed);
  const judgements = new Map(outOfFold.map((judged) => [judged.episode, judged]));
  const spans: Span[] = parts.segments.map((segment) => {
    const own = episodeOf({ split: parts }, segment);
    const { start, end, episode, part } = segment;
    return { episode, start, end, part: nameOf(part), judged: judgements.get(own) ?? null, own };
  });
  const fits = ({ part, start, end, judged }: Span): boolean =>
    judged === null || (part === 'fold' && judged.energies.length === end - start);
  const used = spans.filter(({ judged }) => judged !== null).length;
  return spans.every(fits) && used === outOfFold.length ? ok(spans) : foreign();
}

function nameOf(part: Part): EpisodeRecord['part'] {
  return typeof part === 'number' ? 'fold' : part;
}

function foreign() {
  return fail(
    'malformed',
    'What this reward remembers of its training does not fit the data set that it was trained on.',
    'Train again on this data set; both are kept as they are.',
  );
}
