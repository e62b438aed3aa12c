/** One NumPy array: rows, a table, or a stack of episodes × steps × columns. */
import { ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import { arrayTable, countOf, splitting, type NamedArray } from '../tables/array-table';
import { piecesOf } from '../byte-window';
import { arrayNameOfFile } from '../tables/column-names';
import type { Format } from '../format';
import type { Limits } from '../limits';
import { noRows, tooManyNumbers } from '../tables/make-table';
import { npyHeadBytes, NpyColumns, npyLayout, roundedNote, type NpyLayout } from './npy-array';
import { startsAsNpy } from './npy-header';
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
    const name = arrayNameOfFile(file.name);
    const array = { name, shape: layout.value.shape.length === 0 ? [1] : layout.value.shape };
    const width = splitting([array], limits)(array);
    if (width !== null && count > limits.numbers) return tooManyNumbers(file.name, count, limits);
    const read = width === null ? null : await readColumns(file, layout.value, width, limits, task);
    if (read?.ok === false) return read;
    const whole: NamedArray = { ...array, columns: read?.value.columns ?? null };
    const notes = roundedNote(name === '' ? file.name : name, read?.value.rounded ?? 0);
    return arrayTable(file.name, 'npy', [whole], notes, limits);
  },
};

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
