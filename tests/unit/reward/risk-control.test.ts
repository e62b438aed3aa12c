import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { episodeLosses, rewardLost, riskControl } from '../../../src/reward/patches/risk-control';

const same = (count: number, loss: number) => new Array<number>(count).fill(loss);

describe('risk control by episode', () => {
  it('admits what keeps (Σ ℓ + 1)/(J + 1) within the limit and refuses the rest', () => {
    expect(riskControl(same(19, 0), 0.1)).toEqual({
      evidence: { status: 'tested', bound: 0.05, episodes: 19 },
      admittance: 'automatic',
    });
    expect(riskControl(same(19, 1 / 19), 0.1)).toMatchObject({ admittance: 'automatic' });
    expect(riskControl(same(19, 1.01 / 19), 0.1)).toMatchObject({ admittance: 'refused' });
  });

  it('leaves fewer than 19 episodes to a person, whatever they lost', () => {
    for (const loss of [0, 1]) {
      expect(riskControl(same(18, loss), 0.1)).toEqual({
        evidence: { status: 'untested', episodes: 18 },
        admittance: 'person',
      });
    }
  });

  it('refuses losses that are none', () => {
    expect(() => riskControl([...same(20, 0), NaN], 0.1)).toThrow(RangeError);
    expect(() => riskControl([...same(20, 0), 1.1], 0.1)).toThrow(RangeError);
  });

  it('bounds the expected loss of the next episode over many draws', () => {
    const random = new Random(3);
    let [bounds, next] = [0, 0];
    for (let run = 0; run < 2000; run++) {
      const { evidence } = riskControl(
        Array.from({ length: 20 }, () => random.next() ** 4),
        1,
      );
      bounds += evidence.bound ?? NaN;
      next += random.next() ** 4;
    }
    expect(next / 2000).toBeLessThan(bounds / 2000);
  });
});

describe('reward lost', () => {
  it('is what a suppression takes, never more than there is', () => {
    expect(rewardLost(0.4, 0.1)).toBeCloseTo(0.1, 12);
    expect(rewardLost(0.4, 0.9)).toBe(0.4);
    expect(rewardLost(0.4, 0)).toBe(0);
  });

  it('is averaged by episode, counts a missing score as all lost, and leaves out rows that do not count', () => {
    const lost = [0.1, 0.3, NaN, 0, 1];
    const episodes = [5, 5, 2, 2, 9];
    expect(episodeLosses(lost, episodes, (row) => row < 4)).toEqual([0.2, 0.5]);
  });
});
