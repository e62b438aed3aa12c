/** What docs/methods.md 10 asks of a fast scorer beside the float64 reference. */
import { expect } from 'vitest';
import type { Scores } from '../../../src/reward/types';

const bounded = ['score', 'baseReward', 'suppression', 'raise'] as const;
const unbounded = ['energy', 'memberDisagreement', 'sensitivity', 'memberEnergies'] as const;

/** NaN only beside NaN. */
function gapsOf(got: Float64Array, wanted: Float64Array, name: string): number[] {
  expect(got.length, name).toBe(wanted.length);
  return Array.from(wanted, (value, i) => {
    if (Number.isNaN(value) && Number.isNaN(got[i])) return 0;
    const gap = Math.abs(value - got[i]);
    return Number.isNaN(gap) ? Infinity : gap;
  });
}

/** docs/methods.md 10, Agreement: 1e-4 absolute (99 % to 1e-5) where values lie in [0, 1], 5e-4·max(1, |value|) elsewhere. */
export function expectAgreement(got: Scores, wanted: Scores): void {
  for (const name of bounded) {
    const gaps = gapsOf(got[name], wanted[name], name);
    expect(Math.max(0, ...gaps), name).toBeLessThanOrEqual(1e-4);
    expect(gaps.filter((gap) => gap > 1e-5).length, name).toBeLessThanOrEqual(gaps.length / 100);
  }
  for (const name of unbounded) {
    const gaps = gapsOf(got[name], wanted[name], name);
    const relative = gaps.map((gap, i) => (gap === 0 ? 0 : gap / Math.max(1, Math.abs(wanted[name][i]))));
    expect(Math.max(0, ...relative), name).toBeLessThanOrEqual(5e-4);
  }
}
