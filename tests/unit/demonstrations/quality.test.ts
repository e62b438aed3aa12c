import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countDuplicates } from '../../../src/demonstrations/duplicates';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import { prepare } from '../../../src/demonstrations/prepare';
import type { QualityReport } from '../../../src/demonstrations/quality-report';
import type { Table } from '../../../src/demonstrations/table';
import { column, table } from './tables';

function reportOf(given: Table): QualityReport {
  const result = prepare(given, guessMapping(given));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value.report;
}

describe('qualityReport', () => {
  it('measures range, mean, spread and a histogram of 32 bins that holds every row', () => {
    const [x] = reportOf(table([column('x', [0, 1, 2, 3, 4])])).features;
    expect(x).toMatchObject({ min: 0, max: 4, mean: 2, constant: false, missing: 0 });
    expect(x.std).toBeCloseTo(Math.SQRT2, 12);
    expect(x.histogram).toHaveLength(32);
    expect(x.histogram.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(x.histogram[31]).toBe(1);
  });

  it('says in sentences what is constant, repeated, short or missing', () => {
    const report = reportOf(table([column('x', [1, 1, 2, 3, NaN, 4]), column('still', [7, 7, 7, 7, 7, 7])], [0, 2, 3]));
    const texts = report.findings.map(({ text }) => text).join('\n');
    expect(report.features[1].constant).toBe(true);
    expect(report.duplicates).toBe(1);
    expect(report.episodeLengths).toEqual([2, 1, 2]);
    expect(texts).toContain('1 row of 6 was dropped');
    expect(texts).toContain('“still” never changes');
    expect(texts).toContain('duplicate rows 20 % (1 of 5)');
    expect(texts).toContain('3 episodes are shorter than 3 frames');
    expect(texts).toContain('only 3 episodes');
  });

  it('lists at most the first 100 dropped rows', () => {
    const values = Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? NaN : i));
    const { dropped } = reportOf(table([column('x', values)]));
    expect(dropped.count).toBe(150);
    expect(dropped.rows).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i));
  });
});

describe('countDuplicates', () => {
  it('agrees with a set of rows', () => {
    const rows = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }), { maxLength: 60 });
    fc.assert(
      fc.property(rows, (given) => {
        const distinct = new Set(given.map((row) => row.join())).size;
        expect(countDuplicates(Float32Array.from(given.flat()), given.length, 3)).toBe(given.length - distinct);
      }),
    );
  });
});
