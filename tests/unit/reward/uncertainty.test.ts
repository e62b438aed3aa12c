import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { quantile } from '../../../src/basics/statistics';
import { fitBasin, openBasin, uncertainties } from '../../../src/reward/distance/uncertainty';

function basinOf(rows: number, dims: number) {
  const random = Random.of(1, 'basin');
  const points = Float32Array.from({ length: rows * dims }, () => random.normal());
  const episodes = Uint32Array.from({ length: rows }, (_, row) => 3 + Math.floor(row / 25));
  const fitted = fitBasin(points, episodes, dims, 1);
  if (!fitted.ok) throw new Error(fitted.failure.message);
  return { points, episodes, ...fitted.value };
}

describe('uncertainty', () => {
  it('is the distance to the nearest good point over the leave-one-episode-out 99 % radius', () => {
    const { points, episodes, basin, search } = basinOf(400, 2);
    const distance = (x: Float32Array, keep: (row: number) => boolean) =>
      Math.min(
        ...Array.from(episodes.keys())
          .filter(keep)
          .map((row) => Math.hypot(x[0] - points[row * 2], x[1] - points[row * 2 + 1])),
      );
    const radii = Array.from(episodes, (own, row) =>
      distance(points.subarray(row * 2), (other) => episodes[other] !== own),
    );
    expect(basin.epsilon99).toBeCloseTo(quantile(radii, 0.99), 12);
    const x = Float32Array.of(3, -1);
    expect(uncertainties({ basin, search }, x, 1)[0]).toBeCloseTo(distance(x, () => true) / basin.epsilon99, 12);
    const own = uncertainties({ basin, search }, points.subarray(0, 50), 25, 3);
    expect(Array.from(own, (u) => u * basin.epsilon99)).toEqual(radii.slice(0, 25).map((r) => expect.closeTo(r, 12)));
  });

  it('exceeds 1 on about one unseen expert frame in a hundred and grows away from the demonstrations', () => {
    const { points, episodes, basin, search } = basinOf(2000, 2);
    const left = Array.from(
      episodes,
      (own, row) => uncertainties({ basin, search }, points.subarray(row * 2, row * 2 + 2), 1, own)[0],
    );
    expect(left.filter((u) => u > 1).length / 2000).toBeCloseTo(0.01, 3);
    const away = uncertainties({ basin, search }, Float32Array.of(5, 0, 10, 0, 1e6, 0), 3);
    expect(away[0]).toBeGreaterThan(1);
    expect(away[1]).toBeGreaterThan(away[0]);
    expect(away[2]).toBeGreaterThan(1e5);
    expect(uncertainties({ basin, search }, Float32Array.of(NaN, 0), 1)[0]).toBeNaN();
  });

  it('is the same once the basin was stored and opened again', () => {
    const { basin, search } = basinOf(300, 3);
    const x = Float32Array.of(0.1, 2, -1);
    expect(uncertainties(openBasin(basin), x, 1)).toEqual(uncertainties({ basin, search }, x, 1));
  });

  it('stays finite where every frame repeats another episode', () => {
    const points = Float32Array.of(0, 1, 0, 1);
    const fitted = fitBasin(points, Uint32Array.of(0, 0, 1, 1), 1, 1);
    if (!fitted.ok) throw new Error(fitted.failure.message);
    expect(uncertainties(fitted.value, Float32Array.of(0, 0.5), 2)).toEqual(Float64Array.of(0, 0.5 / 1e-4));
  });

  it('is measured at the points that are asked about, among all', () => {
    const points = Float32Array.of(0, 5, 5.5, 9);
    const owners = Uint32Array.of(0, 0, 1, 1);
    const fitted = fitBasin(points, owners, 1, 1, undefined, (row) => row === 1 || row === 2);
    if (!fitted.ok) throw new Error(fitted.failure.message);
    expect(fitted.value.basin.epsilon99).toBe(0.5);
  });

  it('refuses a single episode with a sentence', () => {
    const fitted = fitBasin(Float32Array.of(0, 1), Uint32Array.of(4, 4), 1, 1);
    expect(!fitted.ok && fitted.failure.kind).toBe('too-few-rows');
  });
});
