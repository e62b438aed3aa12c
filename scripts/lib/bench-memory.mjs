/** How much memory the page's process takes at its peak while a worker opens a file of about a gigabyte. Linux alone. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeFormats, writeLargeFile } from './bench-large-files.mjs';

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
  if (!existsSync('/proc/self/clear_refs') || !(large || filter.startsWith('import/memory'))) return [];
  return largeFormats.filter((format) => `${prefix}${format}`.startsWith(filter));
}

/**
 * @param {Browser} browser
 * @returns {Promise<number[]>} The processes that run pages.
 */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/**
 * Kilobytes as the kernel counts them, of all processes together.
 * @param {readonly number[]} processes
 * @param {'VmRSS' | 'VmHWM'} what resident now, or at its peak
 */
function kilobytes(processes, what) {
  return processes.reduce((sum, id) => {
    const [, value] = new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
    return sum + Number(value ?? 0);
  }, 0);
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
    const processes = await renderers(browser);
    const before = kilobytes(processes, 'VmRSS');
    // 5: forget the peak until now.
    for (const id of processes) writeFileSync(`/proc/${id}/clear_refs`, '5');
    const run = page.evaluate(() => /** @type {any} */ (window).importChosen());
    const crashed = new Promise((_, reject) =>
      page.once('crash', () => reject(new Error(`${path}: the page crashed.`))),
    );
    const imported = /** @type {Imported} */ (await Promise.race([run, crashed]));
    if (imported.refusal !== null) throw new Error(imported.refusal);
    const value = ((kilobytes(processes, 'VmHWM') - before) * 1024) / 1e6;
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
