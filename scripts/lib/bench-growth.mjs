/** One epoch of training as the data grow: seconds, and memory beside the rows themselves. A page of its own for each size. */
import { canMeasure, peakDuring } from './process-memory.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */
/** @typedef {import('../../tests/bench/growth-worker').Grown} Grown */

const prefix = 'train/growth/';
const sizes = [1e4, 1e5, 1e6, 1e7];

/** @param {number} rows */
const nameOf = (rows) => `${prefix}${rows.toExponential(0).replace('+', '')}`;

/**
 * Sizes that a filter asks for: they take a minute or two, so only by name, or when large ones are asked for.
 * @param {string} filter
 * @param {boolean} large
 */
export function wantedGrowth(filter, large) {
  if (!canMeasure || !(large || filter.startsWith(prefix.slice(0, -1)))) return [];
  return sizes.filter((rows) => nameOf(rows).startsWith(filter));
}

/**
 * @param {() => Promise<import('playwright').Browser>} launch
 * @param {string} url Of the bench page.
 * @param {readonly number[]} wanted
 * @param {(row: BenchRow & {rows: number, megabytes: number}) => void} onRow
 */
export async function benchGrowth(launch, url, wanted, onRow) {
  for (const rows of wanted) {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(0);
      await page.goto(url);
      await page.waitForFunction(() => 'trainGrowing' in window);
      const { result, megabytes } = await peakDuring(browser, page, () =>
        page.evaluate((count) => /** @type {any} */ (window).trainGrowing(count), rows),
      );
      const grown = /** @type {Grown} */ (result);
      if (grown.error !== null) throw new Error(grown.error);
      const data = (rows * grown.dims * 4) / 1e6;
      const note = `${(rows / grown.seconds / 1000).toFixed(0)} thousand samples/s; ${megabytes.toFixed(0)} MB at the peak, ${data.toFixed(0)} of them the rows`;
      onRow({ name: nameOf(rows), value: grown.seconds, unit: 's', runs: 1, note, rows, megabytes: megabytes - data });
    } finally {
      await browser.close();
    }
  }
}
