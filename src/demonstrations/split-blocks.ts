/** The split of few episodes: contiguous blocks inside each, every part with its share of the rows (docs/methods.md 1.1). */
import type { Random } from '../basics/random';
import type { Part, Segment } from './split';

/** Share of episodes, or of rows, that is held out. */
export const testShare = 0.15;
/** Share that chooses epochs and families. */
export const validationShare = 0.1;

/**
 * Cuts each episode into blocks, one a part, in a seeded order.
 * @param episodes [J + 1] first rows, then the number of rows; rows ≥ folds + 2
 */
export function blockSegments(episodes: Uint32Array, folds: number, random: Random): Segment[] {
  const parts: Part[] = ['test', 'validation', ...Array.from({ length: folds }, (_, fold) => fold)];
  const fold = (1 - testShare - validationShare) / folds;
  const shares = parts.map((part) => (part === 'test' ? testShare : part === 'validation' ? validationShare : fold));
  const counts = dealRows(lengthsOf(episodes), shares);
  return counts.flatMap((own, episode) => {
    let start = episodes[episode];
    return Array.from(random.permutation(parts.length)).flatMap((p) => {
      if (own[p] === 0) return [];
      const segment = { start, end: start + own[p], episode, part: parts[p] };
      start = segment.end;
      return [segment];
    });
  });
}

function lengthsOf(episodes: Uint32Array): number[] {
  return Array.from(episodes.subarray(1), (end, episode) => end - episodes[episode]);
}

/**
 * Rows of each part in each episode. What a short episode cannot give a part is owed to it by the next ones, so that the
 * shares hold over all rows.
 */
function dealRows(lengths: readonly number[], shares: readonly number[]): number[][] {
  const owed = shares.map(() => 0);
  const counts = lengths.map((length) => {
    const own = shares.map((share) => Math.floor(share * length));
    shares.forEach((share, p) => (owed[p] += share * length - own[p]));
    let left = length - own.reduce((sum, rows) => sum + rows, 0);
    for (; left > 0; left--) {
      const p = owed.indexOf(Math.max(...owed));
      own[p]++;
      owed[p]--;
    }
    return own;
  });
  fillEmptyParts(counts);
  return counts;
}

/** Gives a part that got nothing one row of the largest block. */
function fillEmptyParts(counts: number[][]): void {
  const parts = counts[0].map((_, p) => p);
  const total = (p: number): number => counts.reduce((sum, own) => sum + own[p], 0);
  for (const empty of parts.filter((p) => total(p) === 0)) {
    const donor = parts.reduce((best, p) => (total(p) > total(best) ? p : best));
    const own = counts.reduce((best, candidate) => (candidate[donor] > best[donor] ? candidate : best));
    own[donor]--;
    own[empty]++;
  }
}
