import { expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { principalComponents } from '../../../src/reward/plane';
import { cloudOf } from '../../../src/app/inspect/map-cloud';
import type { Plane } from '../../../src/app/types';

const plane: Plane = { mode: 'features', x: 0, y: 1, origin: [0, 0], rangeX: [0, 1], rangeY: [0, 1] };
const features = ['x', 'y'].map((name): Feature => ({
  name,
  unit: '',
  role: 'continuous',
  column: name,
  group: 'observation',
  levels: [],
}));

/** Row i lies at (i, −i) in standardised units. */
function line(rows: number, mean = [0, 0]) {
  const points = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? i / 2 : -(i - 1) / 2));
  const few = points.subarray(0, 200);
  return {
    space: { features, standardiser: { mean: Float32Array.from(mean), std: Float32Array.of(1, 1) } },
    components: principalComponents(few, few.length / 2, 2),
    basin: { points, episodes: new Uint32Array(rows), dims: 2, epsilon99: 1 },
  };
}
const rowsOf = (xy: Float32Array): number[] => Array.from({ length: xy.length / 2 }, (_, i) => xy[2 * i]);
const ready = () => Promise.resolve();

test('every demonstration is in the cloud once, its two coordinates together', async () => {
  const { xy, shown, total } = await cloudOf(line(70_000), plane, ready);
  expect([shown, total]).toEqual([70_000, 70_000]);
  expect(rowsOf(xy).sort((a, b) => a - b)).toEqual(Array.from({ length: 70_000 }, (_, i) => i));
  expect(xy.every((value, i) => i % 2 === 0 || value === -xy[i - 1])).toBe(true);
});

test('any first part of the cloud is a fair sample, the same every time', async () => {
  const [first, again] = [await cloudOf(line(50_000), plane, ready), await cloudOf(line(50_000), plane, ready)];
  expect(again.xy).toEqual(first.xy);
  for (const count of [500, 5000]) {
    const rows = rowsOf(first.xy).slice(0, count);
    const mean = rows.reduce((sum, row) => sum + row, 0) / count;
    // Five standard errors of a uniform sample.
    expect(Math.abs(mean - 25_000)).toBeLessThan((5 * 50_000) / Math.sqrt(12 * count));
  }
});

test('of more than a million demonstrations a million are shown, and the rest is counted', async () => {
  const { xy, shown, total } = await cloudOf(line(1_100_000), plane, ready);
  expect([xy.length, shown, total]).toEqual([2_000_000, 1_000_000, 1_100_000]);
  const late = rowsOf(xy).filter((row) => row >= 1_000_000).length;
  expect(Math.abs(late - 1e6 / 11)).toBeLessThan(2000);
});

test('a worker answers other questions while a large cloud is made', async () => {
  let pauses = 0;
  await cloudOf(line(200_000), plane, async () => void pauses++);
  expect(pauses).toBeGreaterThanOrEqual(5);
});

test('demonstrations far from 0 keep their distances', async () => {
  const random = Random.of(1, 'test');
  const reward = line(1000, [1e7, 0]);
  reward.basin.points.forEach((_, i, points) => (points[i] = random.uniform(-1, 1)));
  const { xy, about } = await cloudOf(reward, plane, ready);
  expect(about[0]).toBe(1e7);
  const distinct = new Set(rowsOf(xy));
  expect(distinct.size).toBeGreaterThan(990);
});

test('neither the ranges nor the origin of the plane change the cloud', async () => {
  const elsewhere: Plane = { ...plane, origin: [5, 6], rangeX: [-9, 3], rangeY: [2, 4] };
  expect(await cloudOf(line(1000), elsewhere, ready)).toEqual(await cloudOf(line(1000), plane, ready));
});

test('a reward without its demonstrations has an empty cloud', async () => {
  const { xy, shown, total } = await cloudOf({ ...line(200), basin: null }, plane, ready);
  expect([xy.length, shown, total]).toEqual([0, 0, 0]);
});
