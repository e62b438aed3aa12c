/** JSON documents: frames, episodes or columns. */
import { fail, type Result } from '../basics/result';
import type { Table } from '../demonstrations/table';
import type { Format } from './format';
import { feedDocument } from './json-layout';
import { parseJson } from './json-values';
import { firstLines } from './csv-dialect';
import { readLines } from './jsonl';
import { RecordTable } from './record-table';
import { decodeText, readText } from './text';

export const json: Format = {
  id: 'json',
  title: 'JSON (.json)',
  sniff(head, name) {
    const text = decodeText(head, true);
    if (text === null || !/^\s*[[{]/.test(text)) return 0;
    return /\.json$/i.test(name) ? 0.85 : 0.8;
  },
  async open([file], limits, task) {
    const text = await readText(file, limits);
    if (!text.ok) return text;
    const { value, truncated } = parseJson(text.value);
    if (value !== undefined) {
      const table = new RecordTable(file.name, limits);
      const failure = feedDocument(value, table, '');
      return failure === null ? table.table('json') : { ok: false, failure };
    }
    const [first] = firstLines(text.value, 1);
    if (first !== undefined && parseJson(first).value !== undefined)
      return readLines(file.name, text.value, limits, task);
    return notJson(file.name, truncated);
  },
};

function notJson(file: string, truncated: boolean): Result<Table> {
  if (truncated) {
    return fail('truncated', `“${file}” ends too early: part of it is missing.`, 'Copy or download it again.');
  }
  return fail('malformed', `“${file}” is not valid JSON.`, 'Save it again, or choose another file.');
}
