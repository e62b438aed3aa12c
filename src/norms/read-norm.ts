/** Reads one norm of any kind from JSON, in the form of files or of memory. */
import type { Feature } from '../demonstrations/demonstrations';
import { kindOf, rowNormTypes, type RowNorm } from './kinds';
import type { Own } from './kinds/kind';
import type { Norm, NormType, TemporalNorm } from './norm';
import { isRecord, NormFields } from './norm-fields';
import { refuse } from './refused';

const types: readonly NormType[] = [...rowNormTypes, 'temporal'];
const longestWindow = 1_000_000;

/** @throws Refused with the first rule that it breaks */
export function readNorm(value: unknown, features: readonly Feature[]): Norm {
  if (!isRecord(value)) return refuse('a norm must be an object');
  const fields = new NormFields(value, features);
  const id = fields.text('id');
  if (id.length > 200) refuse('“id” is longer than 200 characters');
  const type = types.find((known) => known === fields.raw('type'));
  if (type === undefined) return refuse(`“type” must be one of ${types.join(', ')}`);
  const common = { id, type, ...severityIn(fields), ...descriptionIn(fields) };
  const own = type === 'temporal' ? readTemporal(fields) : kindOf(type).read(fields);
  fields.finish();
  // The kind was looked up by the very type that it reads for.
  return { ...common, ...own } as Norm;
}

function severityIn(fields: NormFields): { severity?: number } {
  if (!fields.has('severity')) return {};
  const severity = fields.number('severity');
  if (severity <= 0 || severity > 1) refuse('“severity” must be above 0 and at most 1');
  return { severity };
}

function descriptionIn(fields: NormFields): { description?: string } {
  const description = fields.raw('description');
  if (description === undefined || description === '') return {};
  return { description: fields.text('description') };
}

const operators = ['always', 'eventually', 'for-at-least'] as const;

function readTemporal(fields: NormFields): Own<TemporalNorm> {
  const operator = fields.oneOf('operator', operators);
  const from = fields.whole('from', 0);
  const to = fields.whole('to', from);
  if (to > longestWindow) refuse(`“to” must be at most ${longestWindow} frames`);
  const frames = operator === 'for-at-least' ? { frames: fields.whole('frames', 1) } : {};
  if (frames.frames !== undefined && frames.frames > to - from + 1) refuse('“frames” is longer than the window');
  return { operator, from, to, ...frames, norm: innerNorm(fields) };
}

function innerNorm(fields: NormFields): RowNorm {
  const inner = fields.raw('norm');
  if (isRecord(inner) && inner.type === 'temporal') refuse('the norm inside must not be a temporal one itself');
  return readNorm(inner, fields.features) as RowNorm;
}
