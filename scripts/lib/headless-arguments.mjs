/** Reads what `npm run headless` was asked for, and finds the files that its paths name. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './main.mjs';

export const usage =
  'Usage: npm run headless -- PATH… [--members K] [--epochs N] [--seed 1] [--backend auto|webgpu|wasm|tfjs-webgpu|tfjs-wasm|cpu] ' +
  '[--family mixture|gaussians|knn] --out DIR';

const backends = /** @type {const} */ (['auto', 'webgpu', 'wasm', 'cpu', 'tfjs-webgpu', 'tfjs-wasm']);
const families = /** @type {const} */ (['mixture', 'gaussians', 'knn']);

/**
 * What the page is told; absent entries take the app's defaults.
 * @typedef {object} RunOptions
 * @property {number} [members]
 * @property {number} [epochs]
 * @property {number} [seed]
 * @property {Exclude<typeof backends[number], 'cpu'> | 'tfjs-cpu'} [backend]
 * @property {typeof families[number]} [family]
 */

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} least
 * @returns {number | undefined}
 */
function integer(name, text, least) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${name} takes a whole number from ${least}, not “${text}”.`);
}

/**
 * @template {string} T
 * @param {string} name
 * @param {string | undefined} text
 * @param {readonly T[]} choices
 * @returns {T | undefined}
 */
function oneOf(name, text, choices) {
  if (text === undefined) return undefined;
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw new UsageError(`--${name} takes ${choices.join(', ')}, not “${text}”.`);
}

/** @param {string[]} args */
function parse(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const options = { members: text, epochs: text, seed: text, backend: text, family: text, out: text };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string[]} args
 * @returns {{paths: string[], out: string, options: RunOptions}}
 * @throws {UsageError} with a sentence that says which argument is wrong.
 */
export function readArguments(args) {
  const { values, positionals } = parse(args);
  if (positionals.length === 0) throw new UsageError('Name at least one file or folder with demonstrations.');
  if (!values.out) throw new UsageError('Say with --out where the artifact shall be written.');
  const backend = oneOf('backend', values.backend, backends);
  const options = {
    members: integer('members', values.members, 1),
    epochs: integer('epochs', values.epochs, 1),
    seed: integer('seed', values.seed, 0),
    backend: backend === 'cpu' ? /** @type {const} */ ('tfjs-cpu') : backend,
    family: oneOf('family', values.family, families),
  };
  return { paths: positionals, out: values.out, options };
}

/**
 * Files at or below the paths, folders walked in order of names; what begins with a dot inside a folder is left out.
 * @param {readonly string[]} paths
 * @returns {{files: string[], missing: string[]}}
 */
export function collectFiles(paths) {
  /** @type {string[]} */
  const missing = [];
  /** @param {string} path @returns {string[]} */
  const below = (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) missing.push(path);
    if (!found?.isDirectory()) return found?.isFile() ? [path] : [];
    const names = readdirSync(path).filter((name) => !name.startsWith('.'));
    return names.sort().flatMap((name) => below(join(path, name)));
  };
  return { files: paths.flatMap(below), missing };
}
