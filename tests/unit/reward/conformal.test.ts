import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { CrossConformal } from '../../../src/reward/calibration/conformal';
import type { OutOfFoldEpisode } from '../../../src/reward/types';

const members = 3;

/** Episodes with a level of their own: frames of one episode depend on each other. */
function synthetic(random: Random, count: number): OutOfFoldEpisode[] {
  return Array.from({ length: count }, (_, episode) => {
    const level = random.normal();
    const energies = Float64Array.from({ length: 3 + random.integer(20) }, () => level + 0.3 * random.normal());
    return { episode, member: episode % members, energies, uncertainties: energies };
  });
}

/** The formula of docs/methods.md 1.4, term by term. */
function literalFrame(episodes: OutOfFoldEpisode[], energies: number[]): number {
  let sum = 1;
  for (const { member, energies: own } of episodes) {
    sum += own.filter((value) => value >= energies[member]).length / own.length;
  }
  return sum / (episodes.length + 1);
}

describe('CrossConformal', () => {
  it('gives the p of the formula for frames', () => {
    const random = Random.of(1, 'conformal');
    const episodes = synthetic(random, 17);
    const conformal = new CrossConformal(episodes, members);
    const queries = Float64Array.from({ length: 200 * members }, () => 1.5 * random.normal());
    queries.set([episodes[0].energies[1], episodes[1].energies[2], Infinity]);
    const p = conformal.frames(queries, 200);
    for (let row = 0; row < 200; row++) {
      const own = Array.from(queries.subarray(row * members, (row + 1) * members));
      expect(p[row]).toBeCloseTo(literalFrame(episodes, own), 12);
    }
  });

  it('gives the p of the formula for trajectories, by the highest energy of each member', () => {
    const random = Random.of(2, 'conformal');
    const episodes = synthetic(random, 25);
    const conformal = new CrossConformal(episodes, members);
    for (let round = 0; round < 50; round++) {
      const rows = 1 + random.integer(9);
      const energies = Float64Array.from({ length: rows * members }, () => 2 * random.normal());
      const peaks = [0, 1, 2].map((k) => Math.max(...energies.filter((_, at) => at % members === k)));
      const above = episodes.filter(({ member, energies: own }) => Math.max(...own) >= peaks[member]).length;
      expect(conformal.trajectory(energies, rows)).toBeCloseTo((1 + above) / 26, 12);
    }
  });

  it('never goes below its resolution and claims nothing under 20 episodes', () => {
    const conformal = new CrossConformal(synthetic(Random.of(3), 19), members);
    expect(conformal.resolution).toBe(1 / 20);
    expect(conformal.claims).toBe(false);
    expect(conformal.frames(Float64Array.of(99, 99, 99), 1)[0]).toBe(1 / 20);
    expect(new CrossConformal(synthetic(Random.of(3), 20), members).claims).toBe(true);
  });

  it('gives NaN for an energy that is NaN, in a frame and anywhere on a trajectory', () => {
    const conformal = new CrossConformal(synthetic(Random.of(4), 30), members);
    expect(conformal.frames(Float64Array.of(0, NaN, 0), 1)[0]).toBeNaN();
    expect(conformal.trajectory(Float64Array.of(0, NaN, 0, 0, 5, 0), 2)).toBeNaN();
    expect(conformal.trajectory(Float64Array.of(0, 5, 0, 0, NaN, 0), 2)).toBeNaN();
  });

  it('is super-uniform on new episodes: p ≤ α happens at most about α of the time', () => {
    const random = Random.of(5, 'conformal coverage');
    const rounds = 1500;
    const trajectories: number[] = [];
    const frames: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [fresh, ...known] = synthetic(random, 40);
      const conformal = new CrossConformal(known, members);
      const length = fresh.energies.length;
      const energies = Float64Array.from(
        { length: length * members },
        (_, at) => fresh.energies[Math.floor(at / members)],
      );
      trajectories.push(conformal.trajectory(energies, length));
      frames.push(conformal.frames(energies, 1)[0]);
    }
    for (const alpha of [0.05, 0.1, 0.25, 0.5]) {
      const slack = 3 * Math.sqrt((alpha * (1 - alpha)) / rounds);
      for (const p of [trajectories, frames]) {
        const share = p.filter((value) => value <= alpha).length / rounds;
        expect(share).toBeLessThan(alpha + slack);
        expect(share).toBeGreaterThan(alpha / 3);
      }
    }
  });

  it('answers for a quarter of a million points in moments', () => {
    const random = Random.of(6, 'conformal speed');
    const conformal = new CrossConformal(synthetic(random, 500), members);
    const rows = 262_144;
    const p = conformal.frames(
      Float64Array.from({ length: rows * members }, () => random.normal()),
      rows,
    );
    expect(p.length).toBe(rows);
    expect(Math.min(p[0], p[rows - 1])).toBeGreaterThanOrEqual(conformal.resolution);
  }, 4000);
});
