import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { unbounded } from '../../../src/norms/bounds';
import type { WallNorm } from '../../../src/norms/norm';
import { checkNorm } from '../../../src/norms/norms-file';
import { openNorm, type OpenNorm } from '../../../src/norms/open-norm';
import { noDistances } from '../../../src/norms/rows';

function featuresOf(dims: number): Feature[] {
  return Array.from({ length: dims }, (_, i) => ({
    name: `f${i}`,
    unit: '',
    role: 'continuous',
    column: `f${i}`,
    group: 'observation',
    levels: [],
  }));
}

/** Boxes in a row, each with all its sides. */
function wallOf(boxes: number, dims: number): WallNorm {
  const side = (value: number): number[] => new Array<number>(dims).fill(value);
  return {
    id: 'maze',
    type: 'wall',
    features: side(0).map((_, i) => i),
    boxes: Array.from({ length: boxes }, (_, b) => ({ min: side(b), max: side(b + 0.5) })),
  };
}

describe('a wall of many boxes', () => {
  // The figures stand in docs/norms.md.
  test.each([
    [1, 645],
    [2, 339],
    [3, 229],
    [6, 116],
  ])('over %i features opens with %i boxes; with one more it is refused before it is kept', (dims, most) => {
    const features = featuresOf(dims);
    const space = { features, standardiser: { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) } };
    const checked = checkNorm(wallOf(most, dims), features);
    if (!checked.ok) throw new Error(checked.failure.message);
    const opened = openNorm(checked.value, space, noDistances);
    if (!opened.ok) throw new Error(opened.failure.message);
    const raw = new Float64Array(dims).fill(most - 1 + 0.25);
    expect(opened.value.margin({ rows: 1, x: raw, raw }, 0)).toBeCloseTo(-0.25, 12);
    const refused = checkNorm(wallOf(most + 1, dims), features);
    expect(!refused.ok && refused.failure).toMatchObject({
      kind: 'malformed',
      message: expect.stringMatching(
        `norm maze was refused: boxes are ${most + 1} and need 20\\d{3} steps, .* several walls of it, of about ${most} boxes each`,
      ) as string,
    });
  });

  test('is as far as the nearest of its boxes, bit for bit, however many are passed over', () => {
    const random = Random.of(9, 'boxes');
    for (const dims of [1, 2, 3, 4]) {
      const features = featuresOf(dims);
      const space = { features, standardiser: { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) } };
      const boxes = Array.from({ length: 60 }, (_, b) => {
        const min = features.map(() => random.uniform(-5, 5));
        const max = min.map((side) => side + random.uniform(0, 3));
        // Some have no end on one side.
        return { min, max: max.map((side, d) => (b % 7 === d ? unbounded : side)) };
      });
      const open = (some: WallNorm['boxes']): OpenNorm => {
        const opened = openNorm({ ...wallOf(1, dims), boxes: some }, space, noDistances);
        if (!opened.ok) throw new Error(opened.failure.message);
        return opened.value;
      };
      const [all, each] = [open(boxes), boxes.map((box) => open([box]))];
      for (let i = 0; i < 500; i++) {
        const raw = Float64Array.from({ length: dims }, () => random.uniform(-8, 8));
        if (i === 1) raw[dims - 1] = NaN;
        const margin = ({ margin: of }: OpenNorm) => of({ rows: 1, x: raw, raw }, 0);
        expect(margin(all)).toBe(each.map(margin).reduce((a, b) => Math.min(a, b)));
      }
    }
  });

  test('made into several walls forbids the same places', () => {
    const features = featuresOf(2);
    const space = { features, standardiser: { mean: new Float32Array(2), std: new Float32Array(2).fill(1) } };
    const { boxes, ...rest } = wallOf(300, 2);
    const margins = [boxes, boxes.slice(0, 150), boxes.slice(150)].map((some) => {
      const opened = openNorm({ ...rest, boxes: some }, space, noDistances);
      if (!opened.ok) throw new Error(opened.failure.message);
      return Array.from({ length: 900 }, (_, i) => {
        const raw = Float64Array.of(i / 3 - 0.2, i / 3 + 0.1);
        return opened.value.margin({ rows: 1, x: raw, raw }, 0);
      });
    });
    expect(margins[0]).toEqual(margins[1].map((margin, i) => Math.min(margin, margins[2][i])));
  });
});
