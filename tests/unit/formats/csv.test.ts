import { describe, expect, it } from 'vitest';
import { cellValue } from '../../../src/formats/text/csv-dialect';
import { kindOf, namesOf, open, opened, source, valuesOf } from './sources';

describe('csv', () => {
  it.each<[string, number | undefined]>([
    ['1', 1],
    [' -2.5e3 ', -2500],
    ['', NaN],
    ['nan', NaN],
    ['N/A', NaN],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['True', 1],
    ['false', 0],
    ['1,5', undefined],
    ['up', undefined],
  ])('takes the cell “%s” for %s', (cell, value) => {
    expect(cellValue(cell)).toEqual(value);
  });

  it('counts lines, quoted line breaks and empty lines included, when it names a ragged one', async () => {
    const text = 'x,"a\nb"\n1,2\n\n3,4\n5,6,7\n';
    const result = await open(source('a.csv', text));
    expect(result).toMatchObject({ ok: false, failure: { kind: 'ragged' } });
    if (!result.ok) expect(result.failure.message).toContain('line 6');
  });

  it('counts lines beyond the first piece of a large text', async () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `${i},${i / 7}`);
    lines[150_000] = '1';
    const result = await open(source('a.csv', lines.join('\n')));
    expect(result.ok ? '' : result.failure.message).toContain('line 150001');
  });

  it('reads the same from a plain text, a quoted one and one with other line ends', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => [i, Math.sin(i), -i / 3]);
    const plain = `a,b,c\n${rows.map((row) => row.join()).join('\n')}\n`;
    const table = await opened(source('a.csv', plain));
    expect(valuesOf(table, 'b')).toEqual(rows.map(([, b]) => b));
    const quoted = plain.replace('a,b,c', '"a","b","c"');
    for (const text of [
      quoted,
      quoted.replaceAll('\n', '\r\n'),
      plain.replaceAll('\n', '\r\n'),
      plain.replaceAll('\n', '\r'),
    ]) {
      const other = await opened(source('a.csv', text));
      expect(other.columns).toEqual(table.columns);
    }
  });

  it('allows cells that hang over when they are empty', async () => {
    const table = await opened(source('a.csv', 'x,y\n1,2,\n3,4,\n'));
    expect(namesOf(table)).toEqual(['x', 'y']);
  });

  it('takes a first row with a number in it for data', async () => {
    const table = await opened(source('a.csv', 'go,1,2\nstop,3,4\ngo,5,6\n'));
    expect(table.format).toBe('csv (no header)');
    expect(valuesOf(table, 'obs_0')).toEqual([0, 1, 0]);
    expect(table.columns[0].labels).toEqual(['go', 'stop']);
    expect(table.skipped).toEqual([{ what: 'obs_0', why: 'text, read as codes 0 = go, 1 = stop' }]);
  });

  it('reads stray text in a column of numbers as missing, and says so', async () => {
    const table = await opened(source('a.csv', 'x,y\n1,2\noops,3\n4,5\n'));
    expect(valuesOf(table, 'x')).toEqual([1, NaN, 4]);
    expect(table.skipped).toEqual([{ what: 'x', why: 'read, but 1 value is text and counts as missing' }]);
  });

  it('groups columns by their names', async () => {
    const header = 'timestamp,episode_index,observation.x,action.steer,reward,next_obs,other';
    const table = await opened(source('a.csv', `${header}\n0,0,1,2,3,4,5\n1,0,1,2,3,4,5\n`));
    expect(table.columns.map(({ group }) => group)).toEqual([
      'time',
      'episode',
      'observation',
      'action',
      'reward',
      'other',
      'other',
    ]);
    expect(namesOf(table)[2]).toBe('observation_x');
  });

  it('keeps names apart that become the same', async () => {
    const table = await opened(source('a.csv', 'a b,a-b,a_b\n1,2,3\n'));
    expect(namesOf(table)).toEqual(['a_b', 'a_b_2', 'a_b_3']);
  });

  it('does not guess decimal commas', async () => {
    expect(await kindOf(source('a.csv', 'x;y\n1,5;2,5\n1,5;2,5\n'))).toBe('unsupported');
  });
});
