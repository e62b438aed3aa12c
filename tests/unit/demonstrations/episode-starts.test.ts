import { expect, it } from 'vitest';
import { episodeStarts } from '../../../src/demonstrations/episode-starts';
import { previewOf } from '../../../src/app/data/import-preview';
import { column, table } from './tables';

const given = table([column('x', [1, 2, 3, 4, 5]), column('take', [NaN, 4, NaN, 4, 5])], [0, 2]);

it('an episode goes on where its number is missing, in the preview as in the data set', () => {
  expect(Array.from(episodeStarts(given, { episodeColumn: 'take' }))).toEqual([0, 4]);
  const mapping = { features: [], episodeColumn: 'take', timeColumn: null, fps: null };
  const read = { table: given, mapping, motion: [], remembered: false, findings: [], questions: [] };
  expect(previewOf('t', 'n', read, 0).episodeLengths).toEqual([4, 1]);
});

it('episodes start where the files say when no column is chosen, and else there is one', () => {
  expect(Array.from(episodeStarts(given, { episodeColumn: null }))).toEqual([0, 2]);
  expect(Array.from(episodeStarts(table(given.columns), { episodeColumn: null }))).toEqual([0]);
});
