/** The ranking as a table: its columns, how it is sorted, and how the URL names a record. Pure. */
import type { EpisodeRecord } from '../../../../app/types';

export type ColumnId = 'rank' | 'number' | 'part' | 'frames' | 'p' | 'peak' | 'mean' | 'allowed' | 'left';
export interface Sorting {
  readonly column: ColumnId;
  readonly descending: boolean;
}
/** Rows that are drawn at once. */
export const pageRows = 500;

const parts = ['fold', 'validation', 'test', 'new'] as const;

/** What a record is sorted by; NaN where it has nothing to be sorted by. */
const values: Readonly<Record<ColumnId, (record: EpisodeRecord, place: number) => number>> = {
  rank: (_record, place) => place,
  number: ({ number, start }) => number + start * 1e-9,
  part: ({ part }) => parts.indexOf(part),
  frames: ({ frames }) => frames,
  p: ({ p }) => p ?? NaN,
  peak: ({ peakEnergy }) => peakEnergy,
  mean: ({ meanScore }) => meanScore,
  allowed: ({ allowed }) => allowed,
  left: ({ leftAt }) => leftAt ?? NaN,
};

/** Places in `records` in the order that a sorting asks for; what has no value comes last either way, ties by rank. */
export function sortedPlaces(records: readonly EpisodeRecord[], { column, descending }: Sorting): number[] {
  const keys = records.map(values[column]);
  const sign = descending ? -1 : 1;
  return keys
    .map((_key, place) => place)
    .sort((a, b) => {
      const [x, y] = [keys[a], keys[b]];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
      return sign * (x - y) || a - b;
    });
}

/** The other direction of the same column, or a column from its start. */
export function sortBy(now: Sorting, column: ColumnId): Sorting {
  return { column, descending: now.column === column ? !now.descending : false };
}

/** Names a record in the URL: its episode's place, and where in it a block starts. */
export function recordKey({ episode, start }: EpisodeRecord): string {
  return start === 0 ? String(episode) : `${episode}.${start}`;
}

/** Place of the record that the URL names; −1 where there is none. */
export function placeOf(records: readonly EpisodeRecord[], key: string | undefined): number {
  return key === undefined ? -1 : records.findIndex((record) => recordKey(record) === key);
}
