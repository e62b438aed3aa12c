import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import {
  cellGaps,
  cellOf,
  cellsOf,
  count,
  drawsNeeded,
  forget,
  gapAt,
  openCells,
} from '../../../src/gate/cells/audit-gap';
import { kMeans } from '../../../src/gate/cells/k-means';
import type { AuditCells } from '../../../src/gate/cells/audit-cells';

function cloud(rows: number, dims: number, seed = 1): Float64Array {
  const random = Random.of(seed, 'cloud');
  return Float64Array.from({ length: rows * dims }, () => random.normal());
}

/** Two cells on a line, at 0 and 10. */
const pair: AuditCells = {
  dims: 1,
  centroids: Float32Array.of(0, 10),
  draws: new Uint32Array(2),
  flaws: new Uint32Array(2),
};

describe('kMeans', () => {
  it('finds clusters that lie apart, and gives the same bytes for the same seed', () => {
    const random = Random.of(4, 'blobs');
    const x = Float64Array.from({ length: 900 }, (_, i) => 20 * Math.floor((i / 2) % 3) + 0.1 * random.normal());
    const centroids = kMeans(x, 2, 3, 7);
    const firsts = [0, 1, 2].map((c) => Math.round(centroids[2 * c])).sort((a, b) => a - b);
    expect(firsts).toEqual([0, 20, 40]);
    expect(kMeans(x, 2, 3, 7)).toEqual(centroids);
  });

  it('lowers the mean squared distance well below that of random rows', () => {
    const x = cloud(3000, 3);
    const loss = (centroids: Float32Array) => {
      const cells = { dims: 3, centroids, draws: new Uint32Array(), flaws: new Uint32Array() };
      return cellsOf(cells, x, 3000).reduce((sum, cell, row) => {
        const gaps = [0, 1, 2].map((d) => x[row * 3 + d] - centroids[cell * 3 + d]);
        return sum + gaps.reduce((a, b) => a + b * b, 0);
      }, 0);
    };
    expect(loss(kMeans(x, 3, 64, 1))).toBeLessThan(0.85 * loss(Float32Array.from(x.subarray(0, 64 * 3))));
  });

  it('makes no more centroids than there are distinct rows', () => {
    expect(kMeans(Float64Array.of(1, 1, 2, 2, 1, 1), 2, 256, 1)).toHaveLength(4);
    expect(kMeans(new Float64Array(0), 2, 256, 1)).toHaveLength(0);
  });

  it('looks at a seeded part of very many rows', () => {
    const centroids = kMeans(cloud(60_000, 1), 1, 4, 2);
    expect(centroids).toHaveLength(4);
    expect([...centroids].every((value) => Math.abs(value) < 3)).toBe(true);
  });
});

describe('the audit gap', () => {
  it('is 1 without a draw, .26 after ten and .05 after 59 without a flaw', () => {
    const gapAfter = (draws: number, flaws = 0) =>
      cellGaps({ ...pair, draws: Uint32Array.of(draws, 0), flaws: Uint32Array.of(flaws, 0) });
    expect([...gapAfter(0)]).toEqual([1, 1]);
    expect(gapAfter(10)[0]).toBeCloseTo(0.2589, 4);
    expect(gapAfter(10)[0]).toBeLessThan(0.26);
    expect(gapAfter(59)[0]).toBeCloseTo(0.0495, 4);
    expect(gapAfter(58)[0]).toBeGreaterThan(0.05);
    // One-sided Clopper–Pearson: the binomial chance of at most 2 of 40 at the bound is .05.
    const bound = gapAfter(40, 2)[0];
    const chance = (1 - bound) ** 40 + 40 * bound * (1 - bound) ** 39 + 780 * bound ** 2 * (1 - bound) ** 38;
    expect(chance).toBeCloseTo(0.05, 6);
    expect(gapAfter(3, 3)[0]).toBe(1);
  });

  it('counts draws for the cell of the nearest centroid and leaves the old counts alone', () => {
    const x = Float64Array.of(1, -3, 9, 6, NaN);
    const seen = count(pair, x, 5, Uint8Array.of(0, 1, 0, 0, 1));
    expect([[...seen.draws], [...seen.flaws]]).toEqual([
      [2, 2],
      [1, 0],
    ]);
    expect([...pair.draws]).toEqual([0, 0]);
    expect([cellOf(pair, x), cellOf(pair, x, 2), cellOf(pair, x, 4)]).toEqual([0, 1, -1]);
  });

  it('is not a number where the row is none', () => {
    const gaps = gapAt({ ...pair, draws: Uint32Array.of(59, 0) }, Float64Array.of(0, 10, NaN, Infinity), 4);
    expect(gaps[0]).toBeLessThan(0.05);
    expect([...gaps.subarray(1)]).toEqual([1, NaN, NaN]);
    expect(gapAt(openCells(new Float64Array(0), 1, 1), Float64Array.of(0), 1)[0]).toBeNaN();
  });

  it('forgets the cells that a change touched, and says what they lack', () => {
    const seen: AuditCells = { ...pair, draws: Uint32Array.of(60, 30), flaws: Uint32Array.of(2, 1) };
    const after = forget(seen, (cell) => cell === 0);
    expect([[...after.draws], [...after.flaws]]).toEqual([
      [0, 30],
      [0, 1],
    ]);
    expect([...drawsNeeded(after)]).toEqual([59, 29]);
    expect([...drawsNeeded(seen)]).toEqual([0, 29]);
  });

  it('opens at most 256 cells of a basin, all of them empty', () => {
    const cells = openCells(cloud(2000, 4), 4, 3);
    expect(cells.centroids).toHaveLength(256 * 4);
    expect([...cells.draws, ...cells.flaws].every((n) => n === 0)).toBe(true);
  });
});
