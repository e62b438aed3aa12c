import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { auroc, mean, median, placementVariances, quantile, spearman, std } from '../../../src/basics/statistics';

describe('quantile', () => {
  it('interpolates linearly between order statistics', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.9)).toBeCloseTo(46, 12);
    expect(quantile([7], 0.3)).toBe(7);
    expect(quantile(Float32Array.of(3, 1, 2), 1)).toBe(3);
  });

  it('leaves its input as it was and gives NaN for nothing', () => {
    const values = [3, 1, 2];
    expect(median(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
    expect(quantile([], 0.5)).toBeNaN();
    expect(mean([])).toBeNaN();
  });

  it('has a population deviation', () => {
    expect(std([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
  });
});

describe('auroc', () => {
  it('equals counting every pair with ties as a half', () => {
    const random = Random.of(1, 'auroc');
    for (let round = 0; round < 50; round++) {
      const positive = Array.from({ length: 1 + random.integer(30) }, () => random.integer(8));
      const negative = Array.from({ length: 1 + random.integer(30) }, () => random.integer(8));
      let won = 0;
      for (const p of positive) for (const n of negative) won += p > n ? 1 : p === n ? 0.5 : 0;
      expect(auroc(positive, negative)).toBeCloseTo(won / (positive.length * negative.length), 12);
    }
  });

  it('is one when all positives are above, infinities included', () => {
    expect(auroc([2, Infinity], [0, 1])).toBe(1);
    expect(auroc([], [1])).toBeNaN();
    expect(auroc([NaN], [1])).toBeNaN();
  });
});

describe('spearman', () => {
  it('equals the correlation of mean ranks, counted pair by pair, ties included', () => {
    const random = Random.of(2, 'spearman');
    const rankOf = (values: number[], x: number) =>
      values.filter((v) => v < x).length + (values.filter((v) => v === x).length + 1) / 2;
    for (let round = 0; round < 30; round++) {
      const count = 3 + random.integer(20);
      const first = [0, 1, ...Array.from({ length: count - 2 }, () => random.integer(6))];
      const second = [1, 0, ...Array.from({ length: count - 2 }, () => random.integer(6))];
      const [a, b] = [first.map((x) => rankOf(first, x)), second.map((x) => rankOf(second, x))];
      const covariance = mean(a.map((rank, i) => (rank - mean(a)) * (b[i] - mean(b))));
      expect(spearman(first, second)).toBeCloseTo(covariance / (std(a) * std(b)), 12);
    }
  });

  it('sees order alone: a monotone map of a side changes nothing, a reversed side the sign', () => {
    const values = [3, 1, 4, 1.5, 9];
    expect(spearman(values, values.map(Math.exp))).toBeCloseTo(1, 12);
    expect(
      spearman(
        values,
        values.map((value) => -value),
      ),
    ).toBeCloseTo(-1, 12);
  });

  it('says nothing of two pairs, of a constant or of what is no number', () => {
    expect(spearman([1, 2], [1, 2])).toBeNaN();
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(spearman([1, NaN, 3], [1, 2, 3])).toBeNaN();
  });
});

describe('placementVariances', () => {
  it('gives the standard error that the AUROC has over repeated samples', () => {
    const random = Random.of(1, 'placements');
    const [positives, negatives, runs] = [60, 90, 400];
    const draw = (count: number, shift: number) => Float64Array.from({ length: count }, () => shift + random.normal());
    const areas: number[] = [];
    const errors: number[] = [];
    for (let run = 0; run < runs; run++) {
      const [high, low] = [draw(positives, 1), draw(negatives, 0)];
      areas.push(auroc(high, low));
      const { positive, negative } = placementVariances(high, low);
      errors.push(positive / positives + negative / negatives);
    }
    expect(Math.sqrt(mean(errors)) / std(areas)).toBeCloseTo(1, 1);
  });

  it('is 0 for sets that do not overlap, and follows ties', () => {
    expect(placementVariances([3, 4, 5], [0, 1, 2])).toEqual({ positive: 0, negative: 0 });
    // One positive ties with every negative, the other lies above them: placements ½ and 1.
    expect(placementVariances([1, 2], [1, 1])).toEqual({ positive: 0.125, negative: 0 });
    expect(placementVariances([NaN, 1], [0, 1]).positive).toBeNaN();
  });
});
