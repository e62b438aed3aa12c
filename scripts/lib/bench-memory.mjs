/** How much memory the page's process takes at its peak while a worker opens a file of about a gigabyte. Linux alone. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeFormats, writeLargeFile } from './bench-large-files.mjs';
import { canMeasure, peakDuring } from './process-memory.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */
/** @typedef {import('./bench-large-files.mjs').LargeFormat} LargeFormat */
/** @typedef {import('playwright').Browser} Browser */
/** @typedef {{rows: number, columns: number, megabytes: number, seconds: number, refusal: string | null}} Imported */

const prefix = 'import/memory/1gb-';

/**
 * Rows that a filter asks for. They take minutes and gigabytes of disk: only by name, or when large ones are asked for.
 * @param {string} filter
 * @param {boolean} large
 */
export function wantedMemory(filter, large) {
  if (!canMeasure || !(large || filter.startsWith('import/memory'))) return [];
  return largeFormats.filter((format) => `${prefix}${format}`.startsWith(filter));
}

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {LargeFormat} format
 * @param {string} path
 * @returns {Promise<BenchRow>}
 */
async function measure(browser, url, format, path) {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    await page.waitForFunction(() => 'importChosen' in window);
    await page.setInputFiles('input', path);
    const { result, megabytes: value } = await peakDuring(browser, page, () =>
      page.evaluate(() => /** @type {any} */ (window).importChosen()),
    );
    const imported = /** @type {Imported} */ (result);
    if (imported.refusal !== null) throw new Error(imported.refusal);
    const size = (statSync(path).size / 1e6).toFixed(0);
    const { rows, columns, megabytes, seconds } = imported;
    const note = `${size} MB → ${rows} × ${columns}: ${megabytes.toFixed(0)} MB of columns, in ${seconds.toFixed(1)} s`;
    return { name: `${prefix}${format}`, value, unit: 'MB', runs: 1, note };
  } finally {
    await page.close();
  }
}

/**
 * One after the other, each in a page of its own; the files are written to a temporary folder and removed.
 * @param {() => Promise<Browser>} launch
 * @param {string} url Of the bench page.
 * @param {readonly LargeFormat[]} formats
 * @param {(row: BenchRow) => void} onRow
 */
export async function benchMemory(launch, url, formats, onRow) {
  for (const format of formats) {
    const folder = mkdtempSync(join(tmpdir(), 'truewheel-bench-'));
    const browser = await launch();
    try {
      const path = join(folder, `observations.${format}`);
      await writeLargeFile(format, path);
      onRow(await measure(browser, url, format, path));
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
