/** A norm as it is typed: texts of its fields, and back. What the texts mean is checked by the service. */
import { type FieldKind, normWords } from '../../../app/audit/norm-words';
import type { Norm, NormType } from '../../../app/types';

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
  const chosen = normWords.of(type).form.flatMap(({ key, choices }) => (choices ? [[key, choices[0][0]]] : []));
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
  const texts = normWords.of(norm.type).form.map(({ key, kind }) => [key, textOf(values[key], kind)] as const);
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
    case 'expression':
    case 'code':
    case 'choice':
      return text;
  }
}

/** What was typed as a norm, or as near to one as it is; `checkNorm` says what is wrong with it. */
export function normOf(draft: NormDraft, others: readonly Norm[]): unknown {
  const entries = normWords.of(draft.type).form.flatMap(({ key, kind, optional }) => {
    const text = draft.texts[key] ?? '';
    return optional === true && text.trim() === '' ? [] : [[key, valueOf(text, kind, others)] as const];
  });
  const { id, type, severity, description } = draft;
  const told = description.trim() === '' ? {} : { description };
  return { id, type, ...(severity === 1 ? {} : { severity }), ...told, ...Object.fromEntries(entries) };
}
