/** `norms.json`, in and out (docs/methods.md 10). Files name features; in memory they are numbered. */
import * as v from 'valibot';
import { fail, ok, type Result } from '../basics/result';
import { checkBy, exactly, list, text } from '../basics/schema';
import type { Feature } from '../demonstrations/demonstrations';
import { normKinds } from './kinds';
import type { NormKinds } from './kinds/collect';
import type { Norm } from './norm';

const version = 'truewheel.norms/1';
const mostNorms = 1000;

const fileOf = <T extends v.GenericSchema>(norm: T) =>
  exactly({
    schema: v.literal(version, `is not ${version}`),
    norms: v.pipe(list(norm, 0, mostNorms), v.description('No two have the same id.')),
  });

/** The whole file, as `docs/schema/norms.schema.json` describes it: which features there are, no file can know. */
export const normsFileSchemaOf = (kinds: NormKinds) =>
  v.pipe(
    fileOf(kinds.schema([])),
    v.title('norms.json'),
    v.description('Rules that executed observations must keep; docs/norms.md says what they mean.'),
  );
export const normsFileSchema = normsFileSchemaOf(normKinds);

/** One norm in the form of memory or of files. @returns a failure with the first rule that it breaks */
export function checkNorm(value: unknown, features: readonly Feature[], kinds = normKinds): Result<Norm> {
  const read = checkBy(kinds.schema(features), value, '', 'Nothing was changed. Correct the norm.');
  // What the schema of a kind reads is its norm, by the definition of that norm.
  if (read.ok) return ok(read.value as Norm);
  const { kind, message, advice } = read.failure;
  return fail(kind, `${subjectOf(value)} was refused: ${message}`, advice);
}

function subjectOf(value: unknown): string {
  const named = v.safeParse(v.object({ id: text() }), value);
  return named.success ? `The norm ${named.output.id.slice(0, 60)}` : 'A norm';
}

/**
 * Norms of a file against the features of a reward.
 * @returns `malformed` or `schema-newer`; `bad-parameter` where two have one id
 */
export function readNorms(value: unknown, features: readonly Feature[], kinds?: NormKinds): Result<Norm[]> {
  const newer = v.safeParse(v.object({ schema: v.pipe(v.string(), v.regex(/^truewheel\.norms\/\d+$/)) }), value);
  if (newer.success && newer.output.schema !== version) {
    const message = `This file of norms says that it is ${newer.output.schema.slice(0, 60)}, not ${version}.`;
    return fail('schema-newer', message, 'Nothing was changed.');
  }
  const file = checkBy(fileOf(v.unknown()), value, 'This file of norms', 'Nothing was changed.');
  return file.ok ? readList(file.value.norms, features, kinds) : file;
}

function readList(entries: readonly unknown[], features: readonly Feature[], kinds?: NormKinds): Result<Norm[]> {
  const norms = new Map<string, Norm>();
  for (const entry of entries) {
    const norm = checkNorm(entry, features, kinds);
    if (!norm.ok) return norm;
    const { id } = norm.value;
    if (norms.has(id)) return fail('bad-parameter', `Two norms have the id ${id}.`, 'Give each norm an id of its own.');
    norms.set(id, norm.value);
  }
  return ok([...norms.values()]);
}

/** `norms.json` as data; features by name. */
export function writeNorms(norms: readonly Norm[], features: readonly Feature[], kinds: NormKinds = normKinds): object {
  return { schema: version, norms: norms.map((norm) => written(norm, features, kinds)) };
}

function written(norm: Norm, features: readonly Feature[], kinds: NormKinds): object {
  if (norm.type === 'temporal') return { ...norm, norm: written(norm.norm, features, kinds) };
  const named = 'features' in norm && norm.features ? { features: norm.features.map((i) => features[i].name) } : {};
  return { ...norm, ...named, ...kinds.of(norm.type).written?.(norm) };
}
