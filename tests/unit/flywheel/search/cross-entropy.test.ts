import { describe, expect, it } from 'vitest';
import { unwatched } from '../../../../src/basics/task';
import { crossEntropy, defaultCrossEntropy } from '../../../../src/flywheel/search/cross-entropy';
import type { Objective, SearchBox } from '../../../../src/flywheel/search/batch';
import { Cancelled, cancelledAfter, cube, each } from './objectives';

const options = { ...defaultCrossEntropy, seed: 3 };
/** Many shallow wells, the deepest at (1, −2). */
const egg = each(2, ([x, y]) => {
  const [u, v] = [x - 1, y + 2];
  return u * u + v * v + 3 * (2 - Math.cos(5 * u) - Math.cos(5 * v));
});
const search = (objective: Objective, box: SearchBox, changes = {}) =>
  crossEntropy(objective, box, { ...options, ...changes }, unwatched);

describe('cross-entropy search', () => {
  it('finds the deepest of many wells', async () => {
    const { points, values, queries } = await search(egg, cube(2, -5, 5));
    const best = values.indexOf(Math.min(...values));
    expect(Math.hypot(points[2 * best] - 1, points[2 * best + 1] + 2)).toBeLessThan(1e-3);
    expect(values[best]).toBeLessThan(1e-4);
    expect(queries).toBe(4 * 40 * 200);
  });

  it('gives the value of each point that it returns', async () => {
    const { points, values } = await search(egg, cube(2, -5, 5), { generations: 3 });
    expect(await egg(points, 4)).toEqual(values);
  });

  it('asks for no point outside the box, and finds a minimum in its corner', async () => {
    const box = { low: Float64Array.of(-1, 2), high: Float64Array.of(1, 2.5) };
    let outside = 0;
    const sloped: Objective = (points, rows) => {
      points.forEach((value, i) => (outside += Number(value < box.low[i % 2] || value > box.high[i % 2])));
      return each(2, ([x, y]) => x - 3 * y)(points, rows);
    };
    const { points } = await search(sloped, box);
    expect(outside).toBe(0);
    for (let run = 0; run < 4; run++) expect([...points.subarray(2 * run, 2 * run + 2)]).toEqual([-1, 2.5]);
  });

  it('gives the same bytes for the same seed and any tile, and others for another seed', async () => {
    const box = cube(2, -5, 5);
    const one = await search(egg, box, { generations: 6 });
    for (const tileRows of [1, 33, 800, 5000]) {
      expect(await search(egg, box, { generations: 6, tileRows })).toEqual(one);
    }
    const { values: fewer } = await search(egg, box, { generations: 6, runs: 2 });
    expect(fewer).toEqual(one.values.slice(0, 2));
    expect((await search(egg, box, { generations: 6, seed: 4 })).points).not.toEqual(one.points);
    expect(new Set(one.values).size).toBe(4);
  });

  it('passes over points without a value, and says when none has one', async () => {
    const box = cube(1, -1, 1);
    const holed = each(1, ([x]) => (x < 0.3 ? NaN : x));
    const { values } = await search(holed, box);
    values.forEach((value) => expect(value).toBeCloseTo(0.3, 2));
    const none = await search(
      each(1, () => NaN),
      box,
      { generations: 2 },
    );
    expect([...none.values]).toEqual([Infinity, Infinity, Infinity, Infinity]);
  });

  it('stops when it is cancelled', async () => {
    await expect(crossEntropy(egg, cube(2, -5, 5), options, cancelledAfter(3))).rejects.toBeInstanceOf(Cancelled);
  });
});
