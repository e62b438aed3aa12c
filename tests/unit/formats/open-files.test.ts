import { describe, expect, it } from 'vitest';
import { ok } from '../../../src/basics/result';
import { Cancelled, unwatched } from '../../../src/basics/task';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import { prepare } from '../../../src/demonstrations/prepare';
import type { Table } from '../../../src/demonstrations/table';
import type { Format } from '../../../src/formats/format';
import { formats } from '../../../src/formats/formats';
import { importBytes } from '../../../src/formats/import-bytes';
import { defaultLimits } from '../../../src/formats/limits';
import { openFiles } from '../../../src/formats/open-files';
import { sourceFromFile } from '../../../src/formats/source';
import { counting, float64Npy } from '../../corpus/npy-bytes';
import { namesOf, opened, source, valuesOf } from './sources';

function episodeCount(table: Table): number {
  const result = prepare(table, guessMapping(table));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value.demonstrations.episodes.length - 1;
}

describe('openFiles', () => {
  it('keeps files apart that each begin with episode 0', async () => {
    const one = 'episode,x\n0,1\n0,2\n1,3\n';
    const two = 'episode,x\n0,4\n0,5\n';
    const table = await opened(source('a.csv', one), source('b.csv', two));
    expect(Array.from(table.episodeStarts ?? [])).toEqual([0, 2, 3]);
    expect(episodeCount(table)).toBe(3);
    expect(episodeCount(await opened(source('a.csv', one)))).toBe(2);
  });

  it('joins observation, action and done files of many episodes', async () => {
    const table = await opened(
      source('observations.npy', float64Npy(counting(8), [4, 2])),
      source('actions.npy', float64Npy(counting(4), [4])),
      source('dones.npy', float64Npy([0, 1, 0, 1], [4])),
    );
    expect(namesOf(table)).toEqual(['act_0', 'done', 'obs_0', 'obs_1']);
    expect(Array.from(table.episodeStarts ?? [])).toEqual([0, 2]);
  });

  it('goes on counting when two nameless files stand side by side', async () => {
    const table = await opened(source('a.csv', '1,2\n3,4\n'), source('b.csv', '5\n6\n'));
    expect(namesOf(table)).toEqual(['obs_0', 'obs_1', 'obs_2']);
    expect(valuesOf(table, 'obs_2')).toEqual([5, 6]);
  });

  it('gives texts the same codes in every file', async () => {
    const table = await opened(source('a.csv', 'x,mode\n1,b\n2,c\n'), source('b.csv', 'x,mode\n3,a\n4,b\n'));
    expect(table.columns[1].labels).toEqual(['a', 'b', 'c']);
    expect(valuesOf(table, 'mode')).toEqual([1, 2, 0, 1]);
  });

  it('keeps the largest of files that do not go together and names the others', async () => {
    const table = await opened(source('a.csv', 'x\n1\n2\n3\n'), source('b.csv', 'y\n1\n'));
    expect(namesOf(table)).toEqual(['x']);
    expect(table.skipped).toEqual([
      { what: 'b.csv', why: 'its columns and its 1 rows do not go with “a.csv” (3 rows)' },
    ]);
  });

  it('refuses more bytes than its limit before it reads any', async () => {
    const unreadable = { ...source('a.csv', ''), size: 2 ** 40, bytes: () => Promise.reject(new Error('read')) };
    expect(await openFiles([unreadable], unwatched)).toMatchObject({ ok: false, failure: { kind: 'too-large' } });
  });

  it('says so when a file went away', async () => {
    const gone = { ...source('a.csv', '1\n'), slice: () => Promise.reject(new Error('NotReadableError')) };
    expect(await openFiles([gone], unwatched)).toMatchObject({ ok: false, failure: { kind: 'storage' } });
  });

  it('refuses tables with more columns or numbers than its limits', async () => {
    const wide = source('a.csv', `${counting(20).join()}\n${counting(20).join()}\n`);
    for (const limits of [
      { ...defaultLimits, columns: 10 },
      { ...defaultLimits, numbers: 30 },
    ]) {
      expect(await openFiles([wide], unwatched, limits)).toMatchObject({ ok: false, failure: { kind: 'too-large' } });
    }
  });

  it('stops when it is cancelled', async () => {
    const task = { ...unwatched, cancelled: () => true };
    await expect(openFiles([source('a.csv', '1\n')], task)).rejects.toBeInstanceOf(Cancelled);
  });

  it('hands a folder to a format that claims it, and the rest to the others', async () => {
    const folder: Format = {
      id: 'folder',
      title: 'A folder',
      sniff: () => 0,
      claim: (files) => [files.filter(({ name }) => name.startsWith('set/'))],
      open: (files) =>
        Promise.resolve(
          ok({
            format: `folder of ${files.length}`,
            rows: 2,
            columns: [{ name: 'z', group: 'other', values: Float64Array.of(1, 2) }],
            episodeStarts: null,
            skipped: [],
            fps: null,
          }),
        ),
    };
    const files = [source('set/meta.json', '{'), source('set/data.bin', '?'), source('x.csv', 'x\n1\n2\n')];
    const result = await openFiles(files, unwatched, defaultLimits, [...formats, folder]);
    expect(result).toMatchObject({ ok: true, value: { rows: 2 } });
    if (result.ok) expect(namesOf(result.value).toSorted()).toEqual(['x', 'z']);
  });

  it('reads what a browser hands over', async () => {
    const table = await opened(sourceFromFile(new File(['x\n1\n2\n'], 'a.csv')));
    expect(valuesOf(table, 'x')).toEqual([1, 2]);
  });
});

describe('importBytes', () => {
  it('grows with the files and never says less than they hold', () => {
    const small = importBytes([source('a.npy', '0123')]);
    expect(small).toBeGreaterThanOrEqual(4);
    expect(importBytes([source('a.npy', '0123'), source('b.csv', '01')])).toBeGreaterThan(small);
  });
});
