import { describe, expect, it } from 'vitest';
import type { EpisodeRecord } from '../../../src/app/types';
import { placeOf, recordKey, sortBy, sortedPlaces } from '../../../src/ui/screens/inspect/episodes/ranking';

const record = (number: number, more: Partial<EpisodeRecord> = {}): EpisodeRecord => ({
  episode: number,
  number,
  part: 'fold',
  start: 0,
  frames: 10,
  p: null,
  peakEnergy: 1,
  worst: 0,
  leftAt: null,
  meanScore: 1,
  allowed: 1,
  ...more,
});

describe('the ranking as a table', () => {
  const records = [record(4, { leftAt: 7 }), record(2), record(9, { leftAt: 3 })];

  it('keeps the rank until a column is chosen, and the rank among equals', () => {
    expect(sortedPlaces(records, { column: 'rank', descending: false })).toEqual([0, 1, 2]);
    expect(sortedPlaces(records, { column: 'frames', descending: true })).toEqual([0, 1, 2]);
    expect(sortedPlaces(records, { column: 'number', descending: false })).toEqual([1, 0, 2]);
  });

  it('puts what has no value last, in either direction', () => {
    expect(sortedPlaces(records, { column: 'left', descending: false })).toEqual([2, 0, 1]);
    expect(sortedPlaces(records, { column: 'left', descending: true })).toEqual([0, 2, 1]);
  });

  it('turns a column round when it is chosen again', () => {
    const once = sortBy({ column: 'rank', descending: false }, 'peak');
    expect(once).toEqual({ column: 'peak', descending: false });
    expect(sortBy(once, 'peak').descending).toBe(true);
  });

  it('finds again what the URL names, blocks among it', () => {
    const blocks = [record(0), record(0, { start: 40 })];
    expect(blocks.map((block) => placeOf(blocks, recordKey(block)))).toEqual([0, 1]);
    expect(placeOf(blocks, '7')).toBe(-1);
    expect(placeOf(blocks, undefined)).toBe(-1);
  });
});
