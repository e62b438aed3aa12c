/** Parts that the schemas of several kinds share, and rules across the fields of one norm (docs/methods.md 10). */
import * as v from 'valibot';
import { Refused } from '../../basics/refused';
import { between, count, finite, list, longestText, note, oneOf, text } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import { unbounded } from '../bounds';

const mostPoints = 10_000;

/** Fields that every norm has. */
export const common = <const T extends string>(type: T) => ({
  id: text(200),
  type: v.literal(type, `is not ${type}`),
  severity: v.optional(v.pipe(between(0, 1), v.gtValue(0, 'is not above 0'), v.metadata({ default: 1 }))),
  description: v.optional(note(longestText)),
});

/** Names of features, or their numbers from 0 on; read as numbers. @param exact how many; absent = one or more */
export const featureList = (features: readonly Feature[], exact?: number) =>
  v.pipe(
    list(v.union([count(), text()], 'is no name of a feature and no number of one'), exact ?? 1, exact ?? mostPoints),
    v.description('Names of features, or their numbers from 0 on.'),
    v.metadata({ uniqueItems: true }),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      const indices = value.map((entry) =>
        typeof entry === 'number' ? entry : features.findIndex(({ name }) => name === entry),
      );
      const stranger = indices.findIndex((index) => index < 0 || index >= features.length);
      const fault = stranger >= 0 ? noFeature(value[stranger], features) : 'names one feature twice';
      if (stranger < 0 && new Set(indices).size === indices.length) return indices;
      addIssue({ message: fault });
      return NEVER;
    }),
  );

function noFeature(entry: string | number, features: readonly Feature[]): string {
  const known = features.slice(0, 30).map(({ name }) => name);
  const more = features.length > known.length ? `, … (${features.length} in all)` : '';
  return `names no feature ${JSON.stringify(entry)}; there are ${known.join(', ')}${more}`;
}

const bounds = (instead: number) =>
  v.pipe(
    list(
      v.pipe(
        v.nullable(finite),
        v.transform((bound) => bound ?? instead),
      ),
      1,
      mostPoints,
    ),
    v.description('One a feature, in raw units; null = no bound.'),
  );
/** Sides of one box, ∓`unbounded` where a file says null. */
export const sides = { min: bounds(-unbounded), max: bounds(unbounded) };

/** Points of `width` or, where it is absent, any number of coordinates. */
export const points = (least: number, width?: number) =>
  list(list(finite, width ?? 1, width ?? mostPoints), least, mostPoints);

/** A length, 0 or more. */
export const length = v.pipe(finite, v.minValue(0, 'is less than 0'));
/** One number a feature. */
export const numbers = list(finite, 1, mostPoints);
export const entries = <T extends v.GenericSchema>(entry: T) => list(entry, 1, mostPoints);

/** `forbid` = it may not occur, `require` = it must. */
export const mode = oneOf(['forbid', 'require']);

/** What a rule finds wrong: where, and what is said of that place. */
export interface Fault {
  readonly at: readonly (string | number)[];
  readonly what: string;
}

/** A rule across fields. @param find the first fault, or null */
export const rule = <T extends object>(find: (norm: T) => Fault | null) =>
  v.rawCheck<T>(({ dataset, addIssue }) => {
    const fault = dataset.typed ? find(dataset.value) : null;
    if (fault !== null) addIssue({ message: fault.what, path: pathOf(fault.at, dataset.value) });
  });

function pathOf(at: Fault['at'], input: unknown): [v.IssuePathItem, ...v.IssuePathItem[]] | undefined {
  const path = at.map((key): v.IssuePathItem => ({ type: 'unknown', origin: 'value', input, key, value: input }));
  const [first, ...rest] = path;
  return first && [first, ...rest];
}

/** Why `read`, which throws Refused, does not take a text; null where it does. */
export function whyRefused(read: (text: string) => unknown, given: string): string | null {
  try {
    read(given);
    return null;
  } catch (error) {
    if (error instanceof Refused) return `is refused: ${error.message}`;
    throw error;
  }
}

/** Text that `read` takes. */
export const readable = (read: (text: string) => unknown) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    const fault = dataset.typed ? whyRefused(read, dataset.value) : null;
    if (fault !== null) addIssue({ message: fault });
  });

/** Lists that must have one number a feature: the first that has not. */
export function wrongWidth(width: number, lists: readonly (readonly [Fault['at'], readonly number[]])[]): Fault | null {
  const wrong = lists.find(([, { length }]) => length !== width);
  if (wrong === undefined) return null;
  const [at, { length }] = wrong;
  return { at, what: `has ${length} numbers and must have ${width}, one a feature` };
}

/** The same of a list of points. */
export function wrongPoint(width: number, all: readonly (readonly number[])[]): Fault | null {
  return wrongWidth(
    width,
    all.map((point, i) => [['points', i], point]),
  );
}

/** What is wrong with a box over so many features. @param at where its sides stand */
export function boxFault(box: { min: readonly number[]; max: readonly number[] }, width: number, at: Fault['at'] = []) {
  const { min, max } = box;
  const wrong = wrongWidth(width, [
    [[...at, 'min'], min],
    [[...at, 'max'], max],
  ]);
  if (wrong !== null) return wrong;
  const turned = min.findIndex((bound, i) => bound > max[i]);
  if (turned >= 0) return { at: [...at, 'min', turned], what: 'is above its max' };
  const open = [...min, ...max].every((bound) => Math.abs(bound) === unbounded);
  return open ? { at, what: 'has no bound at all' } : null;
}
