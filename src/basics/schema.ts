/**
 * The one reader of JSON shapes. A document is described once, as a valibot schema; from it come the TypeScript type
 * (`InferOutput`), the reader with its sentences (`readBy`) and the JSON Schema in `docs/schema/`. Rules across fields are
 * `check`s on the schema; what JSON Schema cannot say stands in its `description`.
 */
import * as v from 'valibot';
import { Refused } from './refused';
import { fail, ok, type Result } from './result';

/** Entries that a list may have unless it says otherwise; larger arrays belong in safetensors. */
export const mostEntries = 10_000_000;
/** Characters that a text may have unless it says otherwise. */
export const longestText = 10_000;

/** A number; JSON has no other than finite ones, memory has. */
export const finite = v.pipe(v.number('is not a number'), v.finite('is not a finite number'));
/** Any number, NaN and infinities among them: what memory and the store hold, and JSON does not. */
export const measured = v.custom<number>((value) => typeof value === 'number', 'is not a number');
/** A finite number from `least` to `most`. */
export const between = (least: number, most: number) =>
  v.pipe(finite, v.minValue(least, `is less than ${least}`), v.maxValue(most, `is more than ${most}`));
/** A finite number above `least`. */
export const above = (least: number) => v.pipe(finite, v.gtValue(least, `is not above ${least}`));
/** A whole number from `least` on. */
export const count = (least = 0) =>
  v.pipe(
    v.number('is not a number'),
    v.safeInteger('is not a whole number'),
    v.minValue(least, `is less than ${least}`),
  );
/** A text of at most `most` characters that is not empty. */
export const text = (most = longestText) =>
  v.pipe(v.string('is not text'), v.nonEmpty('is empty'), v.maxLength(most, `is longer than ${most} characters`));
/** A text that may be empty. */
export const note = (most = longestText) =>
  v.pipe(v.string('is not text'), v.maxLength(most, `is longer than ${most} characters`));
export const flag = v.boolean('is neither true nor false');

/** An object whose fields are read by whoever knows them, one by one: names of the language among them are names like any other. */
export const record = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'is not an object',
  ),
  v.metadata({ type: 'object' }),
);

/** A list of `least` to `most` entries, counted before any is looked at. */
export const list = <T extends v.GenericSchema>(entry: T, least = 0, most = mostEntries) => {
  const tooMany = `has more than ${most} entries`;
  const array = v.array(entry, 'is not a list');
  const shorter = v.maxLength<readonly unknown[], number, string>(most, tooMany);
  const run: (typeof array)['~run'] = (dataset, config) => {
    const { value } = dataset;
    if (!Array.isArray(value) || value.length <= most) return array['~run'](dataset, config);
    const [issue] = shorter['~run']({ typed: true, value }, config).issues ?? [];
    return issue === undefined ? array['~run'](dataset, config) : { typed: false, value, issues: [issue] };
  };
  const counted = { ...array, '~run': run };
  return v.pipe(counted, v.minLength(least, `has fewer than ${least} entries`), v.maxLength(most, tooMany));
};
/** One of a few words. */
export const oneOf = <const T extends readonly string[]>(choices: T) =>
  v.picklist(choices, `is none of ${choices.join(', ')}`);
const wrongFields = ({ expected, received }: v.StrictObjectIssue | v.ObjectIssue): string => {
  if (expected === 'Object') return 'is not an object';
  const [verb, name] = expected === 'never' ? ['has an unknown field', received] : ['lacks', expected];
  return `${verb} ${String(name).replaceAll('"', '')}`;
};
/** An object with at least these fields; others are left out. */
export const having = <T extends v.ObjectEntries>(entries: T) => v.object(entries, wrongFields);
/** An object with exactly these fields. */
export const exactly = <T extends v.ObjectEntries>(entries: T) => v.strictObject(entries, wrongFields);

/** Where in a document something is wrong, as a person would write it: `patches[2].centre`, or `it` without a name. */
function placeOf(what: string, issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  const place = what + keys.join('');
  return what === '' ? place.replace(/^\./, '') || 'it' : place;
}

/** What is wrong, as a sentence without its stop. @param what the document, for people */
function sentenceOf(what: string, issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [first] = issues;
  // An absent or unknown field is said of its object, not of itself.
  const own = first.message.startsWith('lacks ') || first.message.startsWith('has an unknown field ');
  const place = own ? { ...first, path: first.path?.slice(0, -1) as typeof first.path } : first;
  return `${placeOf(what, place)} ${first.message}`;
}

/** What a schema makes of `value`, or what is wrong with it, as a sentence without its stop. @param what the document */
function parse<T extends v.GenericSchema>(schema: T, value: unknown, what: string): Result<v.InferOutput<T>> {
  try {
    const found = v.safeParse(schema, value, { abortEarly: true });
    return found.success ? ok(found.output) : fail('malformed', sentenceOf(what, found.issues), '');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fail('malformed', `${what} is nested too deeply`, '');
  }
}

/** Reads `value` by a schema. @param what the document, for people @throws Refused with the first thing that is wrong */
export function readBy<T extends v.GenericSchema>(schema: T, value: unknown, what: string): v.InferOutput<T> {
  const found = parse(schema, value, what);
  if (found.ok) return found.value;
  throw new Refused(found.failure.message);
}

/** The same as a result, for what a person or a file can cause. */
export function checkBy<T extends v.GenericSchema>(
  schema: T,
  value: unknown,
  what: string,
  advice: string,
): Result<v.InferOutput<T>> {
  const found = parse(schema, value, what);
  return found.ok ? found : fail('malformed', `${found.failure.message}.`, advice);
}

/** What a schema reads, as data that nobody changes. */
export type Reading<S extends v.GenericSchema> = Frozen<v.InferOutput<S>>;

type Frozen<T> = T extends ArrayBufferView
  ? T
  : T extends readonly (infer Entry)[]
    ? readonly Frozen<Entry>[]
    : T extends object
      ? { readonly [Key in keyof T]: Frozen<T[Key]> }
      : T;
