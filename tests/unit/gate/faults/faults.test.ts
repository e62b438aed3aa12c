/** Faults and hard negatives that are put into recordings (docs/methods.md 5). */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { faultKinds, faults, inject, type FaultKind } from '../../../../src/gate/faults/faults';
import { negativeStream, streamKinds, type StreamKind } from '../../../../src/gate/faults/negatives';
import { poolOf, type Recorded } from '../../../../src/gate/faults/recorded';

const episode = (seed: number): Recorded => {
  const random = Random.of(seed, 'fault episode');
  const states = Array.from({ length: 60 }, (_, t) => [
    Math.sin(0.1 * t + seed),
    Math.cos(0.1 * t + seed) + 2,
    random.normal(),
  ]);
  return { states, commands: states.map(([a]) => [a]) };
};
const pool = poolOf([1, 2, 3].map(episode));
const whole = episode(9);
const onset = 20;
const made = (kind: FaultKind, seed = 1) => inject(whole, kind, onset, Random.of(seed, kind), pool);
const changed = ({ states }: Recorded) =>
  states.flatMap((row, t) => (row.some((value, d) => value !== whole.states.at(t)?.[d]) ? t : []));

describe('a fault', () => {
  it.each(Object.keys(faults) as FaultKind[])('%s begins at its onset and is the same for the same seed', (kind) => {
    const fault = made(kind);
    if (fault === null) throw new Error(`${kind} changed nothing`);
    expect(changed(fault)[0]).toBeGreaterThanOrEqual(onset);
    expect(changed(fault)[0]).toBeLessThan(onset + (kind === 'dropout' ? 20 : 2));
    expect(fault.commands.length).toBe(fault.states.length);
    expect(made(kind)).toEqual(fault);
    expect(whole).toEqual(episode(9));
  });

  it('changes what it says', () => {
    expect(changed(made('spike') as Recorded)).toEqual([onset]);
    expect(changed(made('burst10') as Recorded).length).toBe(10);
    const frozen = made('freezeall') as Recorded;
    expect(
      frozen.states.slice(onset).every((row) => row.every((value, d) => value === whole.states[onset - 1][d])),
    ).toBe(true);
    expect((made('reverse') as Recorded).states.slice(onset, onset + 20)).toEqual(
      whole.states.slice(0, onset).toReversed(),
    );
    expect((made('slow2') as Recorded).states[onset + 2]).toEqual(whole.states[onset + 1]);
    expect((made('fast2') as Recorded).states[onset + 2]).toEqual(whole.states[onset + 4]);
    const { states } = made('mirror1') as Recorded;
    const d = states[onset].findIndex((value, column) => value !== whole.states[onset][column]);
    expect(states[onset][d]).toBeCloseTo(2 * pool.mean[d] - whole.states[onset][d], 12);
  });

  it('is none where nothing changes', () => {
    const still = { states: whole.states.map(() => [1]), commands: whole.commands };
    const flat = poolOf([still]);
    for (const kind of ['freeze1', 'swap2', 'gain1.5', 'delay5', 'mirror1'] as const) {
      expect(inject(still, kind, onset, Random.of(1, kind), flat)).toBeNull();
    }
  });

  it('is counted in figures unless it cannot be seen', () => {
    expect(faultKinds.length).toBe(16);
    expect(faultKinds).not.toContain('slow2');
  });
});

describe('a stream of hard negatives', () => {
  it.each(Object.keys(streamKinds) as StreamKind[])('%s has a frame for each, the same for the same seed', (kind) => {
    const rows = negativeStream(whole.states, kind, Random.of(4, kind), pool);
    expect(rows.length).toBe(60);
    expect(rows.every((row) => row.length === 3 && row.every(Number.isFinite))).toBe(true);
    expect(rows).toEqual(negativeStream(whole.states, kind, Random.of(4, kind), pool));
    const same = rows.map((row, t) => row.filter((value, d) => value === whole.states[t][d]).length);
    expect(Math.max(...same)).toBe(kind === 'swapped' ? 2 : 0);
  });
});
