/**
 * Weighs the shell: everything that the browser must fetch before the drop zone is painted, gzipped. The engine and the
 * readers load later, in workers, and have no part in it. Weighs the whole site, too: the service worker keeps all of it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/** kB = 1000 bytes, gzip level 9. */
export const shellBudget = 120_000;

/** All files of the site, the same way. */
export const siteBudget = 3_000_000;

/** @typedef {{file: string, imports?: string[], css?: string[]}} ManifestEntry Vite's `manifest.json`. */

/**
 * Files that one page needs before it can paint.
 * @param {Record<string, ManifestEntry>} manifest
 * @param {string} page Key of an HTML entry, for example `index.html`.
 * @returns {string[]} Paths inside the built folder, the page first.
 */
export function shellFiles(manifest, page) {
  /** @type {Set<string>} */
  const keys = new Set();
  /** @param {string} key */
  const visit = (key) => {
    if (keys.has(key)) return;
    keys.add(key);
    manifest[key].imports?.forEach(visit);
  };
  visit(page);
  const files = [...keys].flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]);
  return [page, ...new Set(files)];
}

/**
 * @param {string} folder A built site.
 * @returns {{files: {path: string, gzip: number}[], total: number}} Sizes in bytes.
 */
export function measureShell(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
  const files = shellFiles(manifest, 'index.html')
    .filter((path) => existsSync(join(folder, path)))
    .map((path) => ({ path, gzip: gzipSync(readFileSync(join(folder, path)), { level: 9 }).length }));
  return { files, total: files.reduce((sum, file) => sum + file.gzip, 0) };
}

/**
 * @param {string} folder A built site.
 * @returns {{files: {path: string, gzip: number}[], total: number}} Sizes in bytes.
 */
export function measureSite(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map((path) => ({
    path: relative(folder, path),
    gzip: gzipSync(readFileSync(path), { level: 9 }).length,
  }));
  return { files, total: files.reduce((sum, file) => sum + file.gzip, 0) };
}

/**
 * @param {string} folder A built site.
 * @returns {string} A sentence with the size.
 * @throws {Error} with the largest files when the shell or the site is over budget.
 */
export function checkBudget(folder) {
  const shell = within('The shell', measureShell(folder), shellBudget, 'Load more of it lazily.');
  const site = within('The whole site', measureSite(folder), siteBudget, 'Let workers share what they load.');
  return `${shell} ${site}`;
}

/**
 * @param {string} what
 * @param {{files: {path: string, gzip: number}[], total: number}} measured
 * @param {number} budget
 * @param {string} advice
 */
function within(what, { files, total }, budget, advice) {
  const said = `${what} weighs ${(total / 1000).toFixed(1)} kB gzip of ${budget / 1000} kB allowed.`;
  if (total <= budget) return said;
  const largest = [...files].sort((a, b) => b.gzip - a.gzip).slice(0, 8);
  const list = largest.map(({ path, gzip }) => `  ${(gzip / 1000).toFixed(1).padStart(8)} kB  ${path}`).join('\n');
  throw new Error(`${said} ${advice} The largest files are:\n${list}`);
}
