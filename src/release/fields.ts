/** Reads fields of untrusted JSON with a sentence for each thing that is wrong. Every function throws `Refused`. */
import { Refused, type Json } from './canonical';

export type Fields = Readonly<Record<string, Json>>;

export function record(value: Json | undefined, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused(`${what} is not an object`);
  return value as Fields;
}

/** Reads an object that has exactly these keys, `optional` ones aside. */
export function exactly(
  value: Json | undefined,
  keys: readonly string[],
  what: string,
  optional: string[] = [],
): Fields {
  const fields = record(value, what);
  const missing = keys.find((key) => !Object.hasOwn(fields, key));
  if (missing !== undefined) throw new Refused(`${what} lacks ${missing}`);
  const stranger = Object.keys(fields).find((key) => !keys.includes(key) && !optional.includes(key));
  if (stranger !== undefined) throw new Refused(`${what} has an unknown field ${stranger}`);
  return fields;
}

export function list(value: Json | undefined, what: string, limit = 10_000_000): readonly Json[] {
  if (!Array.isArray(value)) throw new Refused(`${what} is not a list`);
  if (value.length > limit) throw new Refused(`${what} has more than ${limit} entries`, 'too-large');
  return value as readonly Json[];
}

export function text(value: Json | undefined, what: string): string {
  if (typeof value !== 'string') throw new Refused(`${what} is not text`);
  return value;
}

export function number(value: Json | undefined, what: string): number {
  if (typeof value !== 'number') throw new Refused(`${what} is not a number`);
  return value;
}

/** A whole number from 0 on. */
export function count(value: Json | undefined, what: string): number {
  const found = number(value, what);
  if (!Number.isSafeInteger(found) || found < 0) throw new Refused(`${what} is not a count`);
  return found;
}

export function numbers(value: Json | undefined, what: string): number[] {
  return list(value, what).map((item) => number(item, what));
}

export function oneOf<T extends string>(value: Json | undefined, choices: readonly T[], what: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Refused(`${what} is none of ${choices.join(', ')}`);
  return found;
}
