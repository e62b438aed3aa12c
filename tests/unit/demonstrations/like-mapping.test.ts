import { describe, expect, it } from 'vitest';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import { withCodesOf } from '../../../src/demonstrations/join-codes';
import { likeMapping } from '../../../src/demonstrations/like-mapping';
import type { Mapping } from '../../../src/demonstrations/mapping';
import { column, table } from './tables';

const known: Mapping = {
  features: [
    { column: 'x', name: 'height', unit: 'm', role: 'continuous' },
    { column: 'x', name: 'speed', unit: 'm/s', role: 'derived' },
    { column: 'note', name: 'note', unit: '', role: 'ignore' },
  ],
  episodeColumn: 'episode',
  timeColumn: 'time',
  fps: null,
};
const x = column('x', [1, 2, 3]);
const more = column('force', [4, 5, 6]);
const episode = column('episode', [0, 0, 1], 'episode');
const time = column('time', [0, 0.1, 0.2], 'time');

describe('the mapping of another data set', () => {
  it('is taken over with its names and units; what it does not name is no feature', () => {
    const mapping = likeMapping(table([more, x, episode, time]), known);
    expect(mapping?.features.filter(({ role }) => role !== 'ignore')).toEqual(known.features.slice(0, 2));
    expect(mapping?.features.map(({ column: name }) => name).sort()).toEqual(['episode', 'force', 'time', 'x', 'x']);
    expect([mapping?.episodeColumn, mapping?.timeColumn]).toEqual(['episode', 'time']);
  });

  it('keeps how rates are made, and that rows stand alone', () => {
    const slow = { ...known, features: known.features.map((f) => (f.role === 'derived' ? { ...f, hold: 4 } : f)) };
    const given = table([x, episode, time]);
    expect(likeMapping(given, slow)?.features[1]).toMatchObject({ name: 'speed', hold: 4 });
    expect(likeMapping(given, { ...known, alone: true })?.alone).toBe(true);
    expect(likeMapping(given, known)).not.toHaveProperty('alone');
  });

  it('is not taken when a column of a feature is absent', () => {
    expect(likeMapping(table([more, episode, time]), known)).toBeNull();
  });

  it('leaves episodes and clock to the files where its own columns are absent', () => {
    const given = { ...table([x, column('run', [0, 0, 1], 'episode')]), fps: 20 };
    expect(likeMapping(given, known)).toMatchObject({ episodeColumn: 'run', timeColumn: null, fps: 20 });
    expect(likeMapping(table([x, episode, time], [0, 1]), known)?.episodeColumn).toBeNull();
  });

  it('takes differences a frame when the other data set has no clock', () => {
    const plain = { ...known, timeColumn: null };
    expect(likeMapping({ ...table([x, time]), fps: 20 }, plain)).toMatchObject({ timeColumn: null, fps: null });
  });

  it('lets texts keep the codes that they have there', () => {
    const given = table([{ ...column('colour', [0, 1, NaN]), labels: ['blue', 'red'] }]);
    const feature = {
      name: 'c',
      unit: '',
      role: 'category',
      column: 'colour',
      group: 'other',
      levels: [0, 1],
    } as const;
    const [aligned] = withCodesOf(given, [feature], [['green', 'red']]).columns;
    expect(Array.from(aligned.values)).toEqual([2, 1, NaN]);
    expect(aligned.labels).toEqual(['green', 'red', 'blue']);
    expect(withCodesOf(given, [feature], [null])).toEqual(given);
  });
});

describe('units by the files’ own word', () => {
  it('are proposed, and keep degrees from passing for radians', () => {
    const turning = Array.from({ length: 40 }, (_, i) => Math.atan2(Math.sin(i / 3), Math.cos(i / 3)));
    const columns = [
      { ...column('yaw', turning), unit: 'rad' },
      { ...column('heading', turning), unit: 'deg' },
      { ...column('x', turning), unit: 'mm' },
    ];
    expect(guessMapping(table(columns)).features.map(({ role, unit }) => [role, unit])).toEqual([
      ['angle', 'rad'],
      ['continuous', 'deg'],
      ['continuous', 'mm'],
    ]);
  });
});
