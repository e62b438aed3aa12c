import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { NeighbourTree } from '../../../src/reward/distance/nearest';

/** Every distance, sorted, ties by row. */
function bruteForce(
  points: Float32Array,
  dims: number,
  x: ArrayLike<number>,
  k: number,
  keep: (row: number) => boolean,
) {
  return Array.from({ length: points.length / dims }, (_, row) => {
    let sum = 0;
    for (let d = 0; d < dims; d++) sum += (x[d] - points[row * dims + d]) ** 2;
    return { row, distance: Math.sqrt(sum) };
  })
    .filter(({ row }) => keep(row))
    .sort((a, b) => a.distance - b.distance || a.row - b.row)
    .slice(0, k);
}

function gaussianPoints(random: Random, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal());
}

describe('NeighbourTree', () => {
  for (const dims of [1, 2, 4, 11, 40]) {
    it(`finds what comparing with every point finds, in ${dims} dimensions`, () => {
      const random = Random.of(1, 'nearest', dims);
      const rows = 700;
      const points = gaussianPoints(random, rows * dims);
      const tree = new NeighbourTree(points, rows, dims);
      for (let query = 0; query < 60; query++) {
        const x = Float64Array.from({ length: dims }, () => 2 * random.normal());
        const expected = bruteForce(points, dims, x, 7, () => true);
        const found = tree.nearest(x, 7);
        expect(Array.from(found.indices.subarray(0, found.count))).toEqual(expected.map((e) => e.row));
        expect(Array.from(found.distances.subarray(0, found.count))).toEqual(expected.map((e) => e.distance));
      }
    });
  }

  it('breaks ties by the lower row on a grid full of duplicates', () => {
    const random = Random.of(2, 'nearest ties');
    const dims = 3;
    const points = Float32Array.from({ length: 900 * dims }, () => random.integer(4));
    const tree = new NeighbourTree(points, 900, dims);
    for (let query = 0; query < 60; query++) {
      const x = Float64Array.from({ length: dims }, () => random.integer(5) - 0.5 * random.integer(2));
      const found = tree.nearest(x, 30);
      expect(Array.from(found.indices.subarray(0, 30))).toEqual(
        bruteForce(points, dims, x, 30, () => true).map((e) => e.row),
      );
    }
  });

  it('passes over the excluded episode and only that one', () => {
    const random = Random.of(3, 'nearest episodes');
    const rows = 600;
    const points = gaussianPoints(random, rows * 2);
    const episodes = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / 60));
    const tree = new NeighbourTree(points, rows, 2, episodes);
    for (let row = 0; row < rows; row += 7) {
      const x = points.subarray(row * 2, row * 2 + 2);
      const [expected] = bruteForce(points, 2, x, 1, (other) => episodes[other] !== episodes[row]);
      expect(tree.distance(x, episodes[row])).toBe(expected.distance);
      expect(tree.distance(points, episodes[row], row * 2)).toBe(expected.distance);
      expect(tree.distance(x)).toBe(0);
    }
  });

  it('says how many it found when there are too few', () => {
    const tree = new NeighbourTree(Float32Array.of(0, 1, 2), 3, 1, Uint32Array.of(5, 5, 6));
    expect(tree.nearest([0.2], 5).count).toBe(3);
    expect(tree.nearest([0.2], 5, 5).count).toBe(1);
    expect(tree.distance([1], 7)).toBe(0);
    expect(new NeighbourTree(Float32Array.of(1), 1, 1, Uint32Array.of(0)).distance([1], 0)).toBe(Infinity);
    expect(tree.distance([NaN])).toBeNaN();
    expect(tree.distance([Infinity])).toBeNaN();
  });
});
