import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { encode, standardise } from '../../../src/demonstrations/encoding';
import { outlineOf } from '../../../src/reward/patches/outline';
import { centreDistance } from '../../../src/reward/patches/patch';
import { principalComponents, Slice } from '../../../src/reward/plane';
import type { Plane } from '../../../src/reward/plane';
import type { InputPatch } from '../../../src/reward/types';
import { expectClose } from './golden';

function feature(name: string, role: Feature['role'], levels: number[] = []): Feature {
  return { name, unit: '', role, column: name, group: 'observation', levels };
}

/** Five inputs and more: x, y, cos and sin of theta, three gears. */
const features = [
  feature('x', 'continuous'),
  feature('theta', 'angle'),
  feature('gear', 'category', [1, 2, 4]),
  feature('y', 'continuous'),
];
const standardiser = {
  mean: Float32Array.of(1, 0.25, 0, 0.5, 0.25, 0.25, -2),
  std: Float32Array.of(2, 0.5, 1, 0.5, 0.5, 0.5, 0.25),
};
const space = { features, standardiser };
const origin = [1.5, 0.5, 2, -2];

const random = new Random(4);
const basin = Float32Array.from({ length: 700 }, (_, i) => random.normal() * [3, 1, 1, 0.5, 0.5, 0.5, 2][i % 7]);
const components = principalComponents(basin, 100, 7);

function slice(change: Partial<Plane> = {}): Slice {
  const plane: Plane = { mode: 'features', x: 0, y: 3, origin, rangeX: [-3, 5], rangeY: [-3, -1], ...change };
  return new Slice(space, plane, components);
}

function patch(change: Partial<InputPatch>): InputPatch {
  return {
    id: 'a',
    kind: 'suppress',
    space: 'input',
    center: [],
    kernel: 'plateau',
    reach: 1,
    core: 0.5,
    strength: 1,
    gate: null,
    ...change,
  };
}

/** Kernel distance of each place of a ring. */
function distances(of: Slice, { center, features: read }: InputPatch, ring: Float32Array): number[] {
  return Array.from({ length: ring.length / 2 }, (_, i) => {
    const x = new Float64Array(of.dims);
    of.write(ring[2 * i], ring[2 * i + 1], x);
    return centreDistance(center, read, x, 0);
  });
}

const components12: Partial<Plane> = { mode: 'components', x: 0, y: 1, rangeX: [-3, 3], rangeY: [-3, 3] };

describe('a slice through two features', () => {
  test('has row 0 at the top and pixel centres inside its ranges', () => {
    const { raw, rows } = slice().grid(4);
    expect(rows).toBe(16);
    expect([raw[0], raw[3]]).toEqual([-2, -1.25]);
    expect([raw[15 * 4], raw[15 * 4 + 3]]).toEqual([4, -2.75]);
    expect([raw[15 * 4 + 1], raw[15 * 4 + 2]]).toEqual([0.5, 2]);
  });

  test('encodes its points as demonstrations are encoded', () => {
    const { x, raw, rows } = slice({ x: 1, y: 2, rangeX: [-3, 3], rangeY: [0, 5] }).grid(6);
    expect([...x]).toEqual([...standardise(encode(features, raw, rows), rows, standardiser)]);
    expect(new Set(raw.filter((_, i) => i % 4 === 2))).toEqual(new Set([1, 2, 4]));
  });

  test('comes in parts that are those of the whole', () => {
    const whole = slice().grid(6);
    const part = slice().grid(6, 2, 4);
    expect([...part.x]).toEqual([...whole.x.subarray(12 * 7, 24 * 7)]);
    expect([...part.raw]).toEqual([...whole.raw.subarray(12 * 4, 24 * 4)]);
  });

  test('locates a place and projects it back', () => {
    const at = slice({ x: 1, y: 3 });
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true }), (a, b) => {
        const raw = at.locate(a, b);
        expect(raw).toEqual([1.5, a, 2, b]);
        const x = standardise(encode(features, Float64Array.from(raw), 1), 1, standardiser);
        expectClose(at.project(x, 1), [a, b], 1e-5);
      }),
    );
    expect(at.origin).toEqual([0.5, -2]);
  });
});

describe('a slice through two components', () => {
  test('goes through its origin, and places come back by projection', () => {
    const at = slice(components12);
    expectClose(at.locate(...at.origin), origin, 1e-6);
    const x = new Float64Array(7);
    at.write(1.25, -0.5, x);
    expectClose(at.project(x, 1), [1.25, -0.5], 1e-6);
  });

  test('moves one standard deviation of a component a unit', () => {
    const at = slice(components12);
    const [a, b] = at.origin;
    const [from, to] = [new Float64Array(7), new Float64Array(7)];
    at.write(a, b, from);
    at.write(a + 1, b, to);
    expect(centreDistance([...from], undefined, to, 0)).toBeCloseTo(components.deviations[0], 9);
  });

  test('gives raw points with real levels and angles', () => {
    const { raw, x, rows } = slice(components12).grid(5);
    for (let row = 0; row < rows; row++) {
      expect(Math.abs(raw[row * 4 + 1])).toBeLessThanOrEqual(Math.PI);
      expect([1, 2, 4]).toContain(raw[row * 4 + 2]);
      expect(raw[row * 4]).toBeCloseTo(x[row * 7] * 2 + 1, 9);
    }
  });

  test('of a single input stays where it is along the axis that is not there', () => {
    const single = { features: [features[0]], standardiser: { mean: Float32Array.of(0), std: Float32Array.of(1) } };
    const plane: Plane = { mode: 'components', x: 0, y: 1, origin: [2], rangeX: [-1, 1], rangeY: [-1, 1] };
    const at = new Slice(single, plane, principalComponents(Float32Array.of(-1, 1), 2, 1));
    expect(at.locate(0.5, 0.7)).toEqual([0.5]);
    expect(at.origin).toEqual([2, 0]);
  });
});

describe('principal components', () => {
  test('find the long axis of a cloud, its largest entry positive', () => {
    const points = Float32Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? 0 : NaN));
    const noise = new Random(9);
    for (let row = 0; row < 1000; row++) {
      const along = noise.normal() * 5;
      points[2 * row] = 1 - 0.6 * along;
      points[2 * row + 1] = 2 - 0.8 * along + 0.1 * noise.normal();
    }
    const found = principalComponents(points, 1000, 2);
    expectClose(found.axes.subarray(0, 2), [0.6, 0.8], 0.01);
    expect(found.deviations[0]).toBeCloseTo(5, 0);
    expect(found.deviations[1]).toBeLessThan(0.2);
  });
});

describe('the outline of a patch', () => {
  test('is the circle of its reach and of its core, in raw units', () => {
    const at = slice();
    const circle = patch({ features: [0, 6], center: [0.5, 1], reach: 0.5 });
    const { centre, reach, core } = outlineOf(at, circle);
    expectClose(centre, [2, -1.75]);
    expect(reach.length).toBe(192);
    expect(Math.max(...distances(at, circle, reach).map((d) => Math.abs(d - 0.5)))).toBeLessThan(1e-5);
    expect(Math.max(...distances(at, circle, core).map((d) => Math.abs(d - 0.25)))).toBeLessThan(1e-5);
    expectClose([reach[0], reach[1]], [3, -1.75], 1e-6);
  });

  test('shrinks to the cut of the ball that the plane makes, and is empty when it makes none', () => {
    const at = slice();
    const x = standardise(encode(features, Float64Array.from(origin), 1), 1, standardiser);
    const center = [...x];
    center[1] += 0.8;
    const { reach, core } = outlineOf(at, patch({ center, reach: 1 }));
    expectClose([reach[0]], [1.5 + 0.6 * 2], 1e-5);
    expect(core.length).toBe(0);
    center[1] += 0.3;
    expect(outlineOf(at, patch({ center, reach: 1 })).reach.length).toBe(0);
  });

  test('runs on along an axis that the patch does not read, as far as twice the picture', () => {
    const { centre, reach } = outlineOf(slice(), patch({ features: [0], center: [0], reach: 0.5, kernel: 'gaussian' }));
    expectClose(centre, [1, -2]);
    expectClose([reach[0], reach[49]], [2, -2 + 2 * 2], 1e-5);
  });

  test('closes around an angle', () => {
    const at = slice({ x: 1, y: 3, rangeX: [-Math.PI, Math.PI] });
    const angle = patch({ features: [1, 2], center: [(1 - 0.25) / 0.5, 0], reach: 0.5 });
    const { centre, reach } = outlineOf(at, angle);
    expect(centre[0]).toBeCloseTo(0, 6);
    expect(Math.abs(distances(at, angle, reach)[0] - 0.5)).toBeLessThan(1e-5);
  });

  test('finds the nearest place on a plane of components', () => {
    const at = slice(components12);
    const x = new Float64Array(7);
    at.write(0.75, -1.5, x);
    const ball = patch({ center: [...x], reach: 1.5 });
    const { centre, reach } = outlineOf(at, ball);
    expectClose(centre, [0.75, -1.5], 1e-6);
    expect(Math.max(...distances(at, ball, reach).map((d) => Math.abs(d - 1.5)))).toBeLessThan(1e-5);
    const strip = patch({ features: [0], center: [x[0] + 1], reach: 0.25 });
    expect(distances(at, strip, Float32Array.from(outlineOf(at, strip).centre))[0]).toBeLessThan(1e-4);
  });

  test('is empty for patches that have no place among the inputs', () => {
    const norm = { id: 'n', type: 'range', features: [0], min: [0], max: [1] } as const;
    const mask = { id: 'm', kind: 'suppress', space: 'mask', strength: 1, width: 0, norm } as const;
    expect(outlineOf(slice(), mask)).toMatchObject({ centre: [NaN, NaN], reach: { length: 0 }, core: { length: 0 } });
  });
});
