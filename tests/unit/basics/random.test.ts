import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';

describe('Random', () => {
  test('the same seed and labels give the same numbers', () => {
    const first = Array.from({ length: 5 }, () => Random.of(7, 'a', 1).next());
    expect(new Set(first).size).toBe(1);
    expect(Random.of(7, 'a', 2).next()).not.toBe(first[0]);
  });

  test('a permutation holds every index once', () => {
    expect([...new Random(3).permutation(50)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  test('normal numbers have mean 0 and variance 1', () => {
    const random = new Random(5);
    const values = Array.from({ length: 20000 }, () => random.normal());
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });
});
