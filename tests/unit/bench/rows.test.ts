import { describe, expect, it } from 'vitest';
import { figure, markdown } from '../../../scripts/lib/bench-report.mjs';
import { measured, median } from '../../bench/rows';

describe('a bench row', () => {
  it('holds the median of its runs, whatever their order', async () => {
    const values = [30, 10, 20];
    const row = await measured('area/what/size', 'MB/s', 3, () => Promise.resolve(values.pop() ?? NaN));
    expect(row).toEqual({ name: 'area/what/size', value: 20, unit: 'MB/s', runs: 3 });
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('the table of docs/performance.md', () => {
  it('shows three figures, and a row a benchmark', () => {
    expect([figure(123_456), figure(0.012345), figure(NaN)]).toEqual(['123,000', '0.012', '–']);
    const rows = [{ name: 'import/csv', value: 36.14, unit: 'MB/s', runs: 3, note: 'one file' }];
    expect(markdown(rows, 'a machine')).toContain('| `import/csv` | 36.1 | MB/s | 3 | one file |');
  });
});
