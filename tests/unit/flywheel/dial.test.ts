import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { decideEpisode, interruptions } from '../../../src/gate/debounce';
import { debouncedPeak, defaultDial, setDial } from '../../../src/gate/dial/dial';
import type { OutOfFoldEpisode } from '../../../src/reward/types';

function episodesWithPeaks(peaks: number[]): OutOfFoldEpisode[] {
  return peaks.map((peak, episode) => ({
    episode,
    member: 0,
    energies: Float64Array.of(0, peak, peak + 5, peak, 0),
    uncertainties: Float64Array.of(peak / 10, peak / 10, peak / 10, 9, 0),
  }));
}

describe('debouncedPeak', () => {
  it('is the largest value that three consecutive frames reach', () => {
    expect(debouncedPeak(Float64Array.of(9, 1, 2, 3, 9, 2), 3)).toBe(2);
    expect(debouncedPeak(Float64Array.of(9, 1, 2, 3, 9, 2), 1)).toBe(9);
  });

  it('is the least of all in an episode that is shorter', () => {
    expect(debouncedPeak(Float64Array.of(4, 3), 3)).toBe(3);
    expect(debouncedPeak(Float64Array.of(4), 3)).toBe(4);
  });
});

describe('setDial', () => {
  it('takes the ⌈(J + 1)(1 − δ/2)⌉-th smallest peak', () => {
    const thresholds = setDial(episodesWithPeaks(Array.from({ length: 79 }, (_, i) => 79 - i)));
    expect(thresholds.nMax).toBe(78);
    expect(thresholds.uMax).toBeCloseTo(7.8, 12);
    expect(thresholds.uBlock).toBe(2 * thresholds.uMax);
    expect(thresholds.supported).toBe(0.05);
    const dial = { ...defaultDial, dial: 0.5 };
    expect(setDial(episodesWithPeaks([5, 1, 3, 2, 4, 7, 6]), dial).nMax).toBe(6);
  });

  it('takes the largest peak when there are too few episodes, and says what that supports', () => {
    const thresholds = setDial(episodesWithPeaks([5, 1, 3]));
    expect(thresholds.nMax).toBe(5);
    expect(thresholds.supported).toBe(0.5);
    expect(setDial(episodesWithPeaks(Array.from({ length: 39 }, (_, i) => i))).supported).toBe(0.05);
    expect(setDial(episodesWithPeaks(Array.from({ length: 38 }, (_, i) => i))).supported).toBeCloseTo(2 / 39, 12);
  });

  it('interrupts no more new episodes than the dial tolerates', () => {
    const random = Random.of(5, 'dial');
    const draw = (episode: number): OutOfFoldEpisode => {
      const level = random.normal();
      const series = () => Float64Array.from({ length: 30 }, () => Math.exp((level + random.normal()) / 4));
      return { episode, member: 0, energies: series(), uncertainties: series() };
    };
    const dial = { ...defaultDial, dial: 0.2 };
    let interrupted = 0;
    const rounds = 600;
    for (let round = 0; round < rounds; round++) {
      const thresholds = {
        ...setDial(
          Array.from({ length: 49 }, (_, i) => draw(i)),
          dial,
        ),
        uBlock: Infinity,
      };
      const fresh = draw(99);
      const frames = {
        rows: 30,
        score: new Float64Array(30).fill(1),
        distanceRatio: fresh.uncertainties,
        energy: fresh.energies,
        suppression: new Float64Array(30),
        raise: new Float64Array(30),
        raw: new Float64Array(30),
      };
      if (interruptions(decideEpisode(frames, 0, 30, thresholds)) > 0) interrupted++;
    }
    expect(interrupted / rounds).toBeLessThan(0.2 + 0.035);
    expect(interrupted / rounds).toBeGreaterThan(0.08);
  });

  it('does not set thresholds without episodes', () => {
    expect(() => setDial([])).toThrow(RangeError);
  });

  it('keeps a_max, and gives the default where none was chosen', () => {
    const episode = { episode: 0, member: 0, energies: Float64Array.of(1), uncertainties: Float64Array.of(1) };
    const set = setDial([episode], { ...defaultDial, aMax: 0.1 });
    expect(set.aMax).toBe(0.1);
    expect(setDial([episode]).aMax).toBe(0.26);
  });
});
