import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { CrossConformal } from '../../../src/reward/calibration/conformal';
import { leaveOneOutTrajectories, peakOf } from '../../../src/reward/calibration/trajectory';

/** Peaks with ties: whole numbers of few values. */
function tiedPeaks(random: Random, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => random.integer(8) / 2);
}

describe('leave-one-out p of fold episodes', () => {
  it('is the p of docs/methods.md 1.4 with all other episodes as the judged ones, ties included', () => {
    const random = Random.of(1, 'leave one out');
    for (let round = 0; round < 40; round++) {
      const peaks = tiedPeaks(random, 1 + random.integer(30));
      const p = leaveOneOutTrajectories(peaks);
      peaks.forEach((peak, j) => {
        const others = Array.from(peaks).flatMap((own, episode) =>
          episode === j
            ? []
            : { episode, member: 0, energies: Float64Array.of(own, own - 1), uncertainties: new Float64Array(2) },
        );
        expect(p[j]).toBe(new CrossConformal(others, 1).trajectory(Float64Array.of(peak), 1));
        expect(p[j]).toBeCloseTo((1 + others.filter(({ energies }) => energies[0] >= peak).length) / peaks.length, 12);
      });
    }
  });

  it('does not depend on the order of the episodes', () => {
    const random = Random.of(2, 'leave one out');
    const peaks = tiedPeaks(random, 41);
    const order = random.permutation(peaks.length);
    const shuffled = leaveOneOutTrajectories(Float64Array.from(order, (j) => peaks[j]));
    const p = leaveOneOutTrajectories(peaks);
    expect(Array.from(shuffled)).toEqual(Array.from(order, (j) => p[j]));
  });

  it('gives the worst of J episodes 1/J and holds its rate among equals', () => {
    const random = Random.of(3, 'leave one out');
    const peaks = Float64Array.from({ length: 50 }, () => random.normal());
    const p = leaveOneOutTrajectories(peaks);
    expect(p[peaks.indexOf(Math.max(...peaks))]).toBe(1 / 50);
    for (const level of [0.02, 0.1, 0.5]) {
      expect(p.filter((value) => value <= level).length).toBeLessThanOrEqual(level * 50);
    }
  });
});

describe('the peak of an episode', () => {
  it('is its highest frame, the first of equals, counted from its own start', () => {
    expect(peakOf(Float64Array.of(9, 1, 3, 3, 2, 9), 1, 5)).toEqual({ value: 3, at: 1 });
  });

  it('lies where a value is no number, for nothing vouches for it', () => {
    expect(peakOf(Float64Array.of(1, NaN, 5), 0, 3)).toEqual({ value: Infinity, at: 1 });
  });
});
