/** Builds the bench page when it is missing or older than its sources, and runs it in a headless browser. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchGrowth, wantedGrowth } from './bench-growth.mjs';
import { benchMemory, wantedMemory } from './bench-memory.mjs';
import { chromeFlags, ensureBrowser, softwareGpuFlags } from './browser.mjs';
import { fingerprint, isFresh, writeStamp } from './freshness.mjs';
import { withLock } from './lock.mjs';
import { mustRun, root } from './run.mjs';
import { serveFolder } from './serve.mjs';

/** @typedef {{name: string, value: number, unit: string, runs: number, note?: string}} BenchRow */

const folder = join(root, '.cache/bench-site');
const stamp = join(root, '.cache/bench-site.sha256');
const sources = ['src', 'tests/bench', 'tests/corpus', 'tsconfig.json', 'package-lock.json'];

function ensureBenchPage() {
  return withLock(join(root, '.cache/bench.lock'), async () => {
    const now = fingerprint(sources);
    if (existsSync(join(folder, 'index.html')) && isFresh(stamp, now)) return;
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const config = join(root, 'tests/bench/vite.config.ts');
    const args = ['build', '--config', config, '--outDir', folder, '--logLevel', 'warn'];
    await mustRun(process.execPath, [vite, ...args], { quiet: true });
    writeStamp(stamp, now);
  });
}

/** @param {readonly string[]} gpuFlags */
async function launch(gpuFlags) {
  const { chromium } = await import('playwright');
  return chromium.launch({ executablePath: await ensureBrowser(), args: [...chromeFlags, ...gpuFlags] });
}

/**
 * @param {string} url
 * @param {string} filter
 * @param {(row: BenchRow) => void} onRow
 * @param {readonly string[]} gpuFlags
 * @returns {Promise<BenchRow[]>}
 */
async function runPage(url, filter, onRow, gpuFlags) {
  const browser = await launch(gpuFlags);
  try {
    const page = await browser.newPage();
    page.on('console', (message) => {
      if (message.text().startsWith('row ')) onRow(JSON.parse(message.text().slice(4)));
    });
    const crashed = new Promise((_, reject) => page.once('crash', () => reject(new Error('The bench page crashed.'))));
    await page.goto(url);
    await page.waitForFunction(() => 'bench' in window);
    const run = page.evaluate((wanted) => /** @type {any} */ (window).bench(wanted), filter);
    return /** @type {BenchRow[]} */ (await Promise.race([run, crashed]));
  } finally {
    await browser.close();
  }
}

/**
 * Runs the benchmarks whose name begins with `filter` in a real browser's worker.
 * @param {string} filter
 * @param {(row: BenchRow) => void} onRow Called as each is measured.
 * @param {{realGpu?: boolean, large?: boolean}} [options] `realGpu`: the machine's own adapter instead of the software one;
 *   `large`: the rows on files of a gigabyte too.
 */
export async function benchInBrowser(filter, onRow, { realGpu = false, large = false } = {}) {
  await ensureBenchPage();
  const site = await serveFolder({ folder });
  try {
    const flags = realGpu ? ['--enable-unsafe-webgpu', '--enable-features=Vulkan'] : softwareGpuFlags;
    await benchMemory(() => launch([]), site.url, wantedMemory(filter, large), onRow);
    await benchGrowth(() => launch([]), site.url, wantedGrowth(filter, large), onRow);
    return await runPage(site.url, filter, onRow, flags);
  } finally {
    await site.close();
  }
}
