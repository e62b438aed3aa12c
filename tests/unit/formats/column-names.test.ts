import { describe, expect, it } from 'vitest';
import { arrayNameOfFile, arrayNames, groupOf, isUnsafeName, safeName } from '../../../src/formats/tables/column-names';
import { recognise } from '../../../src/formats/formats';

describe('column names', () => {
  it.each([
    ['obs_0', 'observation'],
    ['observation.state', 'observation'],
    ['State', 'observation'],
    ['action', 'action'],
    ['actions/gripper', 'action'],
    ['cart_action', 'action'],
    ['user/angle', 'action'],
    ['user/throttle', 'action'],
    ['user/mode', 'other'],
    ['next_obs', 'other'],
    ['rews', 'reward'],
    ['timestamp', 'time'],
    ['_timestamp_ms', 'time'],
    ['time (s)', 'time'],
    ['timeout', 'other'],
    ['episode', 'episode'],
    ['episode_index', 'episode'],
    ['ep', 'episode'],
    ['episode_returns', 'other'],
    ['x', 'other'],
    ['', 'other'],
  ])('“%s” is %s', (name, group) => {
    expect(groupOf(name)).toBe(group);
  });

  it('numbers arrays by what they are', () => {
    expect(arrayNames('observations', 2)).toEqual({ names: ['obs_0', 'obs_1'], group: 'observation' });
    expect(arrayNames('acts', 1)).toEqual({ names: ['act_0'], group: 'action' });
    expect(arrayNames('arr_0', 1)).toEqual({ names: ['obs_0'], group: 'other' });
    expect(arrayNames('observation.state', 2).names).toEqual(['observation.state_0', 'observation.state_1']);
    expect(arrayNames('rews', 1)).toEqual({ names: ['rews'], group: 'reward' });
  });

  it('judges nameless files by their own name', () => {
    expect(arrayNameOfFile('trajectory/cartpole_observations.csv')).toBe('obs');
    expect(arrayNameOfFile('trajectory/cartpole_actions.csv')).toBe('act');
    expect(arrayNameOfFile('expert_demo.npy')).toBe('');
    expect(arrayNameOfFile('next_observations.npy')).toBe('next_observations');
  });

  it('replaces characters outside letters, digits and underscores, and knows names that attack', () => {
    expect(safeName(' cam/α-1 ')).toBe('cam___1');
    expect(['__proto__', 'a/constructor', 'x.prototype'].every(isUnsafeName)).toBe(true);
    expect(isUnsafeName('proto')).toBe(false);
  });
});

describe('recognise', () => {
  const idOf = (content: string, name: string): string | undefined =>
    recognise(new TextEncoder().encode(content), name)?.id;

  it('judges by content before it looks at the name', () => {
    expect(idOf('1,2\n3,4\n', 'a.json')).toBe('csv');
    expect(idOf('[{"x":1}]', 'a.csv')).toBe('json');
    expect(idOf('{"x":1}\n{"x":2}\n', 'a.txt')).toBe('jsonl');
    expect(idOf('{\n  "x": [1]\n}', 'a.json')).toBe('json');
    expect(idOf('\x93NUMPY', 'a.npy')).toBeUndefined();
    expect(recognise(Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59), 'a.csv')?.id).toBe('npy');
    expect(recognise(Uint8Array.of(0x50, 0x4b, 3, 4), 'a.npy')?.id).toBe('npz');
  });

  it('does not take prose for a table', () => {
    expect(
      idOf('MIT License\n\nCopyright (c) 2020 A, B and C\n\nPermission is hereby granted,\n', 'LICENSE'),
    ).toBeUndefined();
  });
});
