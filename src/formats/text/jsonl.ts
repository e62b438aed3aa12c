/** JSON Lines: one frame, or one episode, a line. */
import { fail, type Failure, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import type { Table } from '../../demonstrations/table';
import { firstLines } from './csv-dialect';
import type { Format } from '../format';
import { feedItem } from './json-layout';
import { parseJson, type Json } from './json-values';
import type { Limits } from '../limits';
import { RecordTable } from './record-table';
import type { SourceFile } from '../source';
import { decodeText, textPieces } from './text';

export const jsonl: Format = {
  id: 'jsonl',
  title: 'JSON Lines (.jsonl)',
  sniff(head, name) {
    const text = decodeText(head, true);
    if (text === null || !/^\s*[[{]/.test(text)) return 0;
    if (/\.(jsonl|ndjson)$/i.test(name)) return 0.9;
    const [first, second] = firstLines(text, 2);
    return second !== undefined && /^\s*[[{]/.test(second) && isWhole(first) ? 0.9 : 0;
  },
  open: ([file], limits, task) => readLines(file, limits, task),
};

/** Reads each line that holds something as a frame or an episode. */
export async function readLines(file: SourceFile, limits: Limits, task: Task): Promise<Result<Table>> {
  const table = new RecordTable(file.name, limits);
  /** The line that is under way. */
  let parts: string[] = [];
  let length = 0;
  let line = 0;
  for await (const piece of textPieces(file, limits, task)) {
    if (!piece.ok) return piece;
    const { text, last } = piece.value;
    const whole = text.split('\n');
    const rest = whole.pop() ?? '';
    for (const end of whole) {
      const failure = readLine(parts.join('') + end, ++line, false, table);
      if (failure !== null) return { ok: false, failure };
      [parts, length] = [[], 0];
    }
    parts.push(rest);
    length += rest.length;
    if (length > limits.textBytes) return endless(file.name, line + 1);
    const failure = last && length > 0 ? readLine(parts.join(''), ++line, true, table) : null;
    if (failure !== null) return { ok: false, failure };
  }
  return table.table('jsonl');
}

function endless(file: string, line: number): ReturnType<typeof fail> {
  const message = `Line ${line} of “${file}” is longer than can lie in memory at once.`;
  return fail('too-large', message, 'Save one frame, or one episode, a line.');
}

function readLine(text: string, line: number, last: boolean, table: RecordTable): Failure | null {
  if (text.trim() === '') return null;
  const { value, truncated } = parseJson(text);
  if (value !== undefined) return feedItem(value, table, `line ${line}`);
  if (last && (truncated || line > 1)) {
    const message = `“${table.file}” ends too early: line ${line}, its last, is cut.`;
    return fail('truncated', message, 'Copy or download it again.').failure;
  }
  return fail('malformed', `Line ${line} of “${table.file}” is not JSON.`, 'Mend or delete the line.').failure;
}

/** True when a line is a whole JSON value that is not merely the start of a larger document. */
function isWhole(line: string): boolean {
  const value: Json | undefined = parseJson(line).value;
  return value !== undefined && typeof value === 'object';
}
