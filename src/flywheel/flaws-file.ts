/**
 * `flaws.jsonl`: one flaw a line, its features by name, so that flaws found here or elsewhere travel (docs/methods.md 4). What is
 * read is taken from strangers: bounded, and refused with a sentence and its line.
 */
import { fail, ok, type Result } from '../basics/result';
import type { Feature } from '../demonstrations/demonstrations';
import { contentOf } from './known-flaws';
import type { Flaw } from './types';

const mostCharacters = 64 * 2 ** 20;
const mostFlaws = 100_000;
const longestName = 200;

type Loose = Readonly<Record<string, unknown>>;
/** A flaw, or the sentence of what is wrong with it. */
type Line = { readonly flaw: Flaw } | { readonly fault: string };

/** @returns lines that `readFlaws` takes back as they were, but for who found them */
export function writeFlaws(flaws: readonly Flaw[], features: readonly Feature[]): string {
  return flaws
    .map(({ raw, ...flaw }) => {
      const named = Object.fromEntries(features.map(({ name }, f) => [name, raw[f]]));
      return `${JSON.stringify({ ...flaw, features: named })}\n`;
    })
    .join('');
}

/**
 * Flaws of a file, each with every feature of the reward; features that the reward does not have are passed over. Two lines
 * with one place and one norm are one flaw, whatever else they say.
 * @returns `too-large`, `malformed`, `empty` or `part-missing` with the line at fault; then none is taken
 */
export function readFlaws(text: string, features: readonly Feature[]): Result<readonly Flaw[]> {
  if (text.length > mostCharacters) return tooLarge('The file of flaws is longer than 64 MiB.');
  const flaws = new Map<string, Flaw>();
  let [number, read] = [0, 0];
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    number++;
    if (line.trim() === '') continue;
    if (++read > mostFlaws) return tooLarge(`The file holds more than ${mostFlaws} flaws.`);
    const taken = readLine(line, number, features);
    if ('fault' in taken) return refused(number, taken.fault);
    const content = contentOf(taken.flaw);
    if (!flaws.has(content)) flaws.set(content, taken.flaw);
  }
  if (flaws.size > 0) return ok([...flaws.values()]);
  return fail('empty', 'The file holds no flaws.', 'Nothing was changed. Choose a file with one flaw a line.');
}

function tooLarge(message: string) {
  return fail('too-large', message, 'Nothing was changed. Split it into smaller files.');
}

function refused(line: number, fault: string) {
  const message = `Line ${line} of the flaws was refused: ${fault}.`;
  return fail('malformed', message, 'Nothing was changed. Mend or delete the line.');
}

function readLine(text: string, line: number, features: readonly Feature[]): Line {
  const value = parsed(text);
  if (!isLoose(value)) return { fault: 'it is not one JSON object' };
  if (!isLoose(value.features)) return { fault: 'it has no features' };
  const { id = `file-${line}`, norm = null } = value;
  if (!isName(id)) return { fault: `its id must be a text of 1 to ${longestName} characters` };
  if (norm !== null && !isName(norm)) return { fault: 'its norm must be the id of a norm, or null' };
  const raw: number[] = [];
  for (const { name } of features) {
    const at = Object.hasOwn(value.features, name) ? value.features[name] : undefined;
    if (typeof at !== 'number' || !Number.isFinite(at)) return { fault: `its feature ${name} is no finite number` };
    raw.push(at);
  }
  const { safety = 1, uncertainty = 0, severity = 1, margin = null, iteration = 0 } = value;
  if (!isWithin(severity, Number.MIN_VALUE, 1)) return { fault: 'its severity must be above 0 and at most 1' };
  if (!isWithin(safety, 0, 1)) return { fault: 'its safety must lie between 0 and 1' };
  if (uncertainty !== null && !isWithin(uncertainty, 0, Infinity))
    return { fault: 'its uncertainty must not be below 0' };
  if (margin !== null && !isWithin(margin, -Infinity, Infinity))
    return { fault: 'its margin must be a number or null' };
  if (!isWithin(iteration, 0, 1e9)) return { fault: 'its iteration must be a number, 0 or more' };
  const found = { safety, uncertainty: uncertainty ?? NaN, severity, margin, iteration, norm, raw, id };
  return { flaw: { ...found, strategy: 'file' } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longestName;
}

function isWithin(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}
