/** The one door for files: sniffs them by content, reads them, and puts together what belongs together. */
import { fail, ok, type Failure, type FailureKind, type Result } from '../basics/result';
import { Cancelled, type Task } from '../basics/task';
import type { Skipped, Table } from '../demonstrations/table';
import { expandArchives } from './archives/archive';
import { combineTables, type FileTable } from './tables/combine-tables';
import { areNumbered } from './tables/file-parts';
import { headBytes, type Format } from './format';
import { formats as allFormats, recognise } from './formats';
import { defaultLimits, type Limits } from './limits';
import { foreignStore, isZarrPart } from './foreign';
import { description } from './text/json-layout';
import { refusedContent, unrecognised } from './refused';
import { baseName, mediaEnding, readSlice, type SourceFile } from './source';

interface Refused {
  readonly file: string;
  readonly failure: Failure;
}

/** Which failure tells most when nothing could be read, the most telling first. */
const telling: readonly FailureKind[] = [
  'git-lfs-pointer',
  'unsafe-name',
  'too-large',
  'pickle',
  'truncated',
  'ragged',
  'malformed',
  'unsupported',
  'storage',
  'empty',
];

/**
 * Reads everything that was dropped into one table. Bad files beside good ones are named in `skipped`; when nothing is
 * usable, the failure of the most telling kind. Throws `Cancelled` when the task is.
 */
export async function openFiles(
  files: readonly SourceFile[],
  task: Task,
  limits: Limits = defaultLimits,
  formats: readonly Format[] = allFormats,
): Promise<Result<Table>> {
  const store = files.find(({ name }) => isZarrPart(name));
  if (store !== undefined) return { ok: false, failure: foreignStore(store.name) };
  const wanted = files.filter(({ name }) => !isClutter(name));
  if (wanted.length === 0)
    return fail('empty', 'No files were chosen.', 'Drop the files of a recording, or its folder.');
  const bytes = wanted.reduce((sum, { name, size }) => sum + (mediaEnding.test(name) ? 0 : size), 0);
  if (bytes > limits.totalBytes) return tooMuch(bytes, limits);
  const unpacked = await expandArchives(wanted, limits, task);
  const inside = unpacked.files.filter(({ name }) => !isClutter(name));
  const tables: FileTable[] = [];
  const refused: Refused[] = [...unpacked.refused];
  for (const [i, { format, group }] of claimed(inside, formats).entries()) {
    if (task.cancelled()) throw new Cancelled();
    const [{ name }] = group;
    task.report({ label: `Reading ${name}`, done: i, total: inside.length });
    const table = await withinMemory(name, () =>
      format === null ? openOne(group[0], limits, task, formats) : format.open(group, limits, task),
    );
    if (table.ok) tables.push({ file: name, table: table.value });
    else refused.push({ file: name, failure: table.failure });
    await task.breathe();
  }
  if (tables.length === 0) return refused.length === 0 ? nothingInside(unpacked.skipped) : mostTelling(refused);
  if (areFrames(tables)) return framesApart(tables.length);
  const [alone] = tables;
  if (tables.length === 1 && alone.table.single === true) {
    return refused.length > 0 ? mostTelling(refused) : { ok: false, failure: description(alone.file) };
  }
  const recorded = tables.length < 3 ? tables.filter(({ table }) => table.single !== true) : tables;
  const combined = combineTables(recorded.length === 0 ? tables : recorded);
  for (const { file } of recorded.length === 0 ? [] : tables.filter((entry) => !recorded.includes(entry))) {
    refused.push({ file, failure: description(file) });
  }
  const skipped: Skipped[] = refused.map(({ file, failure }) => ({ what: file, why: failure.message }));
  return ok({ ...combined, skipped: [...combined.skipped, ...unpacked.skipped, ...skipped] });
}

/** Many numbered archives of a few numbers each: every one of them is a frame, and its lists are no columns. */
function areFrames(tables: readonly FileTable[]): boolean {
  const rows = Math.max(0, ...tables.map(({ table }) => table.rows));
  const small = tables.length >= 10 && rows <= 64 && tables.length >= 2 * rows;
  if (!small || !tables.every(({ table }) => table.format === 'npz' && table.rows === rows)) return false;
  return (
    areNumbered(tables.map(({ file }) => file)) &&
    tables.some(({ table }) => table.skipped.some(({ why }) => why.includes('does not go with')))
  );
}

function framesApart(files: number): ReturnType<typeof fail> {
  const message = `${files} npz files hold one frame each, as lists of different lengths.`;
  const command = `python -c "import numpy as n, glob; f = [n.load(p) for p in sorted(glob.glob('*.npz'))]; n.savez('run.npz', **{k: n.stack([d[k] for d in f]) for k in f[0]})"`;
  return fail('unsupported', message, `Put them into one file with “${command}”.`);
}

async function openOne(
  file: SourceFile,
  limits: Limits,
  task: Task,
  formats: readonly Format[],
): Promise<Result<Table>> {
  if (file.size === 0) {
    return fail('empty', `“${file.name}” is empty.`, 'Check that it was saved or downloaded completely.');
  }
  const head = await readSlice(file, 0, headBytes);
  if (!head.ok) return head;
  const refusal = refusedContent(head.value, file.name);
  if (refusal !== null) return { ok: false, failure: refusal };
  const format = recognise(head.value, file.name, formats);
  if (format === null) return { ok: false, failure: unrecognised(head.value, file.name) };
  return format.open([file], limits, task);
}

/** What asks for more memory than the browser lends is refused like what is too large from the start. */
async function withinMemory(file: string, open: () => Promise<Result<Table>>): Promise<Result<Table>> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof RangeError) || !/alloc|memory|array (buffer )?(length|size)/i.test(error.message))
      throw error;
    const message = `“${file}” needs more memory than this browser lends now.`;
    return fail('too-large', message, 'Choose a part of it, or close other tabs and try again.', error.message);
  }
}

/** Files that a folder format takes as a whole, then the rest one by one. */
function claimed(
  files: readonly SourceFile[],
  formats: readonly Format[],
): { format: Format | null; group: readonly SourceFile[] }[] {
  const groups: { format: Format | null; group: readonly SourceFile[] }[] = [];
  let left = files;
  for (const format of formats) {
    for (const group of format.claim?.(left) ?? []) {
      if (group.length === 0) continue;
      groups.push({ format, group });
      left = left.filter((file) => !group.includes(file));
    }
  }
  return [...groups, ...left.map((file) => ({ format: null, group: [file] }))];
}

/** What operating systems and tools leave in folders; a hidden folder that was itself chosen is read. */
export function isClutter(name: string): boolean {
  const [first, ...inside] = name.split('/');
  return (
    [first, ...inside].some((part) => part === '__MACOSX' || part === '.git') ||
    inside.some((part) => part.startsWith('.')) ||
    /^(\.|Thumbs\.db$|desktop\.ini$)/i.test(baseName(name))
  );
}

/** Archives were opened, and nothing in them was a file to read. */
function nothingInside([first]: readonly Skipped[]): ReturnType<typeof fail> {
  const why = first === undefined ? '' : ` “${first.what}”: ${first.why}.`;
  return fail('empty', `There is nothing to read in what was chosen.${why}`, 'Choose the files of a recording.');
}

function mostTelling(refused: readonly Refused[]): ReturnType<typeof fail> {
  const rank = ({ failure }: Refused): number => {
    const place = telling.indexOf(failure.kind);
    return place < 0 ? telling.length : place;
  };
  const { failure } = refused.reduce((best, each) => (rank(each) < rank(best) ? each : best));
  if (refused.length === 1) return { ok: false, failure };
  const message = `None of ${refused.length} files could be read. ${failure.message}`;
  return { ok: false, failure: { ...failure, message } };
}

function tooMuch(bytes: number, limits: Limits): ReturnType<typeof fail> {
  const message = `The files hold ${gibibytes(bytes)} GiB; at most ${gibibytes(limits.totalBytes)} are read at once.`;
  return fail('too-large', message, 'Choose fewer files.');
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
