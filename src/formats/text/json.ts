/** JSON documents: frames, episodes or columns. */
import { fail, type Failure, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import type { Table } from '../../demonstrations/table';
import { headBytes, type Format } from '../format';
import { feedDocument, feedEntry } from './json-layout';
import { JsonList } from './json-list';
import { parseJson } from './json-values';
import { firstLines } from './csv-dialect';
import { readLines } from './jsonl';
import type { Limits } from '../limits';
import { RecordTable } from './record-table';
import { readSlice, type SourceFile } from '../source';
import { decodeText, readText, textPieces } from './text';

export const json: Format = {
  id: 'json',
  title: 'JSON (.json)',
  sniff(head, name) {
    const text = decodeText(head, true);
    if (text === null || !/^\s*[[{]/.test(text)) return 0;
    return /\.json$/i.test(name) ? 0.85 : 0.8;
  },
  async open([file], limits, task) {
    const head = await readSlice(file, 0, headBytes);
    if (!head.ok) return head;
    const start = decodeText(head.value, true) ?? '';
    if (file.size > headBytes && /^\s*\[/.test(start)) return readList(file, start, limits, task);
    const text = await readText(file, limits);
    if (!text.ok) return text;
    await task.breathe();
    if (task.cancelled()) throw new Cancelled();
    const { value, truncated } = parseJson(text.value);
    if (value === undefined) return readOtherwise(file, text.value, truncated, limits, task);
    const table = new RecordTable(file.name, limits);
    const failure = feedDocument(value, table, '');
    return failure === null ? table.table('json') : { ok: false, failure };
  },
};

/** A list of frames or of episodes, entry by entry. @param start of the text */
async function readList(file: SourceFile, start: string, limits: Limits, task: Task): Promise<Result<Table>> {
  const table = new RecordTable(file.name, limits);
  let failure: Failure | null = null;
  let entries = 0;
  const list = new JsonList((text) => {
    const { value } = parseJson(text);
    failure = value === undefined ? notJson(file.name, false).failure : feedEntry(value, table, ++entries);
    return failure === null;
  }, limits.textBytes);
  for await (const piece of textPieces(file, limits, task)) {
    if (!piece.ok) return piece;
    if (list.push(piece.value.text) !== null) break;
  }
  if (failure !== null) return { ok: false, failure };
  const end = list.end();
  if (end === 'whole') return table.table('json');
  return end === 'endless' ? endless(file.name) : readOtherwise(file, start, end === 'cut', limits, task);
}

/** What is no JSON document may be lines of it. */
function readOtherwise(
  file: SourceFile,
  start: string,
  truncated: boolean,
  limits: Limits,
  task: Task,
): Promise<Result<Table>> {
  const [first] = firstLines(start, 1);
  if (first !== undefined && parseJson(first).value !== undefined) return readLines(file, limits, task);
  return Promise.resolve(notJson(file.name, truncated));
}

function endless(file: string): ReturnType<typeof fail> {
  const message = `“${file}” has an entry that is longer than can lie in memory at once.`;
  return fail('too-large', message, 'Save it as a list of frames, or of episodes.');
}

function notJson(file: string, truncated: boolean): ReturnType<typeof fail> {
  if (truncated) {
    return fail('truncated', `“${file}” ends too early: part of it is missing.`, 'Copy or download it again.');
  }
  return fail('malformed', `“${file}” is not valid JSON.`, 'Save it again, or choose another file.');
}
