import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { unwatched } from '../../../src/basics/task';
import { knn } from '../../../src/reward/families/knn/knn';
import type { FitRequest } from '../../../src/reward/families/family';
import type { ErrorModel } from '../../../src/reward/types';

async function opened(request: FitRequest): Promise<ErrorModel> {
  const result = knn.open((await knn.fit?.(request, unwatched)) ?? {});
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function cloud(rows: number, dims: number): FitRequest {
  const random = Random.of(1, 'knn');
  return { x: Float32Array.from({ length: rows * dims }, () => random.normal()), rows, dims, seed: 1, member: 0 };
}

describe('the family of nearest neighbours', () => {
  it('is the mean distance to the five nearest training points', async () => {
    const request = cloud(300, 3);
    const model = await opened(request);
    const x = Float32Array.of(0.3, -0.2, 1.5);
    const distances = Array.from({ length: 300 }, (_, row) =>
      Math.hypot(...[0, 1, 2].map((d) => x[d] - request.x[row * 3 + d])),
    ).sort((a, b) => a - b);
    const expected = distances.slice(0, 5).reduce((a, b) => a + b) / 5;
    expect(model.errors(x, 1)[0]).toBeCloseTo(expected, 12);
    expect(model.contributions(x).reduce((a, b) => a + b)).toBeCloseTo(expected, 12);
  });

  it('keeps at most 20 000 seeded rows', async () => {
    const tensors = await knn.fit?.(cloud(20_500, 1), unwatched);
    expect(tensors?.points.shape).toEqual([20_000, 1]);
    expect(await knn.fit?.(cloud(20_500, 1), unwatched)).toEqual(tensors);
  });

  it('averages over what there is when there are fewer than five points', async () => {
    const model = await opened({ x: Float32Array.of(0, 1), rows: 2, dims: 1, seed: 1, member: 0 });
    expect(model.errors(Float32Array.of(0), 1)[0]).toBe(0.5);
    expect(model.contributions(Float32Array.of(0))[0]).toBe(0.5);
  });

  it('gives NaN for NaN and refuses tensors that are broken', async () => {
    const model = await opened(cloud(50, 2));
    expect(model.errors(Float32Array.of(NaN, 0), 1)[0]).toBeNaN();
    const points = { shape: [2, 1], data: Float32Array.of(0, 1) };
    expect(knn.open({ points, neighbours: { shape: [1], data: Float32Array.of(3) } }).ok).toBe(false);
    expect(
      knn.open({ points: { ...points, shape: [3, 1] }, neighbours: { shape: [1], data: Float32Array.of(1) } }).ok,
    ).toBe(false);
    expect(knn.open({}).ok).toBe(false);
  });
});
