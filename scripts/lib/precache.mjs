/**
 * Tells the service worker what a release consists of: every file of the built site, but for pages that only scripts open
 * and for example data too large to store unasked.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Bytes. The WebAssembly files of the engine fit, and the reader of HDF5, which bears its own. */
export const largestKept = 6 * 1024 * 1024;

const workerFile = 'sw.js';
const neverKept = new Set([workerFile, 'headless.html']);
const placeholder = /\bRELEASE\b/g;

/** @typedef {{path: string, bytes: Uint8Array}} SiteFile */

/**
 * @param {readonly SiteFile[]} files Of the whole site, paths with slashes.
 * @returns {{id: string, files: string[]}} What to keep, sorted, and a hash over names and contents.
 */
export function describeRelease(files) {
  const kept = files
    .filter(({ path, bytes }) => !neverKept.has(path) && !path.startsWith('.') && bytes.length <= largestKept)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256');
  for (const { path, bytes } of kept) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return { id: hash.digest('hex').slice(0, 16), files: kept.map(({ path }) => path) };
}

/** @param {string} folder @returns {SiteFile[]} */
function filesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: path
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
      bytes: readFileSync(path),
    }));
}

/**
 * Writes the list into the built service worker, whose entry must be named `sw`.
 * @returns {import('vite').Plugin}
 */
export function precache() {
  let publicFolder = '';
  return {
    name: 'truewheel:precache',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[workerFile];
        if (worker?.type !== 'chunk') throw new Error(`The build has no chunk ${workerFile}.`);
        if (worker.imports.length > 0)
          throw new Error(`${workerFile} must stand alone, for browsers without modules in it.`);
        const encode = new TextEncoder();
        const built = Object.values(bundle).map((file) => {
          const content = file.type === 'chunk' ? file.code : file.source;
          return { path: file.fileName, bytes: typeof content === 'string' ? encode.encode(content) : content };
        });
        const release = describeRelease([...built, ...filesOf(publicFolder)]);
        worker.code = worker.code.replaceAll(placeholder, () => `(${JSON.stringify(release)})`);
      },
    },
  };
}
