import { describe, expect, test } from 'vitest';
import { drawWithin } from '../../../src/flywheel/local-draws';
import { attackPatch } from '../../../src/flywheel/local-attack';
import type { InputPatch, LearnedPatch, MaskPatch } from '../../../src/reward/types';
import { fence, smallWorld } from './refinement/small-world';

const kernel: InputPatch = {
  id: 'k',
  kind: 'suppress',
  space: 'input',
  center: [1, 1.4],
  kernel: 'plateau',
  reach: 0.8,
  core: 0.9,
  strength: 1,
  gate: null,
};
const mask: MaskPatch = { id: 'm', kind: 'suppress', space: 'mask', strength: 1, norm: fence, width: 0 };
const learned: LearnedPatch = {
  id: 'l',
  kind: 'suppress',
  space: 'learned',
  strength: 1,
  layers: [{ inputs: 2, outputs: 1, weights: [0, 40], biases: [-40] }],
  threshold: 0.5,
};

const rowsOf = (raw: Float64Array) =>
  Array.from({ length: raw.length / 2 }, (_, row) => [raw[2 * row], raw[2 * row + 1]]);

describe('attacking a patch within its reach', () => {
  test('59 queries without a hit bound the share of flaws by .05', async () => {
    const world = smallWorld();
    world.setPatches([mask]);
    const attack = await attackPatch(world.problem, mask, 59, 1);
    expect(attack).toMatchObject({ id: 'm', queries: 59, hits: 0 });
    expect(attack.bound).toBeCloseTo(1 - 0.05 ** (1 / 59), 10);
    expect(attack.bound).toBeLessThan(0.05);
  });

  test('finds what a patch leaves: without it nearly everything beyond the fence is a hit', async () => {
    const world = smallWorld();
    const open = await attackPatch(world.problem, mask, 200, 1);
    expect(open.hits / open.queries).toBeGreaterThan(0.9);
    world.setPatches([{ ...mask, strength: 0.2 }]);
    const weak = await attackPatch(world.problem, mask, 200, 1);
    expect(weak.hits).toBeGreaterThan(0);
    expect(weak.bound).toBeGreaterThan(weak.hits / weak.queries);
  });

  test('queries of a kernel lie within its reach, behind its gate and inside the box', async () => {
    const { problem } = smallWorld();
    const gated = {
      ...kernel,
      center: [2.6, 1.6],
      gate: { type: 'half-space', normal: [1, 0], origin: [2.6, 0] },
    } as const;
    const rows = rowsOf(await drawWithin(problem, gated, 100, 3));
    expect(rows).toHaveLength(100);
    for (const [east, north] of rows) {
      expect(Math.hypot(east - 2.6, north - 1.6)).toBeLessThan(0.8);
      expect(east).toBeGreaterThan(2.6);
      expect(east).toBeLessThanOrEqual(3);
      expect(north).toBeLessThanOrEqual(2);
    }
  });

  test('inputs that a kernel does not read are those of good points', async () => {
    const { problem } = smallWorld();
    const rows = rowsOf(await drawWithin(problem, { ...kernel, features: [1], center: [1.4], reach: 0.3 }, 100, 3));
    expect(rows).toHaveLength(100);
    const east = rows.map(([value]) => value);
    expect(Math.min(...east)).toBeLessThan(-1);
    expect(Math.max(...east)).toBeGreaterThan(1);
    for (const [, north] of rows) expect(Math.abs(north - 1.4)).toBeLessThan(0.3);
  });

  test('queries of a mask violate its norm; those of a learned patch are changed by it', async () => {
    const { problem } = smallWorld();
    for (const [, north] of rowsOf(await drawWithin(problem, mask, 80, 3))) expect(north).toBeGreaterThan(0.8);
    const touched = rowsOf(await drawWithin(problem, learned, 80, 3));
    expect(touched).toHaveLength(80);
    for (const [, north] of touched) expect(north).toBeGreaterThan(1);
  });

  test('the same seed asks the same, another asks something else, and nothing to ask bounds nothing', async () => {
    const { problem } = smallWorld();
    expect(await drawWithin(problem, kernel, 59, 5)).toEqual(await drawWithin(problem, kernel, 59, 5));
    expect(await drawWithin(problem, kernel, 59, 6)).not.toEqual(await drawWithin(problem, kernel, 59, 5));
    const noDistances = { ...kernel, gate: { type: 'half-space', normal: [1, 0], origin: [50, 0] } } as const;
    expect(await attackPatch(problem, noDistances, 59, 1)).toEqual({ id: 'k', queries: 0, hits: 0, bound: 1 });
  });
});
