/** The parts of a tree that read text fields of records. */
import type { Evaluate } from './evaluate';
import { openKeywords } from '../text/keywords';
import { openRegularExpression } from '../text/regular-expression';
import type { NormRows } from '../rows';
import type { Tree } from '../tree/tree';

type Node<Op extends Tree['op']> = Extract<Tree, { readonly op: Op }>;

export function openTextTest({ name, test, value }: Node<'text'>): Evaluate {
  const holds = tester(test, value);
  return (rows, row) => {
    const text = textAt(rows, row, name);
    return text === null ? NaN : holds(text) ? 1 : -1;
  };
}

/** Exact and case-sensitive. */
function tester(test: Node<'text'>['test'], value: string): (text: string) => boolean {
  switch (test) {
    case 'equals':
      return (text) => text === value;
    case 'contains':
      return (text) => text.includes(value);
    case 'starts':
      return (text) => text.startsWith(value);
    case 'ends':
      return (text) => text.endsWith(value);
    case 'matches':
      return openRegularExpression(value);
  }
}

export function openWords({ name, words }: Node<'words'>): Evaluate {
  const judge = openKeywords(words);
  return (rows, row) => {
    const text = textAt(rows, row, name);
    return text === null ? NaN : judge(text);
  };
}

function textAt({ records }: NormRows, row: number, name: string): string | null {
  const record = records?.[row];
  const value = record !== undefined && Object.hasOwn(record, name) ? record[name] : null;
  return typeof value === 'string' ? value : null;
}
