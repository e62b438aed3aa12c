import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { mean, std } from '../../../src/basics/statistics';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { featureStatistics } from '../../../src/reward/evaluation/feature-statistics';
import { negativeIds, type NegativeId } from '../../../src/reward/evaluation/figures';
import { makeNegatives } from '../../../src/reward/evaluation/hard-negatives';

const feature = (name: string, role: Feature['role'], levels: number[] = []): Feature => ({
  name,
  unit: '',
  role,
  column: name,
  group: 'observation',
  levels,
});
const features = [feature('x', 'continuous'), feature('theta', 'angle'), feature('gear', 'category', [1, 2, 5])];
const rows = 3000;
const random = Random.of(1, 'negatives test');
const raw = Float32Array.from({ length: rows * 3 }, (_, at) => {
  if (at % 3 === 0) return 10 + 2 * random.normal();
  return at % 3 === 1 ? Math.PI - 0.3 + 0.2 * random.normal() : [1, 2, 5][random.integer(3)];
});
const statistics = featureStatistics(features, raw, rows);
const make = (id: NegativeId, seed = 1) => makeNegatives(id, raw, rows, statistics, seed);
const column = (values: Float32Array, f: number) => values.filter((_, at) => at % 3 === f);

describe('makeNegatives', () => {
  it('is the same for the same seed, another for another, and leaves the demonstrations as they were', () => {
    const before = raw.slice();
    for (const id of negativeIds) {
      expect(make(id)).toEqual(make(id));
      if (id !== 'mirrored') expect(make(id, 2)).not.toEqual(make(id));
    }
    expect(raw).toEqual(before);
  });

  it('permuted keeps every marginal and breaks every row', () => {
    for (const f of [0, 1, 2]) expect(column(make('permuted'), f).sort()).toEqual(column(raw, f).sort());
    expect(column(make('permuted'), 0)).not.toEqual(column(raw, 0));
  });

  it('swapped changes at most one feature of a row, to a value that the data hold', () => {
    const swapped = make('swapped');
    const held = new Set(column(raw, 0));
    for (let row = 0; row < rows; row++) {
      const changed = [0, 1, 2].filter((f) => swapped[row * 3 + f] !== raw[row * 3 + f]);
      expect(changed.length).toBeLessThanOrEqual(1);
      expect(held.has(swapped[row * 3])).toBe(true);
    }
    expect(column(swapped, 0).filter((value, row) => value !== raw[row * 3]).length / rows).toBeCloseTo(1 / 3, 1);
  });

  it('noise25 adds a quarter of a standard deviation and leaves codes alone', () => {
    const noisy = make('noise25');
    const noise = column(noisy, 0).map((value, row) => value - raw[row * 3]);
    expect(std(noise) / statistics[0].std).toBeCloseTo(0.25, 1);
    expect(mean(noise)).toBeCloseTo(0, 1);
    expect(column(noisy, 2)).toEqual(column(raw, 2));
  });

  it('mirrored goes through the mean, the short way round for an angle', () => {
    const mirrored = make('mirrored');
    for (let row = 0; row < 50; row++) {
      expect(mirrored[row * 3] + raw[row * 3]).toBeCloseTo(2 * statistics[0].mean, 4);
      const angle = (mirrored[row * 3 + 1] + raw[row * 3 + 1]) / 2 - statistics[1].mean;
      expect(Math.abs(Math.sin(angle))).toBeLessThan(1e-5);
    }
    expect(column(mirrored, 2)).toEqual(column(raw, 2));
  });

  it('midpoint averages an angle across ±π without going through 0', () => {
    const two = Float32Array.of(0, 3.1, 1, 2, -3.1, 1);
    const middle = makeNegatives('midpoint', two, 2, featureStatistics(features, two, 2), 1);
    expect(middle[0]).toBe(1);
    expect(Math.cos(middle[1])).toBeCloseTo(-1, 3);
    expect(new Set(column(make('midpoint'), 2))).toEqual(new Set([1, 2, 5]));
  });

  it('uniform fills the observed range with known codes', () => {
    const filled = column(make('uniform'), 0);
    expect(Math.min(...filled)).toBeGreaterThanOrEqual(statistics[0].min);
    expect(Math.max(...filled)).toBeLessThanOrEqual(statistics[0].max);
    expect(std(filled)).toBeCloseTo((statistics[0].max - statistics[0].min) / Math.sqrt(12), 0);
    expect(new Set(column(make('uniform'), 2))).toEqual(new Set([1, 2, 5]));
  });
});

describe('negatives with rates', () => {
  const rate = (of: string): Feature => ({ ...feature(`${of}_rate`, 'derived'), of, per: 'frame', step: 1, hold: 1 });
  const moving = [features[0], rate('x'), features[1], rate('theta'), features[2]];
  const base = [0, 2, 4];
  const rates = Float32Array.from({ length: rows * 2 }, () => random.normal());
  const wide = Float32Array.from({ length: rows * 5 }, (_, at) => {
    const [row, f] = [Math.floor(at / 5), at % 5];
    return f % 2 === 0 ? raw[row * 3 + f / 2] : rates[row * 2 + (f - 1) / 2];
  });
  const known = featureStatistics(moving, wide, rows);
  const of = (id: NegativeId) => makeNegatives(id, wide, rows, known, 1);
  const at = (values: Float32Array, f: number) => values.filter((_, place) => place % 5 === f);

  it.each(negativeIds)('%s has the base columns that it has without', (id) => {
    base.forEach((f, i) => expect(at(of(id), f)).toEqual(column(make(id), i)));
  });

  it('permuted and swapped carry the rate along', () => {
    const pairs = new Set(Array.from({ length: rows }, (_, row) => `${wide[row * 5]} ${wide[row * 5 + 1]}`));
    for (const id of ['permuted', 'swapped'] as const) {
      const made = of(id);
      for (let row = 0; row < rows; row++) expect(pairs.has(`${made[row * 5]} ${made[row * 5 + 1]}`)).toBe(true);
      expect(at(made, 1)).not.toEqual(at(wide, 1));
    }
  });

  it('noise keeps it, mirrored and midpoint treat it like the column, uniform takes that of another row', () => {
    expect(at(of('noise25'), 1)).toEqual(at(wide, 1));
    const mirrored = of('mirrored');
    for (let row = 0; row < 50; row++) {
      expect(mirrored[row * 5 + 1] + wide[row * 5 + 1]).toBeCloseTo(2 * known[1].mean, 4);
    }
    expect(std(at(of('midpoint'), 3)) / known[3].std).toBeCloseTo(Math.SQRT1_2, 1);
    const held = new Map(Array.from({ length: rows }, (_, row) => [wide[row * 5 + 1], wide[row * 5 + 3]]));
    const uniform = of('uniform');
    for (let row = 0; row < rows; row++) {
      expect(held.get(uniform[row * 5 + 1])).toBe(uniform[row * 5 + 3]);
      expect(uniform[row * 5 + 1]).not.toBe(wide[row * 5 + 1]);
    }
  });
});
