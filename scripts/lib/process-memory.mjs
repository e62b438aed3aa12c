/** How much memory the processes of a browser's pages take at their peak, as the kernel counts it. Linux alone. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** @typedef {import('playwright').Browser} Browser */

export const canMeasure = existsSync('/proc/self/clear_refs');

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
 * @returns {Promise<number>} MB (10⁶ bytes) that its pages' processes hold now.
 */
export async function residentMegabytes(browser) {
  return (kilobytes(await renderers(browser), 'VmRSS') * 1024) / 1e6;
}

/**
 * Runs something in a page and watches its process meanwhile.
 * @template T
 * @param {Browser} browser Has this page alone.
 * @param {import('playwright').Page} page
 * @param {() => Promise<T>} run
 * @returns {Promise<{result: T, megabytes: number}>} MB (10⁶ bytes) at the peak, less what was resident before.
 */
export async function peakDuring(browser, page, run) {
  const processes = await renderers(browser);
  const before = kilobytes(processes, 'VmRSS');
  // 5: forget the peak until now.
  for (const id of processes) writeFileSync(`/proc/${id}/clear_refs`, '5');
  const crashed = new Promise((_, reject) => page.once('crash', () => reject(new Error('The page crashed.'))));
  const result = /** @type {T} */ (await Promise.race([run(), crashed]));
  return { result, megabytes: ((kilobytes(processes, 'VmHWM') - before) * 1024) / 1e6 };
}
