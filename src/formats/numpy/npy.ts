/** One NumPy array: rows, a table, or a stack of episodes × steps × columns. */
import { ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import type { Table } from '../../demonstrations/table';
import { arrayTable, splitting } from '../tables/array-table';
import { countOf, type NamedArray } from '../tables/named-array';
import { piecesOf } from '../byte-window';
import { arrayNameOfFile } from '../tables/column-names';
import type { Format } from '../format';
import type { Limits } from '../limits';
import { noRows, tooManyColumns, tooManyNumbers } from '../tables/make-table';
import { npyHeadBytes, NpyColumns, npyLayout, roundedNote, type NpyLayout } from './npy-array';
import { startsAsNpy } from './npy-header';
import { RecordColumns, type RecordLayout } from './npy-record';
import { readSlice, type SourceFile } from '../source';

export const npy: Format = {
  id: 'npy',
  title: 'NumPy array (.npy)',
  sniff: (head) => (startsAsNpy(head) ? 1 : 0),
  async open([file], limits, task) {
    const head = await readSlice(file, 0, npyHeadBytes);
    if (!head.ok) return head;
    const layout = npyLayout(head.value, file.size, file.name);
    if (!layout.ok) return layout;
    const count = countOf(layout.value.shape);
    if (count === 0) return noRows(file.name);
    if (layout.value.record !== null) return recordTable(file, layout.value, layout.value.record, limits, task);
    const name = arrayNameOfFile(file.name);
    const { shape, code, flags } = layout.value;
    const array = { name, shape: shape.length === 0 ? [1] : shape, bytes: code === 'u1' && !flags };
    const width = splitting([array], limits)(array);
    if (width !== null && count > limits.numbers) return tooManyNumbers(file.name, count, limits);
    const read = width === null ? null : await readColumns(file, layout.value, width, limits, task);
    if (read?.ok === false) return read;
    const whole: NamedArray = { ...array, columns: read?.value.columns ?? null };
    const notes = roundedNote(name === '' ? file.name : name, read?.value.rounded ?? 0);
    return arrayTable(file.name, 'npy', [whole], notes, limits);
  },
};

async function recordTable(
  file: SourceFile,
  { shape, start, end }: NpyLayout,
  record: RecordLayout,
  limits: Limits,
  task: Task,
): Promise<Result<Table>> {
  const width = record.fields.reduce((sum, field) => sum + field.width, 0);
  if (width > limits.columns) return tooManyColumns(file.name, width, limits);
  if (width * shape[0] > limits.numbers) return tooManyNumbers(file.name, width * shape[0], limits);
  const columns = new RecordColumns(record, shape[0]);
  for await (const piece of piecesOf(file, limits, task, { start, end })) {
    if (!piece.ok) return piece;
    columns.push(piece.value);
  }
  const left = record.left.map((what) => ({ what, why: 'text or bytes of a record: not read' }));
  return arrayTable(file.name, 'npy (records)', columns.arrays(), left, limits);
}

async function readColumns(
  file: SourceFile,
  layout: NpyLayout,
  width: number,
  limits: Limits,
  task: Task,
): Promise<Result<NpyColumns>> {
  const columns = new NpyColumns(layout, width);
  const { start, end } = layout;
  let at = start;
  for await (const piece of piecesOf(file, limits, task, { start, end })) {
    if (!piece.ok) return piece;
    columns.push(piece.value);
    at += piece.value.length;
    task.report({ label: `Reading ${file.name}`, done: at, total: end });
  }
  return ok(columns);
}
