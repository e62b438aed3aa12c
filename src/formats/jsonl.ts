/** JSON Lines: one frame, or one episode, a line. */
import { fail, type Failure, type Result } from '../basics/result';
import { Cancelled, type Task } from '../basics/task';
import type { Table } from '../demonstrations/table';
import { firstLines } from './csv-dialect';
import type { Format } from './format';
import { feedItem } from './json-layout';
import { parseJson, type Json } from './json-values';
import type { Limits } from './limits';
import { RecordTable } from './record-table';
import { decodeText, readText } from './text';

const linesBetweenBreaths = 2000;

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
  async open([file], limits, task) {
    const text = await readText(file, limits);
    return text.ok ? readLines(file.name, text.value, limits, task) : text;
  },
};

/** Reads each line that holds something as a frame or an episode. */
export async function readLines(file: string, text: string, limits: Limits, task: Task): Promise<Result<Table>> {
  const table = new RecordTable(file, limits);
  let line = 0;
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const failure = readLine(text.slice(at, end), ++line, next < 0, table);
    if (failure !== null) return { ok: false, failure };
    at = end + 1;
    if (line % linesBetweenBreaths === 0) {
      task.report({ label: `Reading ${file}`, done: at, total: text.length });
      await task.breathe();
      if (task.cancelled()) throw new Cancelled();
    }
  }
  return table.table('jsonl');
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
