import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTree } from '../../../src/norms/compile/compile';
import type { Norm } from '../../../src/norms/norm';
import { noDistances } from '../../../src/norms/rows';
import type { Tree } from '../../../src/norms/tree/tree';
import { marginsOf, plane, rowsOf, spaceOf } from './fixtures';

const space = spaceOf(plane, 1, 2);
const coordinate = fc.integer({ min: -20, max: 20 }).map((n) => n / 4);
const place = fc.tuple(coordinate, coordinate);
const places = fc.array(place, { minLength: 1, maxLength: 9 });

function distance([x, y]: readonly number[], [u, v]: readonly number[]): number {
  return Math.sqrt((x - u) ** 2 + (y - v) ** 2);
}

/** Distance to the nearest of very many places of a segment. */
function scanned(p: readonly number[], [ax, ay]: readonly number[], [bx, by]: readonly number[]): number {
  const steps = Array.from({ length: 401 }, (_, i) => i / 400);
  return Math.min(...steps.map((t) => distance(p, [ax + t * (bx - ax), ay + t * (by - ay)])));
}

describe('a compiled tree', () => {
  it('finds the nearest of its own points exactly', () => {
    fc.assert(
      fc.property(places, places, (asked, points) => {
        const norm: Norm = { id: 's', type: 'support', boundary: 0, points };
        const expected = asked.map((p) => -Math.min(...points.map((q) => distance(p, q))) / 2);
        marginsOf(norm, space, rowsOf(space, asked)).forEach((margin, i) =>
          expect(margin).toBeCloseTo(expected[i], 12),
        );
      }),
    );
  });

  it('is as far from a line as a scan along it', () => {
    fc.assert(
      fc.property(place, fc.array(place, { minLength: 2, maxLength: 5 }), (p, points) => {
        const norm: Norm = { id: 'p', type: 'path', features: [0, 1], points, width: 0 };
        const [margin] = marginsOf(norm, space, rowsOf(space, [p]));
        const coarse = Math.min(...points.slice(1).map((b, i) => scanned(p, points[i], b)));
        expect(-margin).toBeLessThanOrEqual(coarse + 1e-12);
        expect(-margin).toBeGreaterThan(coarse - 0.05);
      }),
    );
  });

  it('tells left from right of a straight line, from any side', () => {
    fc.assert(
      fc.property(place, place, place, (p, a, b) => {
        fc.pre(distance(a, b) > 0);
        const tree: Tree = { op: 'polyline', features: [0, 1], points: [a, b], lateral: true };
        const offset = compileTree(tree, noDistances)(rowsOf(space, [p]), 0);
        const cross = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
        if (cross !== 0) expect(Math.sign(offset)).toBe(Math.sign(cross));
        expect(Math.abs(offset)).toBeLessThanOrEqual(distance(p, a));
      }),
    );
  });

  it('judges many bounds in one loop as it does one by one', () => {
    const number = (value: number): Tree => ({ op: 'number', value });
    const feature = (index: number): Tree => ({ op: 'feature', index });
    const bound = fc.tuple(fc.nat(1), coordinate, fc.boolean()).map(([f, v, above]): Tree => ({
      op: 'subtract',
      of: above ? [feature(f), number(v)] : [number(v), feature(f)],
    }));
    const bounds = fc.array(bound, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(bounds, fc.constantFrom('minimum', 'maximum'), place, (parts, op, p) => {
        const rows = rowsOf(space, [p]);
        const value = (tree: Tree): number => compileTree(tree, noDistances)(rows, 0);
        const choose = op === 'minimum' ? Math.min : Math.max;
        const together = parts.reduce((a, b): Tree => ({ op, of: [a, b] }));
        expect(value(together)).toBeCloseTo(choose(...parts.map(value)), 12);
      }),
    );
  });
});
