/** Reads what `npm run headless` was asked for, and finds the files that its paths name. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './main.mjs';

export const usage =
  'Usage: npm run headless -- PATH… [--members K] [--epochs N] [--seed 1] [--backend auto|webgpu|wasm|tfjs-webgpu|tfjs-wasm|cpu] ' +
  '[--family mixture|gaussians|knn] [--norms FILE [--max-iterations 8] [--budget .10] [--floor .05] [--box 1.5] ' +
  '[--kinds mask,subspace,half-space,learned,sculpt,kernels]] --out DIR';

const backends = /** @type {const} */ (['auto', 'webgpu', 'wasm', 'cpu', 'tfjs-webgpu', 'tfjs-wasm']);
const kinds = /** @type {const} */ (['mask', 'subspace', 'half-space', 'learned', 'sculpt', 'kernels']);
const families = /** @type {const} */ (['mixture', 'gaussians', 'knn']);

/**
 * What the page is told; absent entries take the app's defaults.
 * @typedef {object} RunOptions
 * @property {number} [members]
 * @property {number} [epochs]
 * @property {number} [seed]
 * @property {Exclude<typeof backends[number], 'cpu'> | 'tfjs-cpu'} [backend]
 * @property {typeof families[number]} [family]
 * @property {string} [norms] Text of norms.json.
 * @property {{maxIterations?: number, budget?: number, floor?: number, box?: number, kinds?: (typeof kinds[number])[]}} [audit]
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
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} above The number lies above this,
 * @param {number} most and is at most this.
 * @returns {number | undefined}
 */
function amount(name, text, above, most) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value > above && value <= most) return value;
  throw new UsageError(`--${name} takes a number above ${above} and at most ${most}, not “${text}”.`);
}

/** @param {string | undefined} path @returns {string | undefined} */
function textOf(path) {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`The file of norms ${path} cannot be read.`);
  }
}

/** @param {string | undefined} text */
function kindsOf(text) {
  return text?.split(',').flatMap((entry) => oneOf('kinds', entry.trim(), kinds) ?? []);
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

/**
 * Without what was not given, so that the app's defaults hold.
 * @template {object} T
 * @param {T} settings
 * @returns {Partial<T>}
 */
function present(settings) {
  return /** @type {Partial<T>} */ (
    Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  );
}

/** @param {string[]} args */
function parse(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const training = { members: text, epochs: text, seed: text, backend: text, family: text, out: text };
  const audit = { norms: text, 'max-iterations': text, budget: text, floor: text, box: text, kinds: text };
  const options = { ...training, ...audit };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * What `--norms` brings along; the settings of an audit mean nothing without it.
 * @param {Record<string, string | undefined>} values
 * @returns {Pick<RunOptions, 'norms' | 'audit'>}
 */
function audited(values) {
  const audit = present({
    maxIterations: integer('max-iterations', values['max-iterations'], 1),
    budget: amount('budget', values.budget, 0, 1),
    floor: amount('floor', values.floor, 0, 1),
    box: amount('box', values.box, 0, 100),
    kinds: kindsOf(values.kinds),
  });
  const norms = textOf(values.norms);
  if (norms !== undefined) return { norms, audit };
  const [stray] = Object.keys(audit);
  if (stray !== undefined) throw new UsageError('The settings of an audit need --norms FILE.');
  return {};
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
    ...audited(values),
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
