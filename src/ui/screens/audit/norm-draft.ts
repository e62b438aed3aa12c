/** A norm as it is typed: texts of its fields, and back. What the texts mean is checked by the service. */
import type { Norm, NormType } from '../../../app/types';

/** How a field is typed. Lists have one entry a line, numbers in a line are separated by commas. */
export type FieldKind =
  'features' | 'number' | 'numbers' | 'text' | 'lines' | 'rows' | 'boxes' | 'choice' | 'code' | 'norm';

export interface FieldSpec {
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly optional?: boolean;
  readonly hint?: string;
  readonly choices?: readonly (readonly [value: string, title: string])[];
}

const features: FieldSpec = { key: 'features', label: 'Features', kind: 'features' };
const mode: FieldSpec = {
  key: 'mode',
  label: 'The text',
  kind: 'choice',
  choices: [
    ['forbid', 'must not hold it'],
    ['require', 'must hold it'],
  ],
};
const points: FieldSpec = {
  key: 'points',
  label: 'Points',
  kind: 'rows',
  hint: 'One point a line, numbers separated by commas.',
};

export const fieldsOf: Readonly<Record<NormType, readonly FieldSpec[]>> = {
  range: [
    features,
    { key: 'min', label: 'From', kind: 'numbers', hint: 'One number a feature, separated by commas.' },
    { key: 'max', label: 'To', kind: 'numbers' },
  ],
  support: [
    { key: 'boundary', label: 'Boundary (standardised units)', kind: 'number' },
    { ...features, label: 'Over these features alone', optional: true },
    { ...points, label: 'Near these places instead of the demonstrations', optional: true },
  ],
  'half-space': [
    features,
    { key: 'normal', label: 'Weights', kind: 'numbers', hint: 'One number a feature, separated by commas.' },
    { key: 'offset', label: 'At least', kind: 'number' },
  ],
  path: [features, points, { key: 'width', label: 'Width to each side', kind: 'number' }],
  wall: [
    features,
    { key: 'boxes', label: 'Boxes', kind: 'boxes', hint: 'One box a line: lowest corner ; highest corner.' },
  ],
  velocity: [
    features,
    { key: 'min', label: 'At least', kind: 'number', optional: true },
    { key: 'max', label: 'At most', kind: 'number' },
  ],
  lane: [
    { ...features, hint: 'Two features: across and up.' },
    points,
    { key: 'left', label: 'Edge on the left', kind: 'number' },
    { key: 'right', label: 'Edge on the right', kind: 'number' },
  ],
  predicate: [{ key: 'expression', label: 'Expression', kind: 'code' }],
  keyword: [
    { key: 'field', label: 'Field of the record', kind: 'text' },
    { key: 'words', label: 'Words', kind: 'lines', hint: 'One word or phrase a line.' },
    mode,
  ],
  regex: [
    { key: 'field', label: 'Field of the record', kind: 'text' },
    { key: 'pattern', label: 'Pattern', kind: 'code' },
    mode,
  ],
  temporal: [
    {
      key: 'operator',
      label: 'Holds',
      kind: 'choice',
      choices: [
        ['always', 'at every frame'],
        ['eventually', 'at some frame'],
        ['for-at-least', 'for some frames on end'],
      ],
    },
    { key: 'from', label: 'From frame', kind: 'number' },
    { key: 'to', label: 'To frame', kind: 'number' },
    { key: 'frames', label: 'Frames on end', kind: 'number', optional: true },
    { key: 'norm', label: 'Norm that is to hold', kind: 'norm' },
  ],
};

export interface NormDraft {
  readonly id: string;
  readonly type: NormType;
  readonly severity: number;
  readonly description: string;
  /** Texts by field, features as indices separated by commas, a norm by its id. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A draft without any field. */
export function emptyDraft(type: NormType, taken: readonly string[]): NormDraft {
  let id: string = type;
  for (let i = 2; taken.includes(id); i++) id = `${type}-${i}`;
  const chosen = fieldsOf[type].flatMap(({ key, choices }) => (choices ? [[key, choices[0][0]]] : []));
  return { id, type, severity: 1, description: '', texts: Object.fromEntries(chosen) as Record<string, string> };
}

type Loose = Readonly<Record<string, unknown>>;

function textOf(value: unknown, kind: FieldKind): string {
  if (value === undefined) return '';
  if (kind === 'rows') return (value as number[][]).map((row) => row.join(', ')).join('\n');
  if (kind === 'boxes') {
    return (value as { min: number[]; max: number[] }[])
      .map(({ min, max }) => `${min.join(', ')} ; ${max.join(', ')}`)
      .join('\n');
  }
  if (kind === 'lines') return (value as string[]).join('\n');
  if (kind === 'norm') return (value as Norm).id;
  return Array.isArray(value) ? value.join(', ') : String(value as string | number);
}

export function draftOf(norm: Norm): NormDraft {
  const values = norm as unknown as Loose;
  const texts = fieldsOf[norm.type].map(({ key, kind }) => [key, textOf(values[key], kind)] as const);
  const { id, type, severity = 1, description = '' } = norm;
  return { id, type, severity, description, texts: Object.fromEntries(texts) };
}

const numbersIn = (text: string): number[] =>
  text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
const linesIn = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

function valueOf(text: string, kind: FieldKind, others: readonly Norm[]): unknown {
  switch (kind) {
    case 'number':
      return text.trim() === '' ? NaN : Number(text);
    case 'features':
    case 'numbers':
      return numbersIn(text);
    case 'rows':
      return linesIn(text).map(numbersIn);
    case 'boxes':
      return linesIn(text).map((line) => {
        const [min = '', max = ''] = line.split(';');
        return { min: numbersIn(min), max: numbersIn(max) };
      });
    case 'lines':
      return linesIn(text).map((line) => line.trim());
    case 'norm':
      return others.find(({ id }) => id === text);
    case 'text':
    case 'code':
    case 'choice':
      return text;
  }
}

/** What was typed as a norm, or as near to one as it is; `checkNorm` says what is wrong with it. */
export function normOf(draft: NormDraft, others: readonly Norm[]): unknown {
  const entries = fieldsOf[draft.type].flatMap(({ key, kind, optional }) => {
    const text = draft.texts[key] ?? '';
    return optional === true && text.trim() === '' ? [] : [[key, valueOf(text, kind, others)] as const];
  });
  const { id, type, severity, description } = draft;
  const told = description.trim() === '' ? {} : { description };
  return { id, type, ...(severity === 1 ? {} : { severity }), ...told, ...Object.fromEntries(entries) };
}
