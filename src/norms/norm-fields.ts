/** Reads the fields of one norm from JSON, one by one; what is not read at the end is refused (METHODS.md 10). */
import type { Feature } from '../demonstrations/demonstrations';

/** Ends the reading of a norm with a sentence. */
export class NormRefused extends Error {}

const mostNumbers = 10_000;

export class NormFields {
  private readonly seen = new Set<string>();

  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    readonly features: readonly Feature[],
  ) {}

  has(key: string): boolean {
    return this.values[key] !== undefined;
  }

  raw(key: string): unknown {
    this.seen.add(key);
    return Object.hasOwn(this.values, key) ? this.values[key] : undefined;
  }

  text(key: string): string {
    const value = this.raw(key);
    if (typeof value !== 'string' || value === '') throw new NormRefused(`“${key}” must be a text`);
    return value;
  }

  texts(key: string): string[] {
    const value = this.raw(key);
    const fits = Array.isArray(value) && value.length > 0 && value.length <= mostNumbers;
    if (!fits || !value.every((entry) => typeof entry === 'string' && entry !== '')) {
      throw new NormRefused(`“${key}” must be a list of texts`);
    }
    return value as string[];
  }

  number(key: string, least = -Infinity): number {
    const value = this.raw(key);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new NormRefused(`“${key}” must be a finite number`);
    if (value < least) throw new NormRefused(`“${key}” must be ${least} or more`);
    return value;
  }

  whole(key: string, least: number): number {
    const value = this.number(key, least);
    if (!Number.isInteger(value)) throw new NormRefused(`“${key}” must be a whole number`);
    return value;
  }

  oneOf<T extends string>(key: string, choices: readonly T[]): T {
    const value = this.raw(key);
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw new NormRefused(`“${key}” must be ${choices.join(' or ')}`);
    return chosen;
  }

  numbers(key: string, length: number): number[] {
    return numbersOf(this.raw(key), length, `“${key}”`);
  }

  /** Lists of `width` numbers. */
  points(key: string, width: number, least: number): number[][] {
    const value = this.raw(key);
    if (!Array.isArray(value) || value.length < least || value.length * width > mostNumbers) {
      throw new NormRefused(`“${key}” must be a list of ${least} points or more, and at most ${mostNumbers} numbers`);
    }
    return value.map((point: unknown) => numbersOf(point, width, `each of “${key}”`));
  }

  objects(key: string): Readonly<Record<string, unknown>>[] {
    const value = this.raw(key);
    const fits = Array.isArray(value) && value.length > 0 && value.length <= mostNumbers && value.every(isRecord);
    if (!fits) throw new NormRefused(`“${key}” must be a list of objects`);
    return value as Record<string, unknown>[];
  }

  /** Indices of features that are named, or numbered, in `features`. @param count exactly so many; absent = one or more */
  featureIndices(count?: number): number[] {
    const value = this.raw('features');
    if (!Array.isArray(value) || value.length === 0) throw new NormRefused('“features” must be a list of features');
    const indices = value.map((entry: unknown) => this.featureIndex(entry));
    if (new Set(indices).size < indices.length) throw new NormRefused('“features” names one feature twice');
    if (count !== undefined && indices.length !== count)
      throw new NormRefused(`“features” must name ${count} features`);
    return indices;
  }

  /** @throws NormRefused when something was never asked for */
  finish(): void {
    const unknown = Object.keys(this.values).find((key) => !this.seen.has(key));
    if (unknown !== undefined)
      throw new NormRefused(`it has a field “${unknown}” that this kind of norm does not know`);
  }

  private featureIndex(entry: unknown): number {
    const { features } = this;
    if (typeof entry === 'number' && Number.isInteger(entry) && entry >= 0 && entry < features.length) return entry;
    const index = features.findIndex(({ name }) => name === entry);
    if (index >= 0) return index;
    const known = features.slice(0, 12).map(({ name }) => name);
    const more = features.length > known.length ? ', …' : '';
    throw new NormRefused(`there is no feature ${JSON.stringify(entry)}; there are ${known.join(', ')}${more}`);
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Finite numbers, so many. */
export function numbersOf(value: unknown, length: number, what: string): number[] {
  const fits = Array.isArray(value) && value.length === length;
  if (!fits || !value.every((entry) => typeof entry === 'number' && Number.isFinite(entry))) {
    throw new NormRefused(`${what} must have ${length} finite numbers`);
  }
  return value as number[];
}
