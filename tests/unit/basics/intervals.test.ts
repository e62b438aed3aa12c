import { describe, expect, it } from 'vitest';
import {
  bootstrapDifference,
  bootstrapMean,
  bootstrapRatio,
  clopperPearson,
  clopperPearsonUpper,
  studentMean,
  wilson,
} from '../../../src/basics/intervals';
import { Random } from '../../../src/basics/random';

/** P(X ≤ hits) for a binomial, term by term. */
function binomialTail(hits: number, trials: number, share: number): number {
  let term = (1 - share) ** trials;
  let sum = term;
  for (let k = 1; k <= hits; k++) {
    term *= ((trials - k + 1) / k) * (share / (1 - share));
    sum += term;
  }
  return sum;
}

describe('clopperPearson', () => {
  it('gives the textbook figures', () => {
    expect(clopperPearson(0, 10).high).toBeCloseTo(0.3084971078, 9);
    expect(clopperPearson(5, 10).low).toBeCloseTo(0.1870860284, 9);
    expect(clopperPearson(5, 10).high).toBeCloseTo(0.8129139716, 9);
    expect(clopperPearson(10, 10).low).toBeCloseTo(1 - 0.3084971078, 9);
  });

  it('is one minus the n-th root of alpha without a hit', () => {
    for (const n of [1, 10, 59, 10_000]) {
      expect(clopperPearsonUpper(0, n)).toBeCloseTo(1 - 0.05 ** (1 / n), 11);
    }
    expect(clopperPearsonUpper(0, 0)).toBe(1);
  });

  it('puts exactly the tail beyond its bounds', () => {
    for (const [hits, trials] of [
      [1, 7],
      [13, 40],
      [99, 250],
    ]) {
      const { low, high } = clopperPearson(hits, trials);
      expect(binomialTail(hits, trials, high)).toBeCloseTo(0.025, 9);
      expect(1 - binomialTail(hits - 1, trials, low)).toBeCloseTo(0.025, 9);
    }
  });
});

describe('wilson', () => {
  it('gives the textbook figures', () => {
    expect(wilson(5, 10).low).toBeCloseTo(0.2365930905, 9);
    expect(wilson(0, 10).high).toBeCloseTo(0.2775327998, 9);
    expect(wilson(0, 10).low).toBe(0);
  });
});

describe('bootstrap by episode', () => {
  it('is the same for the same seed and holds the mean about 95 times of 100', () => {
    const random = Random.of(3, 'bootstrap test');
    let held = 0;
    for (let round = 0; round < 200; round++) {
      const figures = Array.from({ length: 40 }, () => random.normal());
      const interval = bootstrapMean(figures, round, 400);
      expect(bootstrapMean(figures, round, 400)).toEqual(interval);
      if (interval.low <= 0 && 0 <= interval.high) held++;
    }
    expect(held).toBeGreaterThan(178);
    expect(held).toBeLessThan(199);
  });

  it('weighs episodes by their frames in a ratio', () => {
    const interval = bootstrapRatio(
      [
        { sum: 9, weight: 10 },
        { sum: 0, weight: 90 },
      ],
      1,
    );
    expect(interval.value).toBeCloseTo(0.09, 12);
    expect(interval.low).toBe(0);
    expect(interval.high).toBeCloseTo(0.9, 12);
  });
});

describe("Student's t interval", () => {
  it('has the textbook half widths', () => {
    const { value, low, high } = studentMean([1, 2, 3, 4, 5]);
    expect(value).toBe(3);
    // t(.975; 4) = 2.776445, s/√n = √.5
    expect(high - value).toBeCloseTo(2.7764451 * Math.sqrt(0.5), 6);
    expect(value - low).toBeCloseTo(high - value, 12);
    // t(.975; 1) = 12.706205
    expect(studentMean([0, 2]).high).toBeCloseTo(1 + 12.7062047, 5);
  });

  it('holds the mean of eight values 95 times of 100, where the bootstrap falls short', () => {
    const random = Random.of(4, 'student test');
    let [held, bootstrapped] = [0, 0];
    for (let round = 0; round < 1000; round++) {
      const values = Array.from({ length: 8 }, () => random.normal());
      const interval = studentMean(values);
      if (interval.low <= 0 && 0 <= interval.high) held++;
      const other = bootstrapMean(values, round, 200);
      if (other.low <= 0 && 0 <= other.high) bootstrapped++;
    }
    expect(held).toBeGreaterThan(930);
    expect(held).toBeLessThan(970);
    expect(bootstrapped).toBeLessThan(held - 20);
  });

  it('bounds nothing from a single value', () => {
    expect(studentMean([0.3])).toEqual({ value: 0.3, low: -Infinity, high: Infinity });
  });
});

describe('bootstrap of a difference', () => {
  it('draws each set on its own, the same for the same seed', () => {
    const random = Random.of(5, 'difference test');
    let held = 0;
    for (let round = 0; round < 200; round++) {
      const first = Array.from({ length: 30 }, () => random.normal());
      const second = Array.from({ length: 50 }, () => 1 + 2 * random.normal());
      const interval = bootstrapDifference(first, second, round, 400);
      expect(bootstrapDifference(first, second, round, 400)).toEqual(interval);
      if (interval.low <= 1 && 1 <= interval.high) held++;
    }
    expect(held).toBeGreaterThan(178);
    expect(held).toBeLessThan(199);
  });

  it('bounds nothing when a set has one episode', () => {
    expect(bootstrapDifference([1], [2, 4], 1)).toEqual({ value: 2, low: -Infinity, high: Infinity });
  });
});
