/** `norms.json`, in and out (METHODS.md 10). Files name features; in memory they are numbered. */
import { fail, ok, type Result } from '../basics/result';
import type { Feature } from '../demonstrations/demonstrations';
import { predicateTree } from './kinds/predicate';
import type { Norm, NormType, TemporalNorm } from './norm';
import { isRecord, NormFields, NormRefused, numbersOf } from './norm-fields';
import { checkPattern } from './regular-expression';

export const normsSchema = 'truewheel.norms/1';
const mostNorms = 1000;

/** What a kind has beside the fields that all have. */
type Own<T extends NormType> = Omit<Extract<Norm, { type: T }>, 'id' | 'type' | 'severity' | 'description'>;
type Reader<T extends NormType> = (fields: NormFields) => Own<T>;

const modes = ['forbid', 'require'] as const;

const readers: { readonly [T in NormType]: Reader<T> } = {
  range: (fields) => {
    const features = fields.featureIndices();
    const min = fields.numbers('min', features.length);
    const max = fields.numbers('max', features.length);
    if (min.some((low, i) => low > max[i])) throw new NormRefused('a min is above its max');
    return { features, min, max };
  },
  support: (fields) => {
    const features = fields.has('features') ? fields.featureIndices() : undefined;
    const width = features?.length ?? fields.features.length;
    const points = fields.has('points') ? fields.points('points', width, 1) : undefined;
    const boundary = fields.number('boundary', 0);
    return { boundary, ...(features && { features }), ...(points && { points }) };
  },
  'half-space': (fields) => {
    const features = fields.featureIndices();
    const normal = fields.numbers('normal', features.length);
    if (normal.every((entry) => entry === 0)) throw new NormRefused('“normal” must not be zero');
    return { features, normal, offset: fields.number('offset') };
  },
  path: (fields) => {
    const features = fields.featureIndices();
    return { features, points: fields.points('points', features.length, 1), width: fields.number('width', 0) };
  },
  wall: (fields) => {
    const features = fields.featureIndices();
    const boxes = fields.objects('boxes').map((box) => {
      const min = numbersOf(box.min, features.length, '“min” of a box');
      const max = numbersOf(box.max, features.length, '“max” of a box');
      if (min.some((low, i) => low > max[i])) throw new NormRefused('a box has a min above its max');
      return { min, max };
    });
    return { features, boxes };
  },
  velocity: (fields) => {
    const features = fields.featureIndices();
    const min = fields.has('min') ? fields.number('min', 0) : undefined;
    const max = fields.number('max', min ?? 0);
    return { features, max, ...(min !== undefined && { min }) };
  },
  lane: (fields) => ({
    features: fields.featureIndices(2),
    points: fields.points('points', 2, 2),
    left: fields.number('left', 0),
    right: fields.number('right', 0),
  }),
  predicate: (fields) => {
    const expression = fields.text('expression');
    const tree = predicateTree(expression, fields.features);
    if (!tree.ok) throw new NormRefused(tree.failure.message.replace(/\.$/, ''));
    return { expression };
  },
  keyword: (fields) => ({
    field: fields.text('field'),
    words: fields.texts('words'),
    mode: fields.oneOf('mode', modes),
  }),
  regex: (fields) => {
    const pattern = fields.text('pattern');
    const checked = checkPattern(pattern);
    if (!checked.ok) throw new NormRefused(checked.failure.message.replace(/\.$/, ''));
    return { field: fields.text('field'), pattern, mode: fields.oneOf('mode', modes) };
  },
  temporal: (fields) => {
    const operator = fields.oneOf('operator', ['always', 'eventually', 'for-at-least'] as const);
    const from = fields.whole('from', 0);
    const to = fields.whole('to', from);
    const frames = operator === 'for-at-least' ? fields.whole('frames', 1) : undefined;
    if (frames !== undefined && frames > to - from + 1) throw new NormRefused('“frames” is longer than the window');
    const norm = normOf(fields.raw('norm'), fields.features);
    if (norm.type === 'temporal') throw new NormRefused('the norm inside must not be a temporal one itself');
    return { operator, from, to, norm, ...(frames !== undefined && { frames }) };
  },
};

function isNormType(value: unknown): value is NormType {
  return typeof value === 'string' && Object.hasOwn(readers, value);
}

/** @throws NormRefused */
function normOf(value: unknown, features: readonly Feature[]): Norm {
  if (!isRecord(value)) throw new NormRefused('it is no object');
  const fields = new NormFields(value, features);
  const id = fields.text('id');
  const type = fields.raw('type');
  if (!isNormType(type)) throw new NormRefused(`“type” must be one of ${Object.keys(readers).join(', ')}`);
  const severity = fields.has('severity') ? fields.number('severity') : undefined;
  if (severity !== undefined && !(severity > 0 && severity <= 1)) {
    throw new NormRefused('“severity” must be above 0 and at most 1');
  }
  const description = fields.raw('description');
  if (description !== undefined && typeof description !== 'string')
    throw new NormRefused('“description” must be a text');
  const own = readers[type](fields);
  fields.finish();
  const base = {
    id,
    type,
    ...(severity !== undefined && { severity }),
    ...(description !== undefined && { description }),
  };
  // The reader was looked up by the very type that it reads for.
  return { ...base, ...own } as Norm;
}

/** One norm in memory or file form, checked. @returns `bad-parameter` with the first rule that it breaks */
export function checkNorm(value: unknown, features: readonly Feature[]): Result<Norm> {
  try {
    return ok(normOf(value, features));
  } catch (error) {
    if (!(error instanceof NormRefused)) throw error;
    const id = isRecord(value) && typeof value.id === 'string' ? ` ${value.id}` : '';
    return fail(
      'bad-parameter',
      `The norm${id} was refused: ${error.message}.`,
      'Nothing was changed. Correct the norm.',
    );
  }
}

/** Norms of a file against the features of a reward. @returns `malformed`, `schema-newer` or `bad-parameter` */
export function readNorms(value: unknown, features: readonly Feature[]): Result<Norm[]> {
  if (!isRecord(value) || !Array.isArray(value.norms)) {
    return fail('malformed', 'This is no file of norms: it needs “schema” and a list “norms”.', 'Nothing was changed.');
  }
  if (value.schema !== normsSchema) {
    const newer = typeof value.schema === 'string' && /^truewheel\.norms\/\d+$/.test(value.schema);
    const message = `This file of norms says that it is ${JSON.stringify(value.schema)}, not ${normsSchema}.`;
    return fail(newer ? 'schema-newer' : 'malformed', message, 'Nothing was changed.');
  }
  if (value.norms.length > mostNorms) {
    return fail('too-large', `This file holds ${value.norms.length} norms.`, `At most ${mostNorms} are read.`);
  }
  const norms: Norm[] = [];
  for (const entry of value.norms as unknown[]) {
    const norm = checkNorm(entry, features);
    if (!norm.ok) return norm;
    if (norms.some(({ id }) => id === norm.value.id)) {
      return fail('bad-parameter', `Two norms have the id ${norm.value.id}.`, 'Give each norm an id of its own.');
    }
    norms.push(norm.value);
  }
  return ok(norms);
}

/** `norms.json` as data; features by name. */
export function writeNorms(norms: readonly Norm[], features: readonly Feature[]): object {
  return { schema: normsSchema, norms: norms.map((norm) => named(norm, features)) };
}

function named(norm: Norm | TemporalNorm['norm'], features: readonly Feature[]): object {
  if (norm.type === 'temporal') return { ...norm, norm: named(norm.norm, features) };
  if (!('features' in norm) || norm.features === undefined) return norm;
  return { ...norm, features: norm.features.map((index) => features[index].name) };
}
