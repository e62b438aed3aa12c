/** `norms.json`, in and out (docs/methods.md 10). Files name features; in memory they are numbered. */
import { fail, ok, type Result } from '../basics/result';
import type { Feature } from '../demonstrations/demonstrations';
import { kindOf } from './kinds';
import type { Norm } from './norm';
import { isRecord } from './norm-fields';
import { readNorm } from './read-norm';
import { settle } from './refused';

export const normsSchema = 'truewheel.norms/1';
const mostNorms = 1000;

/** One norm in the form of memory or of files, checked. @returns a failure with the first rule that it breaks */
export function checkNorm(value: unknown, features: readonly Feature[]): Result<Norm> {
  const norm = settle(() => readNorm(value, features), 'Nothing was changed. Correct the norm.');
  const id = isRecord(value) && typeof value.id === 'string' && value.id !== '' ? value.id.slice(0, 60) : null;
  if (norm.ok || id === null) return norm;
  const { kind, message, advice } = norm.failure;
  return fail(kind, `The norm ${id} was refused: ${message}`, advice);
}

/**
 * Norms of a file against the features of a reward.
 * @returns `malformed`, `schema-newer`, `too-large` or `bad-parameter`
 */
export function readNorms(value: unknown, features: readonly Feature[]): Result<Norm[]> {
  if (!isRecord(value) || !Array.isArray(value.norms)) {
    return fail('malformed', 'This is no file of norms: it needs “schema” and a list “norms”.', 'Nothing was changed.');
  }
  if (value.schema !== normsSchema) return otherSchema(value.schema);
  const stranger = Object.keys(value).find((key) => key !== 'schema' && key !== 'norms');
  if (stranger !== undefined) {
    return fail('malformed', `This file of norms has an unknown field “${stranger}”.`, 'Nothing was changed.');
  }
  if (value.norms.length > mostNorms) {
    return fail('too-large', `This file holds ${value.norms.length} norms.`, `At most ${mostNorms} are read.`);
  }
  return readList(value.norms, features);
}

function otherSchema(schema: unknown): Result<never> {
  const newer = typeof schema === 'string' && /^truewheel\.norms\/\d+$/.test(schema);
  const told = JSON.stringify(schema) ?? 'nothing';
  return fail(
    newer ? 'schema-newer' : 'malformed',
    `This file of norms says that it is ${told.slice(0, 60)}, not ${normsSchema}.`,
    'Nothing was changed.',
  );
}

function readList(entries: readonly unknown[], features: readonly Feature[]): Result<Norm[]> {
  const norms = new Map<string, Norm>();
  for (const entry of entries) {
    const norm = checkNorm(entry, features);
    if (!norm.ok) return norm;
    const { id } = norm.value;
    if (norms.has(id)) return fail('bad-parameter', `Two norms have the id ${id}.`, 'Give each norm an id of its own.');
    norms.set(id, norm.value);
  }
  return ok([...norms.values()]);
}

/** `norms.json` as data; features by name. */
export function writeNorms(norms: readonly Norm[], features: readonly Feature[]): object {
  return { schema: normsSchema, norms: norms.map((norm) => written(norm, features)) };
}

function written(norm: Norm, features: readonly Feature[]): object {
  if (norm.type === 'temporal') return { ...norm, norm: written(norm.norm, features) };
  const named = 'features' in norm && norm.features ? { features: norm.features.map((i) => features[i].name) } : {};
  return { ...norm, ...named, ...kindOf(norm.type).written?.(norm) };
}
