import { describe, expect, it } from 'vitest';
import { unwatched } from '../../../../src/basics/task';
import { startsIn } from '../../../../src/flywheel/search/batch';
import type { Gradient, Objective, SearchBox } from '../../../../src/flywheel/search/batch';
import { energyGradient } from '../../../../src/flywheel/search/energy';
import { defaultAscent, gradientAscent } from '../../../../src/flywheel/search/gradient-ascent';
import { ReferenceScorer } from '../../../../src/reward/reference-scorer';
import { defaultModel, opened } from '../../reward/golden';
import { Cancelled, bowl, cancelledAfter, cube, each } from './objectives';

const violated: Objective = (_, rows) => Promise.resolve(new Float64Array(rows).fill(-1));

const climb = (energy: Gradient, margin: Objective, box: SearchBox, starts: Float64Array, options = {}) =>
  gradientAscent(energy, margin, box, starts, unwatched, { ...defaultAscent, ...options });

function rowsOf(points: Float64Array, dims: number): number[][] {
  return Array.from({ length: points.length / dims }, (_, i) => [...points.subarray(i * dims, (i + 1) * dims)]);
}

function expectNear(point: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(Math.hypot(...point.map((value, d) => value - wanted[d]))).toBeLessThan(tolerance);
}

describe('climbing by the gradient', () => {
  it('finds a planted minimum from everywhere', async () => {
    const box = cube(3, -2, 3);
    const { points, energies, queries } = await climb(bowl([1, -0.5, 2]), violated, box, startsIn(box, 40, 1));
    for (const point of rowsOf(points, 3)) expectNear(point, [1, -0.5, 2], 1e-3);
    expect(energies.every((energy) => energy < 1e-5)).toBe(true);
    expect(queries).toBeGreaterThan(40);
  });

  it('finds each of two wells from the starts that lie about it', async () => {
    const box = cube(1, -3, 3);
    const wells: Gradient = async (points, rows) => ({
      values: await each(1, ([x]) => (x * x - 4) ** 2)(points, rows),
      gradients: points.map((x) => 4 * x * (x * x - 4)),
    });
    const { points } = await climb(wells, violated, box, Float64Array.of(-2.9, -0.3, 0.4, 2.7));
    [-2, -2, 2, 2].forEach((well, i) => expect(points[i]).toBeCloseTo(well, 3));
  });

  it('stays in the box, on a side or in a corner of which the minimum may lie; starts outside begin on it', async () => {
    const box = cube(2, -1, 1);
    const starts = new Float64Array([...startsIn(box, 20, 2), 40, -40]);
    const corner = await climb(bowl([5, -7]), violated, box, starts);
    for (const point of rowsOf(corner.points, 2)) expect(point).toEqual([1, -1]);
    const side = await climb(bowl([0.25, 9]), violated, box, starts);
    for (const point of rowsOf(side.points, 2)) {
      expectNear(point, [0.25, 1], 1e-3);
      expect(point.every((value) => Math.abs(value) <= 1)).toBe(true);
    }
  });

  it('leaves a side of the box that has no width alone', async () => {
    const box = { low: Float64Array.of(-1, 0.5), high: Float64Array.of(1, 0.5) };
    const { points } = await climb(bowl([0.2, 0]), violated, box, Float64Array.of(-0.9, 0.5));
    expectNear([...points], [0.2, 0.5], 1e-3);
  });

  it('goes along a plane that bounds the violation, to where the energy is least on it', async () => {
    const box = cube(2, -4, 4);
    // Violated where x + y < 1; the minimum (2, 2) lies outside. Least of (x − 2)² + 10(y − 2)² on x + y = 1:
    const wanted = [2 - 30 / 11, 2 - 3 / 11];
    const margin = each(2, ([x, y]) => x + y - 1);
    const { points, margins } = await climb(bowl([2, 2]), margin, box, startsIn(box, 40, 3));
    for (const point of rowsOf(points, 2)) expectNear(point, wanted, 0.02);
    expect(margins.every((value) => value < 0)).toBe(true);
  });

  it('goes round a bent margin, too', async () => {
    const box = cube(2, -4, 4);
    // Violated outside the disc of radius 1 about (2, 2); the minimum of the energy is its centre.
    const margin = each(2, ([x, y]) => 1 - Math.hypot(x - 2, y - 2));
    const { points, margins, energies } = await climb(bowl([2, 2]), margin, box, startsIn(box, 30, 4));
    expect(margins.every((value) => value < 0)).toBe(true);
    for (const point of rowsOf(points, 2)) expect(Math.abs(point[1] - 2)).toBeLessThan(0.2);
    expect(energies.every((energy) => energy < 1.35)).toBe(true);
  });

  it('brings starts that comply to a violation first', async () => {
    const box = cube(2, -4, 4);
    const margin = each(2, ([x]) => 3 - x);
    const starts = Float64Array.of(-3, 0, 0, 3, 3.5, 3.5);
    const { points, margins } = await climb(bowl([0, 1]), margin, box, starts);
    expect(margins.every((value) => value < 0)).toBe(true);
    for (const point of rowsOf(points, 2)) expectNear(point, [3, 1], 0.01);
  });

  it('never calls a point violating where the norm is inconclusive', async () => {
    const box = cube(1, -1, 1);
    const margin = each(1, ([x]) => (x < 0 ? NaN : -1));
    const { points, margins } = await climb(bowl([-0.5]), margin, box, Float64Array.of(0.5, -0.8));
    expect(points[0]).toBeGreaterThanOrEqual(0);
    expect(margins[0]).toBe(-1);
    expect(margins[1]).toBeNaN();
  });

  it('takes each point the same way, bit for bit, in any company and any tile', async () => {
    const box = cube(3, -2, 3);
    const margin = each(3, ([x, y, z]) => Math.sin(3 * x) + y * z - 0.2);
    const starts = startsIn(box, 30, 5);
    const all = await climb(bowl([1, -0.5, 2]), margin, box, starts, { steps: 40 });
    for (const tileRows of [1, 7, 29]) {
      expect(await climb(bowl([1, -0.5, 2]), margin, box, starts, { steps: 40, tileRows })).toEqual(all);
    }
    const few = await climb(bowl([1, -0.5, 2]), margin, box, starts.slice(15, 24), { steps: 40 });
    expect(few.points).toEqual(all.points.slice(15, 24));
    expect(startsIn(box, 9, 5)).toEqual(starts.slice(0, 27));
    expect(startsIn(box, 9, 6)).not.toEqual(starts.slice(0, 27));
  });

  it('takes no starts, and stops when it is cancelled', async () => {
    const box = cube(2, -1, 1);
    expect((await climb(bowl([0, 0]), violated, box, new Float64Array(0))).points.length).toBe(0);
    const late = gradientAscent(bowl([0, 0]), violated, box, startsIn(box, 9, 1), cancelledAfter(5));
    await expect(late).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('the energy of a mixture', () => {
  const { model, points } = defaultModel();
  const members = model.members.map(({ tensors }) => opened(tensors));
  const dims = points.x.length / points.rows;
  const x = Float64Array.from(points.x);
  const energy = energyGradient(model, members);

  it('is that of the reference, and its gradient that of central differences', async () => {
    const { values, gradients } = await energy(x, points.rows);
    const wanted = await new ReferenceScorer(model, members).score(points, []);
    values.forEach((value, row) => expect(value).toBeCloseTo(wanted.energy[row], 10));
    for (let d = 0; d < dims; d++) {
      const moved = (by: number) =>
        energy(
          x.map((value, i) => (i % dims === d ? value + by : value)),
          points.rows,
        );
      const [above, below] = [await moved(1e-6), await moved(-1e-6)];
      above.values.forEach((value, row) => {
        const slope = (value - below.values[row]) / 2e-6;
        expect(Math.abs(gradients[row * dims + d] - slope)).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
      });
    }
  });

  it('is led down from far starts to where the reward takes points for good, while they violate', async () => {
    const box = cube(dims, -4, 4);
    const starts = startsIn(box, 30, 8);
    const margin = each(dims, (point) => 1.5 - point[0]);
    const before = (await energy(starts, 30)).values;
    const { points: found, energies, margins } = await climb(energy, margin, box, starts);
    const violating = Array.from(margins.keys()).filter((row) => margins[row] < 0);
    expect(violating.length).toBe(30);
    expect(violating.every((row) => found[row * dims] > 1.5)).toBe(true);
    const lowered = violating.filter((row) => energies[row] < before[row] / 4);
    expect(lowered.length).toBeGreaterThan(20);
  });
});
