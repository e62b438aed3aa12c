import { describe, expect, test } from 'vitest';
import type { Demonstrations, Feature } from '../../../src/demonstrations/demonstrations';
import { keepRows } from '../../../src/demonstrations/keep-rows';
import { plainOrigins } from '../../../src/demonstrations/origins';

const feature = (name: string): Feature => ({
  name,
  unit: '',
  role: 'continuous',
  column: name,
  group: 'observation',
  levels: [],
});

/** Three episodes of 2, 3 and 1 rows; row i holds (i, −i). */
const whole: Demonstrations = {
  features: [feature('a'), feature('b')],
  rows: 6,
  values: Float32Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? i / 2 : -(i - 1) / 2)),
  episodes: Uint32Array.of(0, 2, 5, 6),
  timeStep: 0.1,
};

describe('rows that norms let through', () => {
  test('rows that pass stay in order, with the frames that they had', () => {
    const { demonstrations, origins, episodes } = keepRows(whole, plainOrigins(whole), Uint8Array.of(1, 0, 1, 0, 1, 1));
    expect([...demonstrations.values]).toEqual([0, -0, 2, -2, 4, -4, 5, -5]);
    expect([...demonstrations.episodes]).toEqual([0, 1, 3, 4]);
    expect([...origins.frames]).toEqual([0, 0, 2, 0]);
    expect([...episodes]).toEqual([0, 1, 2]);
    expect(demonstrations.rows).toBe(4);
  });

  test('an episode without any row is gone, and the others keep their numbers', () => {
    const { demonstrations, origins, episodes } = keepRows(whole, plainOrigins(whole), Uint8Array.of(1, 1, 0, 0, 0, 1));
    expect([...demonstrations.episodes]).toEqual([0, 2, 3]);
    expect([...origins.numbers]).toEqual([0, 2]);
    expect([...episodes]).toEqual([0, 2]);
  });

  test('rows beyond the mask stay: they came later', () => {
    const { demonstrations } = keepRows(whole, plainOrigins(whole), Uint8Array.of(0, 1));
    expect(demonstrations.rows).toBe(5);
  });

  test('when all pass nothing is copied', () => {
    expect(keepRows(whole, plainOrigins(whole), new Uint8Array(6).fill(1)).demonstrations).toBe(whole);
  });
});
