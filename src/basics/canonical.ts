/**
 * JSON in its one canonical form (RFC 8785), written and read. What is read must already be canonical: then equal content
 * means equal bytes, and no key can appear twice or reach a prototype.
 */
import { canonicalize } from 'json-canonicalize';
import { Refused } from './refused';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A plain tree of its own: typed arrays become lists, absent fields vanish, and nothing is shared. */
function plain(value: unknown, path: string): Json {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Refused(`${path} is not a finite number`);
    return value;
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return plain(Array.from(value as Float64Array), path);
  if (Array.isArray(value)) return value.map((item, i) => plain(item, `${path}[${i}]`));
  if (typeof value !== 'object') throw new Refused(`${path} is not data`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.some(([key]) => key === '__proto__' || key === 'toJSON'))
    throw new Refused(`${path} has a forbidden key`);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, `${path}.${key}`)]));
}

/** @throws Refused when a number is not finite or something is not data */
export function canonicalText(value: unknown): string {
  return canonicalize(plain(value, '$'));
}

/** UTF-8 bytes of the canonical form. */
export function canonicalBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalText(value));
}

/** Text of a part. @throws Refused when it is not UTF-8 */
export function readText(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused(`${name} is not text`);
  }
}

/** Parses a part. @throws Refused when it is not JSON, or not canonical */
export function readCanonical(name: string, bytes: Uint8Array): Json {
  const text = readText(name, bytes);
  let value: Json;
  let again: string;
  try {
    value = JSON.parse(text) as Json;
    again = canonicalText(value);
  } catch (error) {
    throw new Refused(`${name}: ${error instanceof Refused ? error.message : 'not JSON'}`);
  }
  if (again !== text) throw new Refused(`${name} is not in canonical form`, 'not-canonical');
  return value;
}

const nonFinite = 'nonFinite';

/** Puts NaN and infinities, which JSON lacks, into words: {"nonFinite": "NaN"}. */
export function withWords(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { [nonFinite]: String(value) };
  if (Array.isArray(value)) return value.map(withWords);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, withWords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withWords(item)]));
}

/** Undoes `withWords`. */
export function fromWords(value: Json): unknown {
  if (Array.isArray(value)) return value.map((item: Json) => fromWords(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries: (readonly [string, Json])[] = Object.entries(value);
  if (entries.length === 1 && entries[0][0] === nonFinite) return Number(entries[0][1]);
  return Object.fromEntries(entries.map(([key, item]) => [key, fromWords(item)]));
}
