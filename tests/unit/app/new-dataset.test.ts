import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/basics/clock';
import type { Mapping } from '../../../src/demonstrations/mapping';
import { prepare } from '../../../src/demonstrations/prepare';
import type { Table } from '../../../src/demonstrations/table';
import { newDataset, ownContent, type Content } from '../../../src/app/data/new-dataset';
import { column, table } from '../demonstrations/tables';

const video = (number: number) => ({ number, camera: 'top', path: `arm/videos/${number}.mp4`, start: 0 });
const columns = [
  column('x', [1, NaN, 3, 4]),
  column('episode', [5, 6, 6, 8], 'episode'),
  column('take', [5, 5, 6, 6]),
  { ...column('colour', [0, 1, 1, 0]), labels: ['blue', 'red'] },
];
const recorded: Table = { ...table(columns, [0, 1, 3]), videos: [5, 6, 7, 8].map(video) };
const mapping: Mapping = {
  features: [
    { column: 'x', name: 'x', unit: 'm', role: 'continuous' },
    { column: 'colour', name: 'hue', unit: '', role: 'category' },
  ],
  episodeColumn: null,
  timeColumn: null,
  fps: null,
};
const clock: Clock = { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() };

function content(given: Table, chosen: Partial<Mapping> = {}): Content {
  const prepared = prepare(given, { ...mapping, ...chosen });
  if (!prepared.ok) throw new Error(prepared.failure.message);
  return ownContent(given, { ...mapping, ...chosen }, prepared.value);
}

function videosOf(chosen: Partial<Mapping>, given = recorded): number[] {
  return content(given, chosen).videos.map(({ number }) => number);
}

describe('a new data set', () => {
  it('keeps the videos of the episodes that are left, by the files’ numbers', () => {
    expect(videosOf({})).toEqual([5, 6, 8]);
    expect(videosOf({ episodeColumn: 'episode' })).toEqual([5, 6, 8]);
    const dropped = { ...recorded, columns: [column('x', [1, NaN, NaN, 4]), ...columns.slice(1)] };
    expect(videosOf({}, dropped)).toEqual([5, 8]);
  });

  it('has no videos when its episodes are others than those of the files', () => {
    expect(videosOf({ episodeColumn: 'take' })).toEqual([]);
  });

  it('keeps rows, texts and origins together, with its entry in the ledger', async () => {
    const { row, arrays, event } = await newDataset(content(recorded), 'colours', clock);
    expect(row).toMatchObject({
      rows: 3,
      episodes: 3,
      labels: [null, ['blue', 'red']],
      parent: null,
      purpose: 'demonstrations',
    });
    expect(row.createdAt).toBe('1970-01-01T00:00:00.000Z');
    expect(Array.from(arrays['numbers'])).toEqual([5, 6, 8]);
    expect(Array.from(arrays['frames'])).toEqual([0, 1, 0]);
    expect(row.bytes).toBe(Object.values(arrays).reduce((sum, { byteLength }) => sum + byteLength, 0));
    expect(event).toEqual({
      kind: 'import',
      payload: {
        dataset: row.id,
        name: 'colours',
        fingerprint: row.fingerprint,
        rows: 3,
        episodes: 3,
        features: ['x', 'hue'],
        purpose: 'demonstrations',
      },
    });
  });
});
