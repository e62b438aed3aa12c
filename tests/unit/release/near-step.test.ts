import { describe, expect, it } from 'vitest';
import { markNearCalibration, markNearPatch, markNearThreshold } from '../../../src/release/near-step';
import { bareScoringContext } from '../../../src/reward/patches/scoring-context';
import type { InputPatch, MaskPatch, Patch, Points, Scores } from '../../../src/reward/types';

const patch: InputPatch = {
  ...{ id: 'p', kind: 'suppress', space: 'input', features: [0], center: [1], kernel: 'plateau' },
  ...{ reach: 2, core: 0.7, strength: 1, gate: null },
};

function marks(marked: Patch, rows: number[][]): number[] {
  const values = Float64Array.from(rows.flat());
  const points: Points = { rows: rows.length, x: values, raw: values };
  const near = new Uint8Array(rows.length);
  markNearPatch(marked, [], points, near, bareScoringContext(rows[0].length));
  return Array.from(near);
}

describe('steps of the score', () => {
  it('are found at the reach of a kernel', () => {
    expect(marks(patch, [[3], [3 + 1e-6], [3.001], [1], [-1], [-1.01]])).toEqual([1, 1, 0, 0, 1, 0]);
    expect(marks({ ...patch, enabled: false }, [[3]])).toEqual([0]);
  });

  it('are found on gate planes, inside the reach only', () => {
    const side: InputPatch = { ...patch, gate: { type: 'half-space', normal: [1], origin: [1.5] } };
    expect(marks(side, [[1.5], [1.5 + 1e-6], [1.6]])).toEqual([1, 1, 0]);
    expect(marks({ ...side, gate: { type: 'half-space', normal: [1], origin: [9] } }, [[9]])).toEqual([0]);
    const turn: InputPatch = { ...patch, gate: { type: 'direction', features: [1, 2], normal: [1, 0], sigma: 1 } };
    const rows = [
      [1, 0, 5],
      [1, 1e-6, 5],
      [1, 1, 5],
      [1, 0, 0],
    ];
    const values = Float64Array.from(rows.flat());
    const near = new Uint8Array(4);
    markNearPatch(turn, [], { rows: 4, x: values, raw: values }, near, bareScoringContext(3));
    expect(Array.from(near)).toEqual([1, 1, 0, 0]);
  });

  it('are found at the edge of a hard mask, not of a soft one', () => {
    const norm = { id: 'n', type: 'range', features: [0], min: [0], max: [2] } as const;
    const hard: MaskPatch = { id: 'm', kind: 'suppress', space: 'mask', strength: 1, width: 0, norm };
    expect(marks(hard, [[2], [1], [-1e-6], [3]])).toEqual([1, 0, 1, 0]);
    expect(marks({ ...hard, width: 0.5 }, [[2]])).toEqual([0]);
  });

  it('are found at thresholds and calibration values', () => {
    const one = (value: number): Float64Array => Float64Array.of(value);
    const thresholds = {
      dial: 0.05,
      uMax: 1,
      uBlock: 2,
      nMax: 3,
      debounce: 3,
      floor: 0.05,
      supported: 0.05,
      aMax: 0.26,
    };
    const mark = (energy: number, score: number, u: number): number => {
      const near = new Uint8Array(1);
      const rest = {
        baseReward: one(1),
        suppression: one(0),
        raise: one(0),
        memberDisagreement: one(0),
        sensitivity: one(0),
      };
      const scores: Scores = { ...rest, energy: one(energy), score: one(score), memberEnergies: one(energy) };
      markNearThreshold(thresholds, scores, one(u), near);
      return near[0];
    };
    expect([mark(1, 0.5, 0.5), mark(3.00001, 0.5, 0.5), mark(1, 0.05, 0.5), mark(1, 0.5, 2)]).toEqual([0, 1, 1, 1]);
    const near = new Uint8Array(4);
    const episode = { episode: 0, member: 1, energies: Float64Array.of(2, -1), uncertainties: Float64Array.of(0, 0) };
    markNearCalibration([episode], Float64Array.of(2, 0, 0, 2.00001, 0, -1, -1, 1), 2, near);
    expect(Array.from(near)).toEqual([0, 1, 1, 0]);
  });
});
