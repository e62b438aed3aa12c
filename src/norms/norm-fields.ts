/** Reads the fields of one norm from JSON, one by one; what is not read at the end is refused (docs/methods.md 10). */
import type { Feature } from '../demonstrations/demonstrations';
import { unbounded } from './bounds';
import { refuse } from './refused';

const mostPoints = 10_000;
const longestText = 10_000;

export type Loose = Readonly<Record<string, unknown>>;

/** Every function throws `Refused`. */
export class NormFields {
  private readonly seen = new Set<string>();

  constructor(
    private readonly values: Loose,
    readonly features: readonly Feature[],
  ) {}

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  raw(key: string): unknown {
    this.seen.add(key);
    return Object.hasOwn(this.values, key) ? this.values[key] : undefined;
  }

  text(key: string): string {
    return textOf(this.raw(key), `“${key}”`);
  }

  texts(key: string): string[] {
    return listOf(this.raw(key), 1, `“${key}”`).map((entry) => textOf(entry, `each of “${key}”`));
  }

  /** At least `least`. */
  number(key: string, least = -Infinity): number {
    const value = this.raw(key);
    if (typeof value !== 'number' || !Number.isFinite(value)) return refuse(`“${key}” must be a finite number`);
    if (value < least) refuse(`“${key}” must be ${least} or more`);
    return value;
  }

  whole(key: string, least: number): number {
    const value = this.number(key, least);
    if (!Number.isSafeInteger(value)) refuse(`“${key}” must be a whole number`);
    return value;
  }

  oneOf<T extends string>(key: string, choices: readonly T[]): T {
    const value = this.raw(key);
    const chosen = choices.find((choice) => choice === value);
    return chosen ?? refuse(`“${key}” must be ${choices.join(' or ')}`);
  }

  numbers(key: string, length: number): number[] {
    return numbersOf(this.raw(key), length, `“${key}”`);
  }

  /** `min` and `max` of one box, `null` where there is no bound. */
  bounds(length: number): Bounds {
    return boundsOf(this.raw('min'), this.raw('max'), length);
  }

  /** At least `least` lists of `width` numbers. */
  points(key: string, width: number, least: number): number[][] {
    return listOf(this.raw(key), least, `“${key}”`).map((point) => numbersOf(point, width, `each of “${key}”`));
  }

  objects(key: string): Loose[] {
    return listOf(this.raw(key), 1, `“${key}”`).map((entry) =>
      isRecord(entry) ? entry : refuse(`each of “${key}” must be an object`),
    );
  }

  /** Indices of the features that are named, or numbered, in `features`. @param count exactly so many; absent = one or more */
  featureIndices(count?: number): number[] {
    const indices = listOf(this.raw('features'), 1, '“features”').map((entry) => this.featureIndex(entry));
    if (new Set(indices).size < indices.length) refuse('“features” names one feature twice');
    if (count !== undefined && indices.length !== count) refuse(`“features” must name ${count} features`);
    return indices;
  }

  /** @throws Refused when something was never asked for */
  finish(): void {
    const unknown = Object.keys(this.values).find((key) => !this.seen.has(key) && this.values[key] !== undefined);
    if (unknown !== undefined) refuse(`it has a field “${unknown}” that this kind of norm does not know`);
  }

  private featureIndex(entry: unknown): number {
    const { features } = this;
    if (typeof entry === 'number' && Number.isInteger(entry) && entry >= 0 && entry < features.length) return entry;
    const index = features.findIndex(({ name }) => name === entry);
    if (index >= 0) return index;
    const known = features.slice(0, 30).map(({ name }) => name);
    const more = features.length > known.length ? `, … (${features.length} in all)` : '';
    return refuse(`there is no feature ${JSON.stringify(entry)}; there are ${known.join(', ')}${more}`);
  }
}

export interface Bounds {
  readonly min: number[];
  readonly max: number[];
}

/** Bounds of several coordinates, at least one of which has one. @throws Refused */
export function boundsOf(low: unknown, high: unknown, length: number): Bounds {
  const min = numbersOf(bounded(low, -unbounded), length, '“min”');
  const max = numbersOf(bounded(high, unbounded), length, '“max”');
  if (min.some((bound, i) => bound > max[i])) refuse('a “min” is above its “max”');
  if ([...min, ...max].every((bound) => Math.abs(bound) === unbounded)) refuse('it has no bound at all');
  return { min, max };
}

function bounded(value: unknown, instead: number): unknown {
  return Array.isArray(value) ? value.map((bound: unknown) => (bound === null ? instead : bound)) : value;
}

export function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') return refuse(`${what} must be a text`);
  if (value.length > longestText) refuse(`${what} is longer than ${longestText} characters`);
  return value;
}

function listOf(value: unknown, least: number, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length < least) {
    return refuse(`${what} must be a list${least > 1 ? ` of ${least} or more` : ', and not an empty one'}`);
  }
  if (value.length > mostPoints) refuse(`${what} has more than ${mostPoints} entries`, 'too-large');
  return value;
}

/** So many finite numbers. */
export function numbersOf(value: unknown, length: number, what: string): number[] {
  const fits = Array.isArray(value) && value.length === length;
  if (!fits || !value.every((entry) => typeof entry === 'number' && Number.isFinite(entry))) {
    refuse(`${what} must have ${length} finite ${length === 1 ? 'number' : 'numbers'}`);
  }
  return [...(value as number[])];
}
