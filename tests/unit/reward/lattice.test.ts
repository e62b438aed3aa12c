import { describe, expect, test } from 'vitest';
import { families } from '../../../src/reward/families';
import { linear } from '../../../src/reward/families/mapping';
import { rewardOf } from '../../../src/reward/score';
import type { ErrorModel, Tensors } from '../../../src/reward/types';

const shape = [2, 3, 4];
/** 1 + i + 10 j² + 100 k: linear between nodes in each input by itself. */
const table = Float32Array.from({ length: 24 }, (_, at) => {
  const [i, j, k] = [Math.floor(at / 12), Math.floor(at / 4) % 3, at % 4];
  return 1 + i + 10 * j * j + 100 * k;
});
const tensors: Tensors = {
  low: { shape: [3], data: Float32Array.of(-1, 0, 0) },
  high: { shape: [3], data: Float32Array.of(1, 2, 3) },
  loss: { shape, data: table },
};

function opened(parts: Tensors = tensors): ErrorModel {
  const member = families.lattice.open(parts);
  if (!member.ok) throw new Error(member.failure.message);
  return member.value;
}
const at = (...x: number[]): number => opened().errors(Float64Array.from(x), 1)[0];
const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

describe('a table on a lattice', () => {
  test('gives its own numbers at the nodes, first input slowest', () => {
    expect(at(-1, 0, 0)).toBe(1);
    expect(at(1, 2, 3)).toBe(1 + 1 + 40 + 300);
    expect(at(1, 1, 2)).toBe(1 + 1 + 10 + 200);
  });

  test('is linear between nodes in each input', () => {
    expect(at(0, 0, 0)).toBeCloseTo(1.5, 12);
    expect(at(-1, 0.5, 0)).toBeCloseTo(6, 12);
    expect(at(-1, 1.5, 0)).toBeCloseTo(26, 12);
    expect(at(0.5, 1.25, 2.75)).toBeCloseTo(1 + 0.75 + 17.5 + 275, 12);
  });

  test('is never better outside than at its worst node, and worse the farther', () => {
    const worst = Math.max(...table);
    expect(at(1.001, 2, 3)).toBeGreaterThan(worst);
    expect(at(-5, 0, 0)).toBeCloseTo(worst + 4, 12);
    expect(at(NaN, 0, 0)).toBeNaN();
  });

  test('shares of the inputs sum to the error, and an input that changes nothing has none', () => {
    const inside = opened().contributions(Float64Array.of(0.5, 1.25, 2.75));
    expect(sum(inside)).toBeCloseTo(at(0.5, 1.25, 2.75), 10);
    expect([...inside].sort((a, b) => a - b)).toEqual([...inside]);
    const outside = opened().contributions(Float64Array.of(0, 5, 0));
    expect([...outside]).toEqual([0, at(0, 5, 0), 0]);
    const flat = { ...tensors, loss: { shape, data: new Float32Array(24).fill(3) } };
    expect([...opened(flat).contributions(Float64Array.of(0, 1, 1))]).toEqual([1, 1, 1]);
  });

  test('maps its energy in a straight line to reward', () => {
    expect(families.lattice.mapping).toBe(linear);
    expect([-1, 0, 0.25, 1, 7].map((n) => rewardOf(n, 4, linear))).toEqual([1, 1, 0.75, 0, 0]);
  });

  test.each([
    ['no table', { low: tensors.low, high: tensors.high }],
    ['four inputs', { ...tensors, loss: { shape: [2, 3, 2, 2], data: table } }],
    ['one node along an input', { ...tensors, loss: { shape: [1, 6, 4], data: table } }],
    ['a corner missing', { low: tensors.low, loss: tensors.loss }],
    ['corners the wrong way round', { ...tensors, low: tensors.high, high: tensors.low }],
    ['fewer numbers than nodes', { ...tensors, loss: { shape, data: table.slice(1) } }],
    ['a loss below 0', { ...tensors, loss: { shape, data: table.map((m, i) => (i === 5 ? -m : m)) } }],
    ['a loss that is not a number', { ...tensors, loss: { shape, data: table.map((m, i) => (i === 5 ? NaN : m)) } }],
  ] as [string, Tensors][])('is refused with %s', (_, parts) => {
    expect(families.lattice.open(parts)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });
});
