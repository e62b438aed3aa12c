import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import {
  alphaOf,
  convergenceOf,
  freshFlawRate,
  freshFlawRateOf,
  goodTuring,
  massBound,
  violationBound,
  type Tally,
} from '../../../src/flywheel/convergence';

function tally(changes: Partial<Tally>): Tally {
  return { strategy: 'ladder', distribution: 'a ladder', queries: 100, draws: 100, hits: 0, wouldBe: 40, ...changes };
}

describe('bounds after draws without a hit', () => {
  test('59 draws at 5 % bound the mass by .05, and 58 do not', () => {
    expect(massBound(59, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / 59), 12);
    expect(massBound(59, 0.05)).toBeLessThan(0.05);
    expect(massBound(58, 0.05)).toBeGreaterThan(0.05);
  });

  test('the first attempt spends half of the 5 %, and all of them never more than it', () => {
    expect(alphaOf(1)).toBeCloseTo(0.025, 15);
    const spent = Array.from({ length: 10_000 }, (_, j) => alphaOf(j + 1)).reduce((sum, level) => sum + level, 0);
    expect(spent).toBeLessThan(0.05);
    expect(spent).toBeGreaterThan(0.0499);
  });

  test('the bound is 1 − α_j^{1/N}: it falls with draws, rises with attempts, and is 1 without a draw', () => {
    expect(violationBound(1000, 3)).toBeCloseTo(1 - (0.05 / 12) ** (1 / 1000), 14);
    expect(violationBound(2000, 3)).toBeLessThan(violationBound(1000, 3));
    expect(violationBound(1000, 4)).toBeGreaterThan(violationBound(1000, 3));
    expect(violationBound(0, 1)).toBe(1);
  });

  test('a mass above the bound goes unseen no more often than the level allows', () => {
    const mass = violationBound(80, 2);
    const random = Random.of(3, 'draws');
    let unseen = 0;
    for (let trial = 0; trial < 20_000; trial++) {
      let hit = false;
      for (let draw = 0; draw < 80 && !hit; draw++) hit = random.next() < mass;
      unseen += hit ? 0 : 1;
    }
    expect(unseen / 20_000).toBeLessThan(1.25 * alphaOf(2));
    expect(unseen / 20_000).toBeGreaterThan(0.75 * alphaOf(2));
  });
});

describe('what an attack lets one say', () => {
  test('Good–Turing is the share of flaws whose kind was seen once', () => {
    expect(goodTuring([])).toBeNull();
    expect(goodTuring([1, 1, 2, 6])).toBe(0.2);
    expect(goodTuring([5, 5])).toBe(0);
  });

  test('the fresh-flaw rate counts what is left of what would be flaws without patches', () => {
    const rate = freshFlawRateOf([
      tally({ hits: 1, wouldBe: 60 }),
      tally({ distribution: null, hits: 0, wouldBe: 40 }),
    ]);
    expect(rate?.value).toBe(0.01);
    expect(rate?.low).toBeGreaterThan(0);
    expect(rate?.high).toBeCloseTo(0.05446, 4);
    expect(freshFlawRateOf([tally({ wouldBe: 0 })])).toBeNull();
    expect(freshFlawRate(0, 0)).toBeNull();
  });

  test('named distributions get a bound unless they hit; adaptive searches only say what they did', () => {
    const said = convergenceOf({
      attempt: 2,
      tallies: [
        tally({}),
        tally({ strategy: 'sweeps', hits: 3 }),
        tally({ strategy: 'gradient', distribution: null, queries: 777, hits: 0 }),
      ],
      kinds: [1, 2],
    });
    expect(said.distributions.map(({ bound }) => bound)).toEqual([violationBound(100, 2), null]);
    expect(said.searches).toEqual([{ strategy: 'gradient', queries: 777, hits: 0 }]);
    expect(said.newKind).toBeCloseTo(1 / 3, 12);
    expect(said.attempt).toBe(2);
  });
});
