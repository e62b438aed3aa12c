import { describe, expect, test, vi } from 'vitest';
import type { OutOfFoldEpisode } from '../../../src/reward/types';
import { chosenThresholds, thresholdsAt, type CalibratedReward } from '../../../src/app/audit/dial';
import { need } from './episode-fixtures';

// The choice of devices asks the browser for its GPU; nothing is scored here.
vi.hoisted(() => vi.stubGlobal('navigator', {}));

/** As much of a reward as thresholds are chosen by. */
function rewardOf(episodes: number, byEpisode = true, pMin?: number): CalibratedReward {
  const outOfFold: OutOfFoldEpisode[] = Array.from({ length: episodes }, (_, episode) => ({
    episode,
    member: episode % 2,
    energies: Float64Array.of(0.1 * episode, 0.2, 0.3, 0.4),
    uncertainties: Float64Array.of(0.1, 0.2, 0.3, 0.01 * episode),
  }));
  const thresholds = { dial: 0.05, uMax: 1, uBlock: 2, nMax: 3, debounce: 3, floor: 0.05, supported: 0.05, aMax: 0.26 };
  const set = pMin === undefined ? thresholds : { ...thresholds, pMin };
  return { outOfFold, thresholds: set, assessment: { byEpisode } } as unknown as CalibratedReward;
}

describe('the gate that a person keeps', () => {
  test('holds the p_min that was chosen, or none', () => {
    expect(need(chosenThresholds(rewardOf(39), 0.1, 0.5, 0.05))).toMatchObject({ dial: 0.1, aMax: 0.5, pMin: 0.05 });
    expect(need(chosenThresholds(rewardOf(39, true, 0.05), 0.1, 0.5, null)).pMin).toBeUndefined();
  });

  test('is refused with a p_min that p cannot reach, or that nothing is claimed by', () => {
    const messageOf = (episodes: number, byEpisode: boolean, pMin: number): string => {
      const found = chosenThresholds(rewardOf(episodes, byEpisode), 0.1, 0.5, pMin);
      return found.ok ? 'kept' : found.failure.message;
    };
    expect(messageOf(39, true, 0.024)).toContain('p is never below 0.0250');
    expect(messageOf(19, true, 0.2)).toContain('fewer than 20 episodes (19)');
    expect(messageOf(39, false, 0.2)).toContain('blocks');
    expect(messageOf(39, true, 0.025)).toBe('kept');
  });

  test('is tried at other dials with its p_min', () => {
    expect(thresholdsAt(rewardOf(39, true, 0.07), 0.2)).toMatchObject({ dial: 0.2, pMin: 0.07 });
  });

  test('is refused with a dial or an a_max that is no share', () => {
    for (const [dial, aMax] of [
      [0, 0.5],
      [1, 0.5],
      [0.1, 0],
      [0.1, NaN],
    ]) {
      expect(chosenThresholds(rewardOf(39), dial, aMax, null).ok).toBe(false);
    }
  });
});
