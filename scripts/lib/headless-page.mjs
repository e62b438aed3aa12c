/** Drives the built site in a headless browser with a fresh profile: files in, one JSON line and one artifact out. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromeFlags, softwareGpuFlags } from './browser.mjs';

/** @typedef {import('../../src/headless/command').Command} Command */
/** @typedef {import('../../src/headless/command').Line} Line */
/** @typedef {import('./headless-arguments.mjs').Asked} Asked */
/** @typedef {{line: Line, file: {name: string} | null}} Outcome What the page hands back. */

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
 * @param {Command} command
 * @param {Asked} asked
 * @returns {Promise<Line>}
 */
async function work(page, { call }, { paths, options, out }) {
  await choose(page, paths);
  await page.waitForFunction(() => 'truewheel' in window);
  // Listen first: the download may begin before the run says that it is done.
  const download = page.waitForEvent('download', { timeout: 0 });
  download.catch(() => undefined);
  /** @type {Outcome} */
  const { line, file } = await page.evaluate(
    ([name, wanted]) => /** @type {any} */ (window).truewheel.run(name, wanted),
    /** @type {const} */ ([call, options]),
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
 * @param {Command} settings.command
 * @param {Asked} settings.asked Its files and folders are there; the folder for its file is made when missing.
 * @returns {Promise<Line>} The JSON line: figures, or `{error: {kind, message}}` for a refusal.
 * @throws {Error} for what only a bug can cause.
 */
export async function runInPage({ url, browser, command, asked }) {
  const { chromium } = await import('playwright');
  const profile = mkdtempSync(join(tmpdir(), 'truewheel-'));
  const gpu = command.needsGpu?.(asked.options) ? softwareGpuFlags : [];
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
    return await Promise.race([work(page, command, asked), troubled]);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
