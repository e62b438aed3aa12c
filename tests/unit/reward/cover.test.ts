import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { kMeans } from '../../../src/gate/cells/k-means';
import { coverOf, coverUncertainties } from '../../../src/reward/distance/cover';
import type { Basin } from '../../../src/reward/types';
import { openBasin, uncertainties } from '../../../src/reward/distance/uncertainty';

function basinOf(random: Random, dims: number, rows: number): Basin {
  // Clusters, repeated points and lines: where triangles are flat the bound has no slack.
  const points = Float32Array.from({ length: rows * dims }, (_, i) =>
    Math.floor(i / dims) % 5 === 0 ? Math.floor(3 * random.next()) : 2 * random.normal(),
  );
  return {
    dims,
    points,
    episodes: Uint32Array.from({ length: rows }, (_, i) => i % 4),
    epsilon99: 0.1 + random.next(),
  };
}

describe('the cover of demonstrations that were left out', () => {
  it('never says less than the distance to the nearest of them, over ten thousand places in 1 to 26 dimensions', () => {
    const random = Random.of(1, 'cover');
    let [tight, asked] = [0, 0];
    for (const dims of [1, 2, 3, 7, 26]) {
      for (const cells of [1, 8, 64]) {
        const basin = basinOf(random, dims, 120);
        const cover = coverOf(basin, kMeans(basin.points, dims, cells, 1));
        const x = Float64Array.from({ length: 700 * dims }, (_, i) => {
          const place = basin.points[i % basin.points.length];
          return [place, place + 1e-9 * random.normal(), 3 * random.normal(), 1e6 * random.normal()][(i / dims) & 3];
        });
        const [bound, exact] = [coverUncertainties(cover, x, 700), uncertainties(openBasin(basin), x, 700)];
        bound.forEach((value, row) => {
          expect(value).toBeGreaterThanOrEqual(exact[row]);
          tight += Number(value <= exact[row] + 1e-6 * (1 + exact[row]));
          asked++;
        });
      }
    }
    expect(asked).toBeGreaterThanOrEqual(10_000);
    expect(tight).toBeGreaterThan(500);
  });

  it('holds for centroids anywhere: a far one only widens it', () => {
    const random = Random.of(2, 'cover');
    const basin = basinOf(random, 3, 50);
    const x = Float64Array.from({ length: 300 }, () => random.normal());
    const exact = uncertainties(openBasin(basin), x, 100);
    const near = coverUncertainties(coverOf(basin, basin.points), x, 100);
    const far = coverUncertainties(coverOf(basin, Float32Array.of(1e4, -1e4, 1e4)), x, 100);
    exact.forEach((value, row) => {
      expect(near[row]).toBeCloseTo(value, 9);
      expect(far[row]).toBeGreaterThan(1e4);
    });
  });

  it('is not known where a row is not finite, and infinite where distances overflow', () => {
    const basin = basinOf(Random.of(3, 'cover'), 2, 20);
    const cover = coverOf(basin, basin.points.slice(0, 4));
    for (const bad of [NaN, Infinity, -Infinity]) {
      expect(coverUncertainties(cover, Float64Array.of(0, bad, bad, 0), 2)).toEqual(Float64Array.of(NaN, NaN));
    }
    expect(coverUncertainties(cover, Float64Array.of(1e200, 0), 1)[0]).toBe(Infinity);
  });
});
