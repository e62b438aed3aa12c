import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { auroc } from '../../../src/basics/statistics';
import { Join, Rank } from '../../../src/reward/evaluation/join';

describe('Rank', () => {
  it('is the share of the sample below, ties counting half, and 1 at the last', () => {
    const rank = new Rank([1, 2, 2, 3, 10]);
    expect(rank.of(1)).toBeCloseTo(0.1, 12);
    expect(rank.of(2)).toBeCloseTo(0.4, 12);
    expect(rank.of(2.5)).toBeCloseTo(0.55, 12);
    expect(rank.of(10)).toBe(1);
  });

  it('goes on linearly beyond the last by the spread of the upper half', () => {
    const rank = new Rank([1, 2, 2, 3, 10]);
    expect(rank.of(18)).toBeCloseTo(1.5, 12);
    expect(rank.of(26)).toBeCloseTo(2, 12);
    expect(rank.of(-6)).toBeCloseTo(0.1 - 7 / 16, 12);
    expect(rank.of(NaN)).toBeNaN();
    expect(rank.of(Infinity)).toBe(Infinity);
  });

  it('increases strictly everywhere, even over a sample of one value', () => {
    const random = Random.of(1, 'rank');
    const samples = [[3], [0], [5, 5, 5], [0, 1, 1, 1], Array.from({ length: 50 }, () => random.normal() ** 3)];
    for (const sample of samples) {
      const rank = new Rank(sample);
      const values = Array.from({ length: 300 }, () => 8 * random.normal()).concat(sample);
      const distinct = [...new Set(values)].sort((a, b) => a - b);
      for (let i = 1; i < distinct.length; i++) {
        expect(rank.of(distinct[i])).toBeGreaterThan(rank.of(distinct[i - 1]));
      }
    }
  });
});

describe('Join', () => {
  const random = Random.of(2, 'join');
  const energies = Float64Array.from({ length: 400 }, () => random.normal());
  const uncertainties = Float64Array.from({ length: 400 }, () => random.next());
  const join = new Join([{ episode: 0, member: 0, energies, uncertainties }]);

  it('is alarmed when either of the two is', () => {
    const [calm, byEnergy, byUncertainty] = join.of([0, 9, 0], [0.5, 0.5, 9]);
    expect(calm).toBeLessThan(0.7);
    expect(byEnergy).toBeGreaterThan(1);
    expect(byUncertainty).toBeGreaterThan(1);
    expect(join.of([NaN], [0])[0]).toBeNaN();
    expect(join.of([0], [NaN])[0]).toBeNaN();
  });

  it('separates what only one of the two sees', () => {
    const demonstrations = join.of(energies, uncertainties);
    const seenByEnergy = join.of(
      energies.map((n) => n + 5),
      uncertainties,
    );
    const seenByUncertainty = join.of(
      energies,
      uncertainties.map((u) => u + 1),
    );
    expect(auroc(seenByEnergy, demonstrations)).toBeGreaterThan(0.97);
    expect(auroc(seenByUncertainty, demonstrations)).toBeGreaterThan(0.97);
  });
});
