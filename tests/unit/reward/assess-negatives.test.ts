import { describe, expect, it } from 'vitest';
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
