/**
 * Which rows train, validate, calibrate and are held out (docs/methods.md 1.1). Same episodes, members and seed, same split:
 * every row lies in exactly one part, and no part is empty.
 */
import { Random } from '../basics/random';
import { blockSegments, testShare, validationShare } from './split-blocks';

/** `test` is held out, `validation` chooses epochs, a number is the fold that a member calibrates on. */
export type Part = 'test' | 'validation' | number;

/** Rows `start` ≤ row < `end` of one episode. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly episode: number;
  readonly part: Part;
}

export interface Split {
  /** False when there are too few episodes: then each episode is cut into contiguous blocks. */
  readonly byEpisode: boolean;
  /** Number of folds: `members`, or 5 for a single member. */
  readonly folds: number;
  /** K; member k trains on all folds but k. */
  readonly members: number;
  /** Ascending by row. */
  readonly segments: readonly Segment[];
}

/** Fewest episodes that are split as wholes. */
export const episodesForSplit = 10;

/** Number of folds that an ensemble of `members` is calibrated with. */
export function foldCount(members: number): number {
  return members === 1 ? 5 : members;
}

/** Fewest rows that `split` accepts: one for each part. */
export function leastRows(members: number): number {
  return foldCount(members) + 2;
}

/**
 * Splits by episode: test 15 %, validation 10 %, the rest dealt to the folds. Fewer than 10 episodes (or fewer than
 * parts): contiguous blocks inside each episode.
 * @param episodes [J + 1] first row of each episode and, last, the number of rows
 * @param members K ≥ 1
 * @throws RangeError when there are fewer rows than `leastRows(members)`
 */
export function split(episodes: Uint32Array, members: number, seed: number): Split {
  const count = episodes.length - 1;
  const rows = episodes[count];
  if (!Number.isInteger(members) || members < 1)
    throw new RangeError(`members must be a positive integer, not ${members}`);
  if (rows < leastRows(members)) throw new RangeError(`${rows} rows cannot fill ${leastRows(members)} parts`);
  const folds = foldCount(members);
  const random = Random.of(seed, 'split', members);
  const byEpisode = count >= Math.max(episodesForSplit, folds + 2);
  const segments = byEpisode ? wholeSegments(episodes, folds, random) : blockSegments(episodes, folds, random);
  return { byEpisode, folds, members, segments };
}

/** Rows of one part, ascending. */
export function rowsOf({ segments }: Split, part: Part): Uint32Array {
  const own = segments.filter((segment) => segment.part === part);
  const rows = new Uint32Array(own.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const { start, end } of own) for (let row = start; row < end; row++) rows[at++] = row;
  return rows;
}

/** Rows that member k trains on: every fold but its own. */
export function trainingRowsOf(split: Split, member: number): Uint32Array {
  const others = split.segments.filter(({ part }) => typeof part === 'number' && part !== member);
  return rowsOf({ ...split, segments: others.map((segment) => ({ ...segment, part: 0 })) }, 0);
}

function wholeSegments(episodes: Uint32Array, folds: number, random: Random): Segment[] {
  const count = episodes.length - 1;
  const spare = count - folds;
  const test = Math.min(spare - 1, Math.max(1, Math.round(testShare * count)));
  const validation = Math.min(spare - test, Math.max(1, Math.round(validationShare * count)));
  const parts = new Array<Part>(count);
  random.permutation(count).forEach((episode, place) => {
    if (place < test) parts[episode] = 'test';
    else if (place < test + validation) parts[episode] = 'validation';
    else parts[episode] = (place - test - validation) % folds;
  });
  return parts.map((part, episode) => ({ start: episodes[episode], end: episodes[episode + 1], episode, part }));
}
