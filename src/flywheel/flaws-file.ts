/**
 * `flaws.jsonl`: one flaw a line, its features by name, so that flaws found here or elsewhere travel (docs/methods.md 4). What is
 * read is taken from strangers: bounded, and refused with a sentence and its line.
 */
import * as v from 'valibot';
import { fail, ok, type Result } from '../basics/result';
import { above, between, checkBy, finite, record, text } from '../basics/schema';
import type { Feature } from '../demonstrations/demonstrations';
import { contentOf } from './known-flaws';
import type { Flaw } from './types';

const mostCharacters = 64 * 2 ** 20;
const mostFlaws = 100_000;
const longestName = 200;

/** A flaw, or the sentence of what is wrong with it. */
type Line = { readonly flaw: Flaw } | { readonly fault: string };

const name = text(longestName);

/** One line of the file; fields of other programs are passed over. */
export const flawSchema = v.pipe(
  v.object(
    {
      id: v.pipe(v.optional(name), v.description('Absent = named by its line.')),
      features: v.pipe(record, v.description('A finite number for each feature of the reward, by its name.')),
      norm: v.pipe(v.optional(v.nullable(name), null), v.description('Id of the norm; null = labelled by a person.')),
      score: v.optional(between(0, 1), 1),
      distanceRatio: v.pipe(
        v.optional(v.nullable(v.pipe(finite, v.minValue(0, 'is less than 0'))), 0),
        v.description('Null = not known.'),
      ),
      severity: v.optional(v.pipe(above(0), v.maxValue(1, 'is more than 1')), 1),
      margin: v.optional(v.nullable(finite), null),
      iteration: v.optional(between(0, 1e9), 0),
    },
    ({ expected }) => (expected === 'Object' ? 'is not one JSON object' : 'lacks features'),
  ),
  v.title('flaws.jsonl'),
  v.description('One line of flaws.jsonl: a flaw, its features by name.'),
);

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

function readLine(line: string, number: number, features: readonly Feature[]): Line {
  const value = parsed(line);
  if (Array.isArray(value)) return { fault: 'it is not one JSON object' };
  const read = checkBy(flawSchema, value, 'it', '');
  if (!read.ok) return { fault: read.failure.message.replace(/\.$/, '').replace(/^it\./, 'its ') };
  const { id = `file-${number}`, features: named, distanceRatio, ...rest } = read.value;
  const raw: number[] = [];
  for (const { name } of features) {
    const at = Object.hasOwn(named, name) ? named[name] : undefined;
    if (typeof at !== 'number' || !Number.isFinite(at)) return { fault: `its feature ${name} is no finite number` };
    raw.push(at);
  }
  return { flaw: { ...rest, distanceRatio: distanceRatio ?? NaN, raw, id, strategy: 'file' } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
