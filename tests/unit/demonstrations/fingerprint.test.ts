import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/basics/hash';
import type { Demonstrations, Feature } from '../../../src/demonstrations/demonstrations';
import { fingerprint } from '../../../src/demonstrations/fingerprint';

const feature: Feature = { name: 'x', unit: 'm', role: 'continuous', column: 'x', group: 'other', levels: [] };
const base: Demonstrations = {
  features: [feature],
  rows: 4,
  values: Float32Array.of(1, 2, 3, 4),
  episodes: Uint32Array.of(0, 2, 4),
  timeStep: 1,
};

describe('fingerprint', () => {
  it('is 64 hex digits and the same for the same content', async () => {
    expect(await fingerprint(base)).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprint({ ...base, values: base.values.slice() })).toBe(await fingerprint(base));
  });

  it.each<[string, Partial<Demonstrations>]>([
    ['a value', { values: Float32Array.of(1, 2, 3, 5) }],
    ['an episode start', { episodes: Uint32Array.of(0, 3, 4) }],
    ['a name', { features: [{ ...feature, name: 'y' }] }],
    ['a unit', { features: [{ ...feature, unit: 'cm' }] }],
    ['a role', { features: [{ ...feature, role: 'angle' }] }],
    ['a level', { features: [{ ...feature, levels: [1] }] }],
  ])('changes with %s', async (_, change) => {
    expect(await fingerprint({ ...base, ...change })).not.toBe(await fingerprint(base));
  });
});

describe('sha256', () => {
  it('agrees with another implementation, in one piece or several', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 31) & 0xff);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(await sha256(bytes)).toBe(expected);
    expect(await sha256(bytes.subarray(0, 77), bytes.subarray(77))).toBe(expected);
  });
});
