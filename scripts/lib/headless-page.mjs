/** Drives the built site in a headless browser with a fresh profile: files in, one JSON line and one artifact out. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromeFlags, softwareGpuFlags } from './browser.mjs';

/** @typedef {{line: object, file: {name: string} | null}} Outcome What the page hands back. */

/**
 * @param {import('playwright').Page} page
 * @returns {Promise<never>} Rejects when the page crashes or throws outside of what it was asked for.
 */
function trouble(page) {
  return new Promise((_, reject) => {
    page.once('crash', () => reject(new Error('The page crashed; it may have run out of memory.')));
    page.once('pageerror', (error) => reject(error));
  });
}

/** @param {import('playwright').Page} page */
function tellProgress(page) {
  const prefix = 'progress ';
  page.on('console', (message) => {
    const text = message.text();
    if (text.startsWith(prefix)) console.error(text.slice(prefix.length));
    else if (message.type() === 'error' || message.type() === 'warning') console.error(text);
  });
}

/**
 * Files go into the page's own input; each folder into one of its own, for only those tell the page what lies where.
 * @param {import('playwright').Page} page
 * @param {readonly string[]} paths
 */
async function choose(page, paths) {
  const folders = paths.filter((path) => statSync(path).isDirectory());
  const files = paths.filter((path) => !folders.includes(path));
  if (files.length > 0) await page.setInputFiles('#files', files);
  for (const [i, folder] of folders.entries()) {
    await page.evaluate((id) => {
      const input = document.createElement('input');
      Object.assign(input, { type: 'file', webkitdirectory: true, id });
      document.body.append(input);
    }, `folder-${i}`);
    await page.setInputFiles(`#folder-${i}`, resolve(folder));
  }
}

/**
 * @param {import('playwright').Page} page
 * @param {readonly string[]} paths
 * @param {import('./headless-arguments.mjs').RunOptions} options
 * @param {string} out
 * @returns {Promise<object>}
 */
async function work(page, paths, options, out) {
  await choose(page, paths);
  await page.waitForFunction(() => 'truewheel' in window);
  // Listen first: the download may begin before the run says that it is done.
  const download = page.waitForEvent('download', { timeout: 0 });
  download.catch(() => undefined);
  /** @type {Outcome} */
  const { line, file } = await page.evaluate(
    (wanted) => /** @type {any} */ (window).truewheel.run(wanted),
    /** @type {object} */ (options),
  );
  if (file !== null) {
    mkdirSync(out, { recursive: true });
    await (await download).saveAs(join(out, file.name));
  }
  return line;
}

/**
 * @param {object} settings
 * @param {string} settings.url Of the served site.
 * @param {string} settings.browser Path of the browser's program.
 * @param {readonly string[]} settings.paths Of files and folders, all of which are there.
 * @param {import('./headless-arguments.mjs').RunOptions} settings.options
 * @param {string} settings.out Folder for the artifact; made when missing.
 * @returns {Promise<object>} The JSON line: figures, or `{error: {kind, message}}` for a refusal.
 * @throws {Error} for what only a bug can cause.
 */
export async function runInPage({ url, browser, paths, options, out }) {
  const { chromium } = await import('playwright');
  const profile = mkdtempSync(join(tmpdir(), 'truewheel-'));
  const gpu = options.backend?.endsWith('webgpu') ? softwareGpuFlags : [];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser,
    headless: true,
    acceptDownloads: true,
    args: [...chromeFlags, ...gpu],
  });
  try {
    const page = await context.newPage();
    tellProgress(page);
    const troubled = trouble(page);
    await page.goto(new URL('headless.html', url).href);
    return await Promise.race([work(page, paths, options, out), troubled]);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
