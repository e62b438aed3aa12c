/** Files that belong together: the same columns are episodes one after another, equal rows are columns side by side. */
import type { Column, Skipped, Table, TextColumn } from '../../demonstrations/table';
import { joinedTexts } from '../../demonstrations/texts';
import { startsFromFlags } from './episode-flags';

/** A table and the file it came from. */
export interface FileTable {
  readonly file: string;
  readonly table: Table;
}

/**
 * One table of all that fit: same columns are appended in the order of the file names, then tables of the same number of
 * rows are joined. What does not fit the largest of them is named in `skipped`.
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
  return join([...layouts.values()].map(append), tables.length);
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
  for (const { file, table } of entries) {
    skipped.push(...(entries.length > 1 ? labelled(file, table.skipped) : table.skipped));
    if (table.rows === rows) columns.push(...renamed(table.columns, columns));
    else
      skipped.push({
        what: file,
        why: `its columns and its ${table.rows} rows do not go with “${main.file}” (${rows} rows)`,
      });
  }
  const starts = entries.find(({ table }) => table.rows === rows && table.episodeStarts !== null)?.table.episodeStarts;
  const hasEpisodes = columns.some(({ group }) => group === 'episode');
  return {
    format: `${main.table.format}, ${files} files`,
    rows,
    columns,
    episodeStarts: starts ?? (hasEpisodes ? null : startsFromFlags(columns, rows)),
    skipped,
    fps: main.table.fps,
    ...besideNumbers(entries.map(({ table }) => table).filter((table) => table.rows === rows)),
  };
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
