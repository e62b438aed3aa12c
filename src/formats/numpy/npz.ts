/** NumPy archives: arrays by name in a zip. Pickled arrays are named and never opened. */
import { fail, ok, type Failure, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import type { Skipped, Table } from '../../demonstrations/table';
import { arrayTable, splitting } from '../tables/array-table';
import { countOf, type ArrayShape, type NamedArray } from '../tables/named-array';
import { isUnsafeName } from '../tables/column-names';
import { combineTables, type FileTable } from '../tables/combine-tables';
import { numberedEpisodes, numberedName } from '../tables/numbered-arrays';
import type { Format } from '../format';
import type { Limits } from '../limits';
import { tooLargeToHold, unsafeName } from '../tables/make-table';
import { RecordColumns, type RecordLayout } from './npy-record';
import { npyHeadBytes, NpyColumns, npyLayout, roundedNote, type NpyLayout } from './npy-array';
import type { SourceFile } from '../source';
import { unpackedPieces } from '../archives/zip-entry';
import { zipEntries, type ZipEntry } from '../archives/zip-reader';

export const npz: Format = {
  id: 'npz',
  title: 'NumPy archive (.npz)',
  sniff: (head) => (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) ? 0.9 : 0),
  async open([file], limits, task) {
    const entries = await zipEntries(file, limits, task);
    if (!entries.ok) return entries;
    const wanted = entries.value.filter(({ name }) => name.endsWith('.npy'));
    if (wanted.length === 0) return noArrays(file.name, entries.value.length);
    const unsafe = wanted.find(({ name }) => isUnsafeName(nameOf(name)));
    if (unsafe !== undefined) return unsafeName(file.name, nameOf(unsafe.name));
    const skipped: Skipped[] = entries.value
      .filter(({ name }) => !name.endsWith('.npy') && !name.endsWith('/'))
      .map(({ name }) => ({ what: name === '' ? 'an entry without a name' : name, why: 'not a NumPy array' }));
    const heads: Head[] = [];
    for (const entry of wanted) heads.push(await headOf(file, entry, limits, task));
    const { arrays, first } = await readArrays(file, heads, skipped, limits, task);
    if (arrays.length === 0 && first !== null) return { ok: false, failure: first };
    return numbersTable(file.name, arrays, skipped, limits) ?? arrayTable(file.name, 'npz', arrays, skipped, limits);
  },
};

/** Arrays that differ by numbers as episodes one after another; null where they are none. */
function numbersTable(
  file: string,
  arrays: readonly NamedArray[],
  skipped: readonly Skipped[],
  limits: Limits,
): Result<Table> | null {
  const numbers = numberedEpisodes(arrays);
  if (numbers === null) return null;
  const tables: FileTable[] = [];
  for (const number of numbers) {
    const own = arrays.flatMap((array) => {
      const name = numberedName(array.name);
      return name?.number === number ? [{ ...array, name: /^arr$/i.test(name.stem) ? '' : name.stem }] : [];
    });
    const table = arrayTable(file, 'npz (numbered arrays)', own, number === numbers[0] ? skipped : [], limits);
    if (!table.ok) return table;
    tables.push({ file: number, table: table.value });
  }
  const combined = combineTables(tables);
  const note = `Arrays that differ by a number alone are read as ${numbers.length} episodes.`;
  return ok({ ...combined, format: 'npz (numbered arrays)', notes: [note, ...(combined.notes ?? [])] });
}

function shapeOf(name: string, { shape, code, flags }: NpyLayout): ArrayShape {
  return { name, shape, bytes: code === 'u1' && !flags };
}

/** An array whose header is known, or why it is not. */
interface Head {
  readonly entry: ZipEntry;
  readonly name: string;
  readonly layout: Result<NpyLayout>;
}

async function headOf(file: SourceFile, entry: ZipEntry, limits: Limits, task: Task): Promise<Head> {
  const name = nameOf(entry.name);
  const head = new Uint8Array(Math.min(entry.size, npyHeadBytes));
  let length = 0;
  for await (const piece of unpackedPieces(file, entry, name, limits, task)) {
    if (!piece.ok || length === head.length) break;
    head.set(piece.value.subarray(0, head.length - length), length);
    length = Math.min(head.length, length + piece.value.length);
    if (length === head.length) break;
  }
  return { entry, name, layout: npyLayout(head.subarray(0, length), entry.size, name) };
}

/** Arrays that were read; those that were not are named in `skipped`, the first of their failures is kept. */
async function readArrays(
  file: SourceFile,
  heads: readonly Head[],
  skipped: Skipped[],
  limits: Limits,
  task: Task,
): Promise<{ readonly arrays: NamedArray[]; readonly first: Failure | null }> {
  const arrays: NamedArray[] = [];
  const widthOf = splitting(
    heads.flatMap(({ name, layout }) => (layout.ok ? [shapeOf(name, layout.value)] : [])),
    limits,
  );
  let first: Failure | null = null;
  let held = 0;
  for (const [i, head] of heads.entries()) {
    const { name, layout } = head;
    if (layout.ok && layout.value.record !== null) {
      const { record, shape } = layout.value;
      const numbers = record.fields.reduce((sum, field) => sum + field.width, 0) * shape[0];
      const read =
        held + numbers > limits.numbers ? null : await readRecord(file, head, layout.value, record, limits, task);
      if (read?.ok) arrays.push(...read.value);
      else skipped.push({ what: shownName(head), why: read === null ? tooLargeToHold : whySkipped(read.failure) });
      held += read?.ok ? numbers : 0;
      continue;
    }
    task.report({ label: `Reading ${file.name}: ${name}`, done: i, total: heads.length });
    const shape = layout.ok ? layout.value.shape : [];
    const bytes = layout.ok && layout.value.code === 'u1' && !layout.value.flags;
    const width = layout.ok ? widthOf({ name, shape, bytes }) : null;
    const fits = width === null || held + countOf(shape) <= limits.numbers;
    const read = await readArray(file, head, fits ? width : null, limits, task);
    if (read.ok) {
      if (fits) {
        arrays.push({ name, shape, bytes, columns: read.value?.columns ?? null });
        held += read.value === null ? 0 : countOf(shape);
      } else skipped.push({ what: shownName(head), why: tooLargeToHold });
      skipped.push(...roundedNote(name, read.value?.rounded ?? 0));
    } else {
      first ??= read.failure;
      skipped.push({ what: shownName(head), why: whySkipped(read.failure) });
    }
    await task.breathe();
  }
  return { arrays, first };
}

/** Unpacks all of an array, so that damage shows whatever it holds. @param width null when its numbers are not wanted */
async function readArray(
  file: SourceFile,
  { entry, name, layout }: Head,
  width: number | null,
  limits: Limits,
  task: Task,
): Promise<Result<NpyColumns | null>> {
  const columns = layout.ok && width !== null ? new NpyColumns(layout.value, width) : null;
  let before = layout.ok ? layout.value.start : 0;
  for await (const piece of unpackedPieces(file, entry, `${file.name}: ${name}`, limits, task)) {
    if (!piece.ok) return piece;
    columns?.push(piece.value.subarray(before));
    before = Math.max(0, before - piece.value.length);
  }
  return layout.ok ? ok(columns) : layout;
}

/** A record’s fields as arrays of their own. */
async function readRecord(
  file: SourceFile,
  { entry, name }: Head,
  { start, end, shape }: NpyLayout,
  record: RecordLayout,
  limits: Limits,
  task: Task,
): Promise<Result<NamedArray[]>> {
  const columns = new RecordColumns(record, shape[0]);
  let at = 0;
  for await (const piece of unpackedPieces(file, entry, `${file.name}: ${name}`, limits, task)) {
    if (!piece.ok) return piece;
    columns.push(piece.value.subarray(Math.max(0, start - at), Math.max(0, end - at)));
    at += piece.value.length;
  }
  return ok(columns.arrays());
}

function nameOf(entry: string): string {
  return entry.replace(/\.npy$/, '');
}

function shownName({ name, entry }: Head): string {
  return name === '' ? entry.name : name;
}

function whySkipped({ kind, message }: Failure): string {
  return kind === 'pickle' ? 'a pickled object column: never opened' : message;
}

function noArrays(file: string, entries: number): ReturnType<typeof fail> {
  const message =
    entries === 0 ? `“${file}” is an empty archive.` : `“${file}” is a zip archive without NumPy arrays in it.`;
  return fail(entries === 0 ? 'empty' : 'unsupported', message, 'Unpack it and choose the files inside.');
}
