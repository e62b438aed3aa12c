/** Reads what a command without a screen was asked for, by its table of options, and finds the files that its paths name. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './main.mjs';

/** @typedef {import('../../src/headless/command').Command} Command */
/** @typedef {import('../../src/headless/command').Option} Option */
/**
 * @typedef {object} Asked What a command is to do.
 * @property {string[]} paths
 * @property {string} out Folder for the file that it makes; empty where it makes none.
 * @property {Record<string, unknown>} options What the page is told, by flag; absent entries take the app's defaults.
 */

/** @param {string} flag @param {string} text @param {number} least */
function whole(flag, text, least) {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${flag} takes a whole number from ${least}, not “${text}”.`);
}

/** @param {string} flag @param {string} text @param {number} above @param {number} most */
function amount(flag, text, above, most) {
  const value = Number(text);
  if (text.trim() !== '' && value > above && value <= most) return value;
  throw new UsageError(`--${flag} takes a number above ${above} and at most ${most}, not “${text}”.`);
}

/** @param {string} flag @param {string} text @param {readonly string[]} choices */
function choice(flag, text, choices) {
  if (choices.includes(text)) return text;
  throw new UsageError(`--${flag} takes ${choices.join(', ')}, not “${text}”.`);
}

/** @param {string} flag @param {string} path */
function textOf(flag, path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`--${flag}: the file ${path} cannot be read.`);
  }
}

/** @param {Option} option @param {string} text What follows its flag. */
function valueOf(option, text) {
  switch (option.kind) {
    case 'whole':
      return whole(option.flag, text, option.least);
    case 'amount':
      return amount(option.flag, text, option.above, option.most);
    case 'choice':
      return choice(option.flag, text, option.choices);
    case 'choices':
      return text.split(',').map((entry) => choice(option.flag, entry.trim(), option.choices));
    case 'text':
      return textOf(option.flag, text);
    case 'flag':
      return true;
    case 'folder':
      return text;
  }
}

/**
 * @param {readonly string[]} args
 * @param {readonly Option[]} options
 */
function parse(args, options) {
  /** @param {Option} option */
  const typed = ({ kind }) => ({ type: /** @type {'string' | 'boolean'} */ (kind === 'flag' ? 'boolean' : 'string') });
  const known = Object.fromEntries(options.map((option) => [option.flag, typed(option)]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
    const texts = Object.entries(values).map(([flag, value]) => [flag, String(value)]);
    return {
      values: /** @type {Record<string, string | undefined>} */ (Object.fromEntries(texts)),
      paths: positionals,
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {Command} command
 * @param {readonly string[]} args
 * @returns {Asked}
 * @throws {UsageError} with a sentence that says which argument is wrong.
 */
export function readArguments({ noPaths, options }, args) {
  const { values, paths } = parse(args, options);
  if (paths.length === 0) throw new UsageError(noPaths);
  /** @type {Asked} */
  const asked = { paths, out: '', options: {} };
  for (const option of options) {
    const { flag, needs, missing } = option;
    const text = values[flag];
    if (missing !== undefined && !text) throw new UsageError(missing);
    if (text === undefined) continue;
    if (needs !== undefined && values[needs] === undefined) throw new UsageError(`--${flag} needs --${needs}.`);
    if (option.kind === 'folder') asked.out = text;
    else asked.options[flag] = valueOf(option, text);
  }
  return asked;
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
