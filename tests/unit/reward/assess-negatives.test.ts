import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { std } from '../../../src/basics/statistics';
import { assessNegatives, worstEnergy } from '../../../src/reward/evaluation/assess-negatives';
import type { NegativeId } from '../../../src/reward/evaluation/figures';

/** Energies of demonstrations are 0; of every other kind of negative 1, of these two 0. */
const alike: readonly NegativeId[] = ['permuted', 'uniform'];
const energies = (id: NegativeId, rows: number) => new Float64Array(rows).fill(alike.includes(id) ? 0 : 1);

describe('assessNegatives', () => {
  it('gives AUROCs by energy and join and the share that is not allowed', async () => {
    const demonstrations = {
      energy: new Float64Array(400),
      join: new Float64Array(400),
      allowed: new Uint8Array(400).fill(1),
    };
    const figures = await assessNegatives(demonstrations, 300, (id, from, to) =>
      Promise.resolve({
        energy: energies(id, to - from),
        join: new Float64Array(to - from),
        allowed: new Uint8Array(to - from).fill(alike.includes(id) ? 1 : 0),
      }),
    );
    expect(figures.noise25).toEqual({ energy: 1, join: 0.5, notAllowed: 1 });
    expect(figures.permuted).toEqual({ energy: 0.5, join: 0.5, notAllowed: 0 });
  });
});

describe('worstEnergy', () => {
  it('is the worst of the hard negatives, and never asks for uniform points', async () => {
    const asked = new Set<NegativeId>();
    const judge = (id: NegativeId, from: number, to: number) => {
      asked.add(id);
      return Promise.resolve(energies(id, to - from));
    };
    expect(await worstEnergy(new Float64Array(400), 300, judge)).toBe(0.5);
    expect(asked.has('uniform')).toBe(false);
    const better = (id: NegativeId, from: number, to: number) =>
      Promise.resolve(new Float64Array(to - from).fill(id === 'uniform' ? -1 : 1));
    expect(await worstEnergy(new Float64Array(400), 300, better)).toBe(1);
  });
});

describe('how many negatives are judged', () => {
  const normal = (label: string, count: number, shift: number) => {
    const random = Random.of(1, label);
    return Float64Array.from({ length: count }, () => shift + random.normal());
  };
  /** Largest row that was asked for, with negatives that lie `shift` above the demonstrations. */
  const judged = async (shift: number, demonstrations: number): Promise<number> => {
    let most = 0;
    const negatives = normal('negatives', 10_000, shift);
    await worstEnergy(normal('demonstrations', demonstrations, 0), 10_000, (_, from, to) => {
      most = Math.max(most, to);
      return Promise.resolve(negatives.slice(from, to));
    });
    return most;
  };

  it('a first thousand where the sides lie apart, and more the more they overlap', async () => {
    expect(await judged(9, 20_000)).toBe(1000);
    const [apart, near] = [await judged(2, 20_000), await judged(1, 20_000)];
    expect(apart).toBeLessThan(near);
    expect(near).toBeLessThan(10_000);
  });

  it('all of them where the demonstrations are too few for the standard error', async () => {
    expect(await judged(0, 1000)).toBe(10_000);
  });

  it('gives figures whose standard error over draws of negatives is at most .005', async () => {
    const demonstrations = normal('demonstrations', 10_000, 0);
    const areas: number[] = [];
    for (let draw = 0; draw < 30; draw++) {
      const negatives = normal(`draw ${draw}`, 8000, 1);
      areas.push(await worstEnergy(demonstrations, 8000, (_, from, to) => Promise.resolve(negatives.slice(from, to))));
    }
    expect(std(areas)).toBeLessThan(0.005);
  });

  it('ends with the first sample where a score is not a number', async () => {
    let most = 0;
    const worst = await worstEnergy(normal('demonstrations', 20_000, 0), 10_000, (_, from, to) => {
      most = Math.max(most, to);
      return Promise.resolve(new Float64Array(to - from).fill(NaN));
    });
    expect([worst, most]).toEqual([NaN, 1000]);
  });
});
