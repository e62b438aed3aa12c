import { afterEach, describe, expect, it } from 'vitest';
import { goodSamples } from '../../corpus/good';
import { hostileSamples } from '../../corpus/hostile';
import { namesOf, open, opened, source } from './sources';

function sourcesOf(files: Readonly<Record<string, string | Uint8Array>>): ReturnType<typeof source>[] {
  return Object.entries(files).map(([name, content]) => source(name, content));
}

describe('openFiles reads', () => {
  it.each(goodSamples)('$title', async ({ files, rows, columns, episodes, skipped }) => {
    const table = await opened(...sourcesOf(files));
    expect(namesOf(table)).toEqual(columns);
    expect(table.rows).toBe(rows);
    expect(table.columns.every(({ values }) => values.length === rows)).toBe(true);
    expect(table.episodeStarts === null ? null : Array.from(table.episodeStarts)).toEqual(episodes);
    expect(table.skipped.map(({ what }) => what).toSorted()).toEqual([...(skipped ?? [])].toSorted());
  });
});

describe('openFiles refuses', () => {
  afterEach(() => expect(Reflect.get({}, 'polluted')).toBeUndefined());

  it.each(hostileSamples)('$title', async ({ files, kind }) => {
    const result = await open(...sourcesOf(files));
    expect(result).toMatchObject({ ok: false, failure: { kind } });
    if (result.ok) return;
    expect(result.failure.message).toMatch(/^[A-Z“].*\.$/s);
    expect(result.failure.advice).toMatch(/^[A-Z].*\.$/s);
  });
});
