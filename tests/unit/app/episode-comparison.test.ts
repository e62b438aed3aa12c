import { describe, expect, test, vi } from 'vitest';
import { bootstrapDifference, studentMean } from '../../../src/basics/intervals';
import { Random } from '../../../src/basics/random';
import { compareSets, episodeFigures, type EpisodeFigures } from '../../../src/app/episodes/comparison';
import { circles, originsOf } from './episode-fixtures';

vi.hoisted(() => vi.stubGlobal('navigator', {}));

function figures(numbers: number[], score: number[]): EpisodeFigures {
  return { numbers, score, allowed: score.map((value) => value / 2), energy: score.map((value) => -value) };
}

describe('the figures of an episode', () => {
  test('are its mean score, its share of allowed frames and its peak energy, whatever the blocks', () => {
    const demonstrations = circles([2, 3]);
    const series = Float64Array.of(0.1, 0.3, 1, 0, 0.5);
    const empty = new Float64Array(5);
    const own = episodeFigures({
      demonstrations,
      origins: originsOf(demonstrations, 4),
      allowed: Uint8Array.of(1, 0, 1, 1, 0),
      frames: {
        ...{
          rows: 5,
          raw: demonstrations.values,
          peaks: empty,
          suppression: empty,
          raise: empty,
          distanceRatio: empty,
        },
        ...{ score: series, energy: series.map((value) => 2 * value) },
      },
    });
    expect(own.numbers).toEqual([4, 5]);
    expect(own.score).toEqual([0.2, 0.5]);
    expect(own.allowed).toEqual([0.5, 2 / 3]);
    expect(own.energy).toEqual([0.6, 2]);
  });
});

describe('two data sets compared', () => {
  test('by pairs of the same number where they share some, on the pairs alone', () => {
    const first = figures([3, 9, 5, 1], [0.1, 0.9, 0.5, 0.4]);
    const second = figures([1, 3, 5, 7], [0.7, 0.2, 0.9, 0]);
    const { paired, episodes, figures: compared } = compareSets(first, second, 1);
    expect([paired, episodes]).toEqual([true, 3]);
    expect(compared.map(({ id }) => id)).toEqual(['score', 'allowed', 'energy']);
    expect(compared[0].first).toBeCloseTo((0.1 + 0.5 + 0.4) / 3, 12);
    expect(compared[0].second).toBeCloseTo((0.2 + 0.9 + 0.7) / 3, 12);
    expect(compared[0].difference).toEqual(studentMean([0.2 - 0.1, 0.9 - 0.5, 0.7 - 0.4]));
    expect(compared[2].difference.value).toBeCloseTo(-compared[0].difference.value, 12);
  });

  test('each by itself where numbers do not pair them: too few shared, or one that occurs twice', () => {
    const first = figures([0, 1, 2], [0.1, 0.2, 0.4]);
    for (const numbers of [
      [2, 8, 9],
      [0, 1, 1],
    ]) {
      const second = figures(numbers, [0.5, 0.6, 0.9]);
      const { paired, episodes, figures: compared } = compareSets(first, second, 7);
      expect([paired, episodes]).toEqual([false, 3]);
      expect(compared[0].difference).toEqual(bootstrapDifference(first.score, second.score, 7));
    }
  });

  test('pairs find a small difference that unpaired episodes of great variety hide', () => {
    const random = Random.of(1, 'comparison');
    const level = Array.from({ length: 20 }, () => random.next());
    const after = level.map((value) => value + 0.05 + 0.01 * random.normal());
    const numbers = level.map((_, j) => j);
    const paired = compareSets(figures(numbers, level), figures(numbers, after), 1).figures[0].difference;
    expect(paired.low).toBeGreaterThan(0.04);
    expect(paired.high).toBeLessThan(0.06);
    const others = numbers.map((number) => number + 100);
    const apart = compareSets(figures(numbers, level), figures(others, after), 1).figures[0].difference;
    expect(apart.value).toBeCloseTo(paired.value, 12);
    expect(apart.low).toBeLessThan(0);
  });
});
