import { describe, expect, it } from 'vitest';
import { goodHdf5Samples } from '../../corpus/good-hdf5';
import { namesOf, opened, source } from './sources';

describe('hdf5', () => {
  it.each(goodHdf5Samples)('$title', async ({ files, rows, columns, episodes, skipped }) => {
    const table = await opened(...Object.entries(files).map(([name, content]) => source(name, content)));
    expect(namesOf(table)).toEqual(columns);
    expect(table.rows).toBe(rows);
    expect(table.episodeStarts === null ? null : Array.from(table.episodeStarts)).toEqual(episodes);
    expect(table.skipped.map(({ what }) => what).toSorted()).toEqual([...(skipped ?? [])].toSorted());
  });
});
