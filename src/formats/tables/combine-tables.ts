/** Files that belong together: the same columns are episodes one after another, equal rows are columns side by side. */
import type { Column, Skipped, Table, TextColumn } from '../../demonstrations/table';
import { isNameless } from '../../demonstrations/column-words';
import { besideEachOther } from '../../demonstrations/interpretation/relay';
import { joinedTexts } from '../../demonstrations/texts';
import { arrayNameOfFile, arrayNames, groupOf, safeName } from './column-names';
import { startsFromFlags } from './episode-flags';
import { areNumbered, nameParts, nameQuantities, partNames } from './file-parts';
import { folderColumns } from './folder-columns';

/** A table and the file it came from. */
export interface FileTable {
  readonly file: string;
  readonly table: Table;
}

/**
 * One table of all that fit: same columns are appended in the order of the file names, then tables of the same number of
 * rows are joined. Files of equal length whose names differ by words are columns beside each other. What does not fit the
 * largest of them is named in `skipped`.
 * @param tables at least one
 */
export function combineTables(tables: readonly FileTable[]): Table {
  const order = new Intl.Collator('en', { numeric: true });
  const ordered = [...tables].sort((a, b) => order.compare(a.file, b.file));
  if (ordered.length === 1) return ordered[0].table;
  const layouts = new Map<string, FileTable[]>();
  for (const entry of ordered) {
    const key = JSON.stringify(entry.table.columns.map(({ name, group }) => [name, group]));
    layouts.set(key, [...(layouts.get(key) ?? []), entry]);
  }
  const folders = [...layouts.values()].map(folderColumns);
  const beside = [...layouts.values()].map((entries, i) => folders[i]?.tables ?? entries);
  const alike = sameNames(beside);
  const said = folders.flatMap((found) => (found === null ? [] : [found.note]));
  const joined = join(
    alike.map((entries) => together(entries, alike.length === 1)),
    tables.length,
  );
  return said.length === 0 ? joined : noted(joined, said);
}

/** Files of one layout: a frame each, columns beside each other, or episodes. @param alone nothing lies beside them */
function together(entries: readonly FileTable[], alone: boolean): FileTable {
  const [first] = entries;
  if (entries.length === 1) return first;
  const files = entries.map(({ file }) => file);
  const { rows } = first.table;
  if (entries.length >= 3 && entries.every(({ table }) => table.rows === 1))
    return frames(append(entries), files.length);
  if (oneNumberList(entries)) return frames(turned(append(entries), rows), files.length);
  const equal =
    rows > 1 && entries.every(({ table }) => table.rows === rows && (table.episodeStarts?.length ?? 1) === 1);
  if (equal && alone && areNumbered(files) && nameParts(files)) return asked(append(entries), files, rows);
  if (!equal || areNumbered(files)) {
    const appended = append(entries);
    return { ...appended, table: noted(appended.table, [oneAfterAnother(files)]) };
  }
  const nameless = first.table.columns.every(({ name, group }) => isNameless(name) && group === 'other');
  const parts = partNames(files).map(safeName);
  const appended = append(entries);
  if (nameless || nameQuantities(files)) {
    const note = `${files.length} files of ${rows} rows each stand beside each other as columns: their names differ by more than a number.`;
    const wide = besideEachOther(appended.table, parts);
    return { ...appended, table: noted({ ...wide, columns: wide.columns.map(byOwnName) }, [note]) };
  }
  if (!alone) return { ...appended, table: noted(appended.table, [oneAfterAnother(files)]) };
  return asked(appended, files, rows);
}

/** Episodes one after another, which may be columns beside each other. */
function asked(entry: FileTable, files: readonly string[], rows: number): FileTable {
  const open = { kind: 'files', rows, parts: partNames(files).map(safeName), otherLikelier: false } as const;
  return { ...entry, table: { ...entry.table, open } };
}

function oneAfterAnother(files: readonly string[]): string {
  return `${files.length} files with the same columns are read one after another, each of them an episode or more.`;
}

function byOwnName(column: Column): Column {
  return column.group === 'other' ? { ...column, group: groupOf(column.name) } : column;
}

function noted(table: Table, notes: readonly string[]): Table {
  return { ...table, notes: [...(table.notes ?? []), ...notes] };
}

/** Many files with a row each are the frames of one recording. */
function frames(entry: FileTable, files: number): FileTable {
  const note = `${files} files hold one frame each and are read as one recording, in the order of their names.`;
  return { ...entry, table: noted({ ...entry.table, episodeStarts: null }, [note]) };
}

/** A short list of numbers a file, and far more files than numbers: each is a frame. */
function oneNumberList(entries: readonly FileTable[]): boolean {
  const [{ table }] = entries;
  const { rows, columns, format } = table;
  if (!format.startsWith('npy') || columns.length !== 1 || rows > 64 || entries.length < Math.max(10, 2 * rows))
    return false;
  return entries.every((entry) => entry.table.rows === rows) && areNumbered(entries.map(({ file }) => file));
}

function turned(entry: FileTable, width: number): FileTable {
  const [{ values, group }] = entry.table.columns;
  const rows = values.length / width;
  const columns = Array.from({ length: width }, (_, c): Column => {
    const own = values instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
    for (let row = 0; row < rows; row++) own[row] = values[row * width + c];
    return { name: `obs_${c}`, group, values: own };
  });
  return { ...entry, table: { ...entry.table, rows, columns } };
}

/**
 * Layouts of named columns that hold the same names in another order, or nearly the same ones in numbered files, become one:
 * that of the columns that all have.
 */
function sameNames(layouts: readonly FileTable[][]): FileTable[][] {
  const merged: FileTable[][] = [];
  for (const entries of layouts) {
    const into = merged.find((others) => mayMerge(others, entries));
    if (into === undefined) merged.push([...entries]);
    else into.push(...entries);
  }
  return merged.map((entries) => (entries.length === 1 ? entries : withCommonColumns(entries)));
}

function mayMerge(one: readonly FileTable[], other: readonly FileTable[]): boolean {
  const [a, b] = [one[0].table.columns, other[0].table.columns];
  if (a.some(({ name }) => isNameless(name)) || b.some(({ name }) => isNameless(name))) return false;
  const names = new Set(a.map(({ name }) => name));
  const common = b.filter(({ name }) => names.has(name)).length;
  if (common === a.length && common === b.length) return true;
  const numbered = areNumbered([...one, ...other].map(({ file }) => file));
  return numbered && common >= 2 && 3 * common >= 2 * Math.max(a.length, b.length);
}

function withCommonColumns(entries: readonly FileTable[]): FileTable[] {
  const order = new Intl.Collator('en', { numeric: true });
  const files = [...entries].sort((a, b) => order.compare(a.file, b.file));
  const [first] = files;
  const same = files.every(({ table }) => table.columns.every(({ name }, c) => first.table.columns[c]?.name === name));
  if (same && files.every(({ table }) => table.columns.length === first.table.columns.length)) return files;
  const has = ({ table }: FileTable, name: string): boolean => table.columns.some((column) => column.name === name);
  const common = first.table.columns.filter(({ name }) => files.every((entry) => has(entry, name)));
  return files.map(({ file, table }, i) => {
    const columns = common.flatMap(({ name, group }) =>
      table.columns.filter((column) => column.name === name).map((column) => ({ ...column, group })),
    );
    const left = table.columns.filter(({ name }) => common.every((column) => column.name !== name));
    const skipped = left.map(({ name }) => ({ what: name, why: 'not in every file: left out' }));
    const note = 'Columns of the files were matched by name: they stand in different orders, or some files have more.';
    return {
      file,
      table: noted({ ...table, columns, skipped: [...table.skipped, ...skipped] }, i === 0 ? [note] : []),
    };
  });
}

function append(entries: readonly FileTable[]): FileTable {
  if (entries.length === 1) return entries[0];
  const tables = entries.map(({ table }) => table);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const columns = tables[0].columns.map((column, c) =>
    concatenate(
      column,
      tables.map((table) => table.columns[c]),
      rows,
    ),
  );
  const starts: number[] = [];
  let first = 0;
  for (const table of tables) {
    for (const start of ownStarts(table)) starts.push(first + start);
    first += table.rows;
  }
  const { format, fps } = tables[0];
  const skipped = entries.flatMap(({ file, table }) => labelled(file, table.skipped));
  return {
    file: entries[0].file,
    table: {
      format,
      rows,
      columns,
      episodeStarts: Uint32Array.from(starts),
      skipped,
      fps,
      ...videosOf(tables),
      ...saidBy(joinedTexts(tables)),
      ...notesOf(tables),
    },
  };
}

/** Episodes of one file: as it says, by its episode column, or the file is one. */
function ownStarts({ episodeStarts, columns, rows }: Table): ArrayLike<number> & Iterable<number> {
  if (episodeStarts !== null) return episodeStarts;
  const episode = columns.find(({ group }) => group === 'episode');
  const starts = [0];
  for (let row = 1; episode !== undefined && row < rows; row++) {
    if (episode.values[row] !== episode.values[row - 1]) starts.push(row);
  }
  return starts;
}

function concatenate(first: Column, parts: readonly Column[], rows: number): Column {
  const narrow = parts.every(({ values }) => values instanceof Float32Array);
  const values = narrow ? new Float32Array(rows) : new Float64Array(rows);
  const labels =
    first.labels === undefined ? undefined : [...new Set(parts.flatMap((part) => part.labels ?? []))].sort();
  let at = 0;
  for (const part of parts) {
    values.set(labels === undefined ? part.values : recoded(part, labels), at);
    at += part.values.length;
  }
  return { ...first, values, ...(labels === undefined ? {} : { labels }) };
}

/** Codes of one file's texts among those of all files. */
function recoded({ values, labels }: Column, all: readonly string[]): Float64Array {
  return Float64Array.from(values, (code) =>
    Number.isNaN(code) || labels === undefined ? code : all.indexOf(labels[code]),
  );
}

/** Side by side with the table that has the most rows; several such: all of them. */
function join(entries: readonly FileTable[], files: number): Table {
  const main = entries.reduce((best, entry) => (entry.table.rows > best.table.rows ? entry : best));
  const { rows } = main.table;
  const skipped: Skipped[] = [];
  const columns: Column[] = [];
  const numbered = areNumbered(entries.map(({ file }) => file));
  for (const { file, table } of entries) {
    skipped.push(...(entries.length > 1 ? labelled(file, table.skipped) : table.skipped));
    if (table.rows === rows)
      columns.push(
        ...renamed(entries.length > 1 ? named(file, actionsOf(file, table.columns), numbered) : table.columns, columns),
      );
    else
      skipped.push({
        what: file,
        why: `its columns and its ${table.rows} rows do not go with “${main.file}” (${rows} rows)`,
      });
  }
  const starts = entries.find(({ table }) => table.rows === rows && table.episodeStarts !== null)?.table.episodeStarts;
  const fitting = entries.map(({ table }) => table).filter((table) => table.rows === rows);
  const hasEpisodes = columns.some(({ group }) => group === 'episode');
  return {
    format: `${main.table.format}, ${files} files`,
    rows,
    columns,
    episodeStarts: starts ?? (hasEpisodes ? null : startsFromFlags(columns, rows)),
    skipped,
    fps: main.table.fps,
    ...besideNumbers(fitting),
    ...notesOf(fitting),
    ...(entries.length === 1 && main.table.open !== undefined ? { open: main.table.open } : {}),
  };
}

function notesOf(tables: readonly Table[]): Pick<Table, 'notes'> {
  const notes = [...new Set(tables.flatMap((table) => table.notes ?? []))];
  return notes.length === 0 ? {} : { notes };
}

/** Videos and texts of tables side by side; of two columns of texts with one name the first counts. */
function besideNumbers(tables: readonly Table[]): Pick<Table, 'videos' | 'texts'> {
  const texts = new Map(
    tables
      .flatMap((table) => table.texts ?? [])
      .reverse()
      .map((text) => [text.name, text]),
  );
  return { ...videosOf(tables), ...saidBy([...texts.values()].reverse()) };
}

function saidBy(texts: readonly TextColumn[]): Pick<Table, 'texts'> {
  return texts.length === 0 ? {} : { texts };
}

function videosOf(tables: readonly Table[]): Pick<Table, 'videos'> {
  const videos = tables.flatMap((table) => table.videos ?? []);
  return videos.length === 0 ? {} : { videos };
}

/** Columns of a file called actions are actions, whatever they are called. */
function actionsOf(file: string, columns: readonly Column[]): readonly Column[] {
  if (arrayNameOfFile(file) !== 'act') return columns;
  return columns.map((column) => (column.group === 'other' ? { ...column, group: 'action' } : column));
}

/** Beside others, columns without names are called after their file. */
function named(file: string, columns: readonly Column[], numbered: boolean): readonly Column[] {
  if (numbered || !columns.every(({ name, group }) => isNameless(name) && group === 'other')) return columns;
  const [stem] = partNames([file]).map(safeName);
  if (/^(arr|array|data|file|part|chunk|table)?_?\d*$/i.test(stem)) return columns;
  const { names, group } = arrayNames(stem, columns.length);
  return columns.map((column, i) => ({ ...column, name: names[i], group }));
}

/** Nameless columns go on counting; other names that are taken get a number. */
function renamed(columns: readonly Column[], before: readonly Column[]): Column[] {
  const taken = new Set(before.map(({ name }) => name));
  return columns.map((column) => {
    const [, stem] = /^(obs|act)_\d+$/.exec(column.name) ?? [];
    let name = column.name;
    for (let i = stem === undefined ? 2 : 0; taken.has(name); i++) name = `${stem ?? column.name}_${i}`;
    taken.add(name);
    return { ...column, name };
  });
}

function labelled(file: string, skipped: readonly Skipped[]): Skipped[] {
  return skipped.map(({ what, why }) => ({ what: `${file}: ${what}`, why }));
}
