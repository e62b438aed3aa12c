import { describe, expect, test } from 'vitest';
import { columnMeans, covariance, symmetricEigen } from '../../../src/basics/linear-algebra';
import { Random } from '../../../src/basics/random';

describe('symmetric eigenvectors', () => {
  const n = 7;
  const random = new Random(2);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random.normal();
  const { values, vectors } = symmetricEigen(matrix, n);
  const vector = (i: number) => vectors.subarray(i * n, (i + 1) * n);
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

  test('are what the matrix only stretches, values descending', () => {
    for (let i = 0; i < n; i++) {
      const image = Float64Array.from({ length: n }, (_, row) => dot(matrix.subarray(row * n, row * n + n), vector(i)));
      image.forEach((value, d) => expect(value).toBeCloseTo(values[i] * vector(i)[d], 10));
      if (i > 0) expect(values[i]).toBeLessThanOrEqual(values[i - 1]);
    }
  });

  test('are of length 1, at right angles, and point where their largest entry is positive', () => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) expect(dot(vector(i), vector(j))).toBeCloseTo(i === j ? 1 : 0, 10);
      expect(Math.max(...vector(i))).toBe(Math.max(...vector(i).map(Math.abs)));
    }
  });

  test('of a diagonal matrix are its axes', () => {
    const found = symmetricEigen(Float64Array.of(1, 0, 0, 3), 2);
    expect([...found.values]).toEqual([3, 1]);
    expect([...found.vectors]).toEqual([0, 1, 1, 0]);
  });
});

describe('covariance', () => {
  test('is that of the population', () => {
    const points = Float32Array.of(0, 1, 2, 5, 4, 3);
    const means = columnMeans(points, 3, 2);
    expect([...means].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([2, 3]);
    const expected = [8 / 3, 4 / 3, 4 / 3, 8 / 3];
    covariance(points, 3, 2, means).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 12));
  });
});
