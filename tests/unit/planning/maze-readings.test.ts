/** What a walker in a maze is read as: places, velocities by name or as rates, and rates of velocities, which are steady. */
import { expect, test } from 'vitest';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { mazeReadings, rawOf } from '../../../src/planning/maze/plan-maze';

const feature = (name: string): Feature => ({
  ...{ name, unit: '', role: 'continuous', column: name, group: 'observation', levels: [] },
});
const rate = (of: string): Feature => ({
  ...feature(of),
  ...{ name: `${of}_rate`, role: 'derived', of, per: 'second', step: 0.05, hold: 1 },
});

test('recorded velocities with their rates are read, and so are rates of places', () => {
  const recorded = mazeReadings([feature('x'), feature('y'), feature('vx'), rate('vx'), feature('vy'), rate('vy')]);
  expect(recorded.ok && recorded.value).toEqual(['x', 'y', 'vx', 'steady', 'vy', 'steady']);
  const made = mazeReadings([feature('x'), rate('x'), feature('y'), rate('y')]);
  expect(made.ok && made.value).toEqual(['x', 'vx', 'y', 'vy']);
  if (!recorded.ok) return;
  expect(Array.from(rawOf(recorded.value, [[1, 2]], [[0.3, -0.4]]))).toEqual([1, 2, 0.3, 0, -0.4, 0]);
});

test('what a maze does not have is refused by its name', () => {
  const refused = mazeReadings([feature('x'), rate('z')]);
  expect(refused.ok ? '' : refused.failure.message).toContain('z_rate');
});
