/**
 * Says whether what was made is as new as what it is made from. Contents are compared, not dates: a checkout or a copy
 * changes dates alone, and a file saved during a build is newer than a build that never read it.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

/** Everything that the built site is made from. */
export const siteSources = [
  'src',
  'workers',
  'static',
  'index.html',
  'headless.html',
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'THIRD_PARTY_NOTICES.md',
  'scripts/lib/assembly-plugin.mjs',
  'scripts/lib/build.mjs',
  'scripts/lib/csp.mjs',
  'scripts/lib/plugins.mjs',
  'scripts/lib/precache.mjs',
  'scripts/lib/bundle-budget.mjs',
];

/**
 * @param {string} path Absolute path of a file or a folder.
 * @returns {string[]} Files at or below it, sorted.
 */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

/**
 * SHA-256 over names and contents.
 * @param {readonly string[]} paths Relative to `folder`; missing ones count as empty.
 * @param {string} [folder] The repository root unless given.
 */
export function fingerprint(paths, folder = root) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(join(folder, path)))) {
    const bytes = readFileSync(file);
    hash.update(`${file.slice(folder.length)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * @param {string} stamp Absolute path of the file that keeps the fingerprint of what was last made.
 * @param {string} wanted Fingerprint of the sources now.
 */
export function isFresh(stamp, wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted;
}

/**
 * @param {string} stamp
 * @param {string} made
 */
export function writeStamp(stamp, made) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${made}\n`);
}
