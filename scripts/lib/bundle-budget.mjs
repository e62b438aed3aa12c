/**
 * Weighs the shell: everything that the browser must fetch before the drop zone is painted, gzipped. The engine and the
 * readers load later, in workers, and have no part in it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** kB = 1000 bytes, gzip level 9. */
export const shellBudget = 120_000;

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
 * @returns {string} A sentence with the size.
 * @throws {Error} with the largest files when the shell is over budget.
 */
export function checkBudget(folder) {
  const { files, total } = measureShell(folder);
  const said = `The shell weighs ${(total / 1000).toFixed(1)} kB gzip of ${shellBudget / 1000} kB allowed.`;
  if (total <= shellBudget) return said;
  const largest = [...files].sort((a, b) => b.gzip - a.gzip).slice(0, 8);
  const list = largest.map(({ path, gzip }) => `  ${(gzip / 1000).toFixed(1).padStart(8)} kB  ${path}`).join('\n');
  throw new Error(`${said} Load more of it lazily. The largest files are:\n${list}`);
}
