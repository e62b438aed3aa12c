import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { CrossConformal } from '../../../src/reward/calibration/conformal';
import { runningLeaveOneOut, runningTrajectories } from '../../../src/reward/calibration/running-trajectories';
import { leaveOneOutTrajectories } from '../../../src/reward/calibration/trajectory';
import type { OutOfFoldEpisode } from '../../../src/reward/types';

const random = Random.of(4, 'running');
const outOfFold: OutOfFoldEpisode[] = Array.from({ length: 30 }, (_, episode) => ({
  episode,
  member: episode % 2,
  energies: Float64Array.from({ length: 5 + random.integer(9) }, () => random.normal()),
  uncertainties: new Float64Array(1),
}));
const conformal = new CrossConformal(outOfFold, 2);
const starts = Uint32Array.of(0, 12, 13, 40);
const energies = Float64Array.from({ length: 80 }, () => 1.5 * random.normal());

describe('p of a run as it goes on', () => {
  it('is p(τ) of what was seen of each episode, begun anew with the next', () => {
    const p = runningTrajectories(conformal, energies, 40, starts);
    for (let j = 0; j < 3; j++) {
      for (let end = starts[j] + 1; end <= starts[j + 1]; end++) {
        const seen = energies.subarray(2 * starts[j], 2 * end);
        expect(p[end - 1]).toBe(conformal.trajectory(seen, end - starts[j]));
      }
    }
    expect(new Set(p).size).toBeGreaterThan(4);
  });

  it('takes each row for a run of its own where rows stand alone', () => {
    const p = runningTrajectories(conformal, energies, 40, null);
    p.forEach((value, row) => expect(value).toBe(conformal.trajectory(energies.subarray(2 * row, 2 * row + 2), 1)));
  });

  it('takes an energy that is no number for the worst there is, to the end of the episode', () => {
    const broken = energies.slice();
    broken[2 * 5 + 1] = NaN;
    broken[2 * 20] = NaN;
    const p = runningTrajectories(conformal, broken, 40, starts);
    const worst = conformal.trajectory(Float64Array.of(-Infinity, Infinity), 1);
    expect(p[4]).toBe(runningTrajectories(conformal, energies, 40, starts)[4]);
    for (let row = 5; row < 12; row++) expect(p[row]).toBeLessThanOrEqual(worst);
    for (let row = 1; row < 40; row++) expect(Number.isNaN(p[row])).toBe(false);
  });

  it('ends at the leave-one-out p of a judged episode', () => {
    const peaks = Float64Array.from(outOfFold, (own) => Math.max(...own.energies));
    const wanted = leaveOneOutTrajectories(peaks);
    outOfFold.forEach(({ energies: own }, j) => {
      const p = runningLeaveOneOut(own, peaks.toSorted());
      expect(p[own.length - 1]).toBe(wanted[j]);
      const seen = own.map((_, t) => Math.max(...own.subarray(0, t + 1)));
      p.forEach((value, t) => {
        const above = peaks.filter((peak, i) => i !== j && peak >= seen[t]).length;
        expect(value).toBeCloseTo((1 + above) / peaks.length, 12);
      });
    });
  });
});
