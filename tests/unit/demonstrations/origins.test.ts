import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mapping } from '../../../src/demonstrations/mapping';
import { plainOrigins } from '../../../src/demonstrations/origins';
import { prepare, type Prepared } from '../../../src/demonstrations/prepare';
import type { Table } from '../../../src/demonstrations/table';
import { column, table } from './tables';

const onlyX: Mapping = {
  features: [{ column: 'x', name: 'x', unit: '', role: 'continuous' }],
  episodeColumn: null,
  timeColumn: null,
  fps: null,
};

function prepared(given: Table, mapping: Partial<Mapping> = {}): Prepared {
  const result = prepare(given, { ...onlyX, ...mapping });
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function numbersOf(given: Table, mapping: Partial<Mapping> = {}): number[] {
  return Array.from(prepared(given, mapping).origins.numbers);
}

const x = column('x', [1, 2, 3, 4, 5, 6]);

describe('the origins of demonstrations', () => {
  it('number episodes by the chosen column, whatever else the files say', () => {
    const given = table([x, column('take', [40, 40, NaN, 7, 7, 40]), column('episode', [0, 0, 0, 1, 1, 2], 'episode')]);
    expect(numbersOf(given, { episodeColumn: 'take' })).toEqual([40, 7, 40]);
  });

  it('take the first number that is present when an episode begins without one', () => {
    const given = table([x, column('take', [NaN, 5, 5, 6, 6, 6])]);
    expect(numbersOf(given, { episodeColumn: 'take' })).toEqual([5, 6]);
  });

  it('number episodes by a column of theirs that stays the same inside each', () => {
    const episode = column('episode_index', [12, 12, 15, 15, 15, 16], 'episode');
    expect(numbersOf(table([x, episode], [0, 2, 5]))).toEqual([12, 15, 16]);
  });

  it('count episodes where no column stays the same inside each', () => {
    const other = column('episode', [12, 12, 15, 15, 15, 16], 'episode');
    expect(numbersOf(table([x, other], [0, 3]))).toEqual([0, 1]);
    const missing = column('episode', [12, 12, 12, 15, NaN, 15], 'episode');
    expect(numbersOf(table([x, missing], [0, 3]))).toEqual([0, 1]);
    expect(numbersOf(table([x]))).toEqual([0]);
  });

  it('keep the number and the frames of the file when rows and whole episodes were dropped', () => {
    const given = table([column('x', [1, NaN, 3, NaN, NaN, 6])], [0, 3, 5]);
    const { demonstrations, origins } = prepared(given);
    expect(Array.from(demonstrations.episodes)).toEqual([0, 2, 3]);
    expect(Array.from(origins.numbers)).toEqual([0, 2]);
    expect(Array.from(origins.frames)).toEqual([0, 2, 0]);
    expect(Array.from(origins.starts)).toEqual([0, 5]);
  });

  it('start an episode where an index says that counts every row, as part of a data set has it', () => {
    const startsBy = (...index: number[]) =>
      Array.from(prepared(table([x, column('index', index)], [0, 2, 5])).origins.starts);
    expect(startsBy(70, 71, 90, 91, 92, 1500)).toEqual([70, 90, 1500]);
    for (const other of [
      [0, 1, 0, 1, 2, 0],
      [70, 72, 90, 91, 92, 1500],
      [70, 71, 90, 91, NaN, 1500],
      [70, 71, 71, 72, 73, 74],
      [-2, -1, 0, 1, 2, 3],
      [0.5, 1.5, 2.5, 3.5, 4.5, 5.5],
    ]) {
      expect(startsBy(...other)).toEqual([0, 2, 5]);
    }
  });

  it('lead every row back to the row of the table that it came from', () => {
    const episode = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
    const recording = fc.array(episode, { minLength: 1, maxLength: 8 }).filter((all) => all.flat().some(Boolean));
    fc.assert(
      fc.property(recording, (episodes) => {
        const starts = episodes.map((_, e) => episodes.slice(0, e).flat().length);
        const given = table(
          [
            column(
              'x',
              episodes.flat().map((there, row) => (there ? row : NaN)),
            ),
          ],
          starts,
        );
        const { demonstrations, origins } = prepared(given);
        for (let e = 0; e < origins.numbers.length; e++) {
          for (let row = demonstrations.episodes[e]; row < demonstrations.episodes[e + 1]; row++) {
            expect(starts[origins.numbers[e]] + origins.frames[row]).toBe(demonstrations.values[row]);
            expect(origins.starts[e] + origins.frames[row]).toBe(demonstrations.values[row]);
          }
        }
      }),
    );
  });

  it('are made up by places where nothing was kept', () => {
    const origins = plainOrigins({ rows: 5, episodes: Uint32Array.of(0, 3, 5) });
    expect([Array.from(origins.numbers), Array.from(origins.frames), Array.from(origins.starts)]).toEqual([
      [0, 1],
      [0, 1, 2, 0, 1],
      [0, 3],
    ]);
  });
});
