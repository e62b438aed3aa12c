import { describe, expect, it } from 'vitest';
import { guessMapping, layoutKey } from '../../../src/demonstrations/guess-mapping';
import type { Mapping, Role } from '../../../src/demonstrations/mapping';
import { column, table } from './tables';

function rolesOf(mapping: Mapping): Record<string, Role> {
  return Object.fromEntries(mapping.features.map(({ column: name, role }) => [name, role]));
}

const turning = Array.from({ length: 40 }, (_, i) => Math.atan2(Math.sin(i / 3), Math.cos(i / 3)));
const small = [0.1, 0.2, -0.3, 0.1];

describe('guessMapping', () => {
  it('takes the observation columns alone when there are some', () => {
    const columns = [column('obs_0', small, 'observation'), column('speed', small), column('act_0', small, 'action')];
    expect(rolesOf(guessMapping(table(columns)))).toEqual({ obs_0: 'continuous', speed: 'ignore', act_0: 'action' });
  });

  it('takes all nameless columns when no column is an observation', () => {
    const columns = [column('obs_0', small), column('obs_1', small), column('speed', small)];
    expect(rolesOf(guessMapping(table(columns)))).toEqual({
      obs_0: 'continuous',
      obs_1: 'continuous',
      speed: 'ignore',
    });
  });

  it('takes named columns that nothing marks as bookkeeping before it takes actions', () => {
    const columns = [column('_index', [0, 1, 2, 3]), column('x', small), column('act', small, 'action')];
    expect(rolesOf(guessMapping(table(columns)))).toEqual({ _index: 'ignore', x: 'continuous', act: 'action' });
  });

  it('takes the action columns when nothing else is left', () => {
    const columns = [
      column('_index', [0, 1, 2, 3]),
      column('_timestamp_ms', [5, 9, 12, 20], 'time'),
      column('user_angle', small, 'action'),
      column('user_throttle', small, 'action'),
    ];
    const mapping = guessMapping(table(columns));
    expect(rolesOf(mapping)).toMatchObject({ _index: 'ignore', user_angle: 'continuous', user_throttle: 'continuous' });
    expect(mapping.timeColumn).toBe('_timestamp_ms');
  });

  it('calls a column an angle only when its name says so and its values go round', () => {
    const columns = [
      column('theta', turning),
      column('theta_dot', turning),
      column(
        'steering_angle',
        turning.map((x) => x / 10),
      ),
      column(
        'heading',
        turning.map((x) => x * 60),
      ),
      column('x', turning),
    ];
    const mapping = guessMapping(table(columns));
    expect(rolesOf(mapping)).toEqual({
      theta: 'angle',
      theta_dot: 'continuous',
      steering_angle: 'continuous',
      heading: 'continuous',
      x: 'continuous',
    });
    expect(mapping.features[0].unit).toBe('rad');
  });

  it('calls few integers under a name such as gear a category, and coded text too', () => {
    const labelled = { ...column('colour', [0, 1, 0, 1]), labels: ['blue', 'red'] };
    const columns = [column('gear', [1, 2, 3, 2]), column('count', [1, 2, 3, 2]), labelled];
    expect(rolesOf(guessMapping(table(columns)))).toEqual({
      gear: 'category',
      count: 'continuous',
      colour: 'category',
    });
  });

  it('uses the episode column unless the files already say where episodes start', () => {
    const columns = [column('x', small), column('episode', [0, 0, 1, 1], 'episode')];
    expect(guessMapping(table(columns)).episodeColumn).toBe('episode');
    expect(guessMapping(table(columns, [0, 2])).episodeColumn).toBeNull();
  });
});

describe('layoutKey', () => {
  it('is the same for the same names and groups, whatever the values', () => {
    const one = table([column('x', small), column('y', small, 'action')]);
    const two = table([column('x', [1]), column('y', [2], 'action')]);
    expect(layoutKey(one)).toBe(layoutKey(two));
    expect(layoutKey(one)).not.toBe(layoutKey(table([column('x', small), column('y', small)])));
  });
});
