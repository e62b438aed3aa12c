import { describe, expect, it } from 'vitest';
import { normMargins } from '../../../src/norms/episode-margins';
import type { Norm } from '../../../src/norms/norm';
import { openNorm, openNorms } from '../../../src/norms/open-norm';
import { noDistances } from '../../../src/norms/rows';
import { treeOf } from '../../../src/norms/tree-of';
import { featuresIn } from '../../../src/norms/tree/tree-uses';
import { must, plane, rowsOf, spaceOf } from './fixtures';

const space = spaceOf(plane);
const range: Norm = { id: 'x', type: 'range', features: [0], min: [-1], max: [1] };
const window: Norm = { id: 't', type: 'temporal', operator: 'eventually', from: 0, to: 1, norm: range };

describe('opening norms', () => {
  it('tells severity, 1 unless it is given', () => {
    expect(must(openNorm(range, space, noDistances)).severity).toBe(1);
    expect(must(openNorm({ ...range, severity: 0.25 }, space, noDistances)).severity).toBe(0.25);
  });

  it('refuses a window for single rows, and leaves windows out of a list', () => {
    const opened = openNorm(window, space, noDistances);
    expect(opened.ok ? '' : opened.failure.kind).toBe('unsupported');
    expect(must(openNorms([window, range], space, noDistances)).map(({ norm }) => norm.id)).toEqual(['x']);
  });

  it('refuses a norm that breaks a rule, so that it never gives a margin', () => {
    for (const bad of [
      { ...range, features: [2] },
      { ...range, max: [NaN] },
      { ...range, severity: 2 },
    ]) {
      expect(openNorm(bad, space, noDistances).ok).toBe(false);
      expect(openNorms([range, bad], space, noDistances).ok).toBe(false);
    }
  });

  it('refuses more walls than a tree may hold', () => {
    const boxes = Array.from({ length: 2000 }, (_, i) => ({ min: [i, i], max: [i + 0.5, i + 0.5] }));
    const opened = treeOf({ id: 'w', type: 'wall', features: [0, 1], boxes }, space);
    expect(opened.ok ? '' : opened.failure.message).toMatch(/need \d+ steps, and one norm may have 20000/);
  });

  it('compiles ranges over hundreds of features without getting deep', () => {
    const names = Array.from({ length: 500 }, (_, i) => ({ ...plane[0], name: `f${i}` }));
    const wide = spaceOf(names);
    const all = names.map((_, i) => i);
    const norm: Norm = { id: 'r', type: 'range', features: all, min: all.map(() => -1), max: all.map(() => 1) };
    const opened = must(openNorm(norm, wide, noDistances));
    const raw = all.map((i) => (i === 321 ? 0.75 : 0));
    expect(opened.margin(rowsOf(wide, [raw]), 0)).toBe(0.25);
  });
});

describe('margins over episodes', () => {
  const rows = rowsOf(space, [
    [0, 0],
    [2, 0],
    [3, 0],
    [0.5, 0],
  ]);

  it('cover every kind, windows included, in the order of the norms', () => {
    const all = must(normMargins([window, range], rows, Uint32Array.of(0, 2, 4), space, noDistances));
    expect(all.map(({ norm, margins }) => [norm.id, ...margins])).toEqual([
      ['t', 1, NaN, 0.5, 0.5],
      ['x', 1, -1, -2, 0.5],
    ]);
  });

  it('fail on a bad window', () => {
    expect(normMargins([{ ...window, to: -1 }], rows, Uint32Array.of(0, 4), space, noDistances).ok).toBe(false);
  });
});

describe('the features of a norm', () => {
  it('are found in its tree', () => {
    const lane: Norm = { id: 'v', type: 'velocity', features: [1, 0], max: 1 };
    expect(featuresIn(must(treeOf(lane, space)))).toEqual([0, 1]);
    expect(featuresIn(must(treeOf({ id: 'p', type: 'path', features: [1], points: [[0]], width: 1 }, space)))).toEqual([
      1,
    ]);
  });
});
