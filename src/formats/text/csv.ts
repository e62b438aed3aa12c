/** Delimited text: comma, semicolon, tab, bar or white space; with or without a header; quoted or not. */
import { fail, ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import { ColumnBuilder, decimalCommas, packedLists, type BuiltColumn } from '../tables/column-builder';
import { arrayNameOfFile, arrayNames, groupOf, isUnsafeName } from '../tables/column-names';
import { cellValue, detectDialect, firstLines, pairValue, splitLine } from './csv-dialect';
import { csvLayout, type CsvLayout } from './csv-layout';
import { CsvRows } from './csv-rows';
import type { Format } from '../format';
import type { Limits } from '../limits';
import { makeTable, noRows, tooManyColumns, tooManyNumbers, unsafeName, type RawColumn } from '../tables/make-table';
import type { SourceFile } from '../source';
import { decodeText, textPieces } from './text';

/** Lines that are looked at to judge a text. */
const judgedLines = 120;

export const csv: Format = {
  id: 'csv',
  title: 'Comma-separated or space-separated text (.csv, .tsv, .txt)',
  sniff(head, name) {
    const text = decodeText(head, true);
    if (text === null) return 0;
    const named = /\.(csv|tsv)$/i.test(name);
    return looksNumeric(text) ? (named ? 0.7 : 0.6) : named && !/^\s*[[{]/.test(text) ? 0.3 : 0;
  },
  async open([file], limits, task) {
    const reader = new CsvReader(file.name, limits);
    const read = await reader.read(file, task);
    return read.ok ? reader.table() : read;
  },
};

/** True when at least half of the first lines hold numbers in at least half of their cells. */
function looksNumeric(text: string): boolean {
  const all = firstLines(text, judgedLines);
  const lines = all.length > 2 ? all.slice(0, -1) : all;
  const { delimiter } = detectDialect(text, lines);
  const numeric = lines.filter((line) => {
    const cells = splitLine(line, delimiter);
    const numbers = cells.filter((cell) => !Number.isNaN(cellValue(cell) ?? cellValue(pairValue(cell)) ?? NaN)).length;
    return numbers > 0 && 2 * numbers >= cells.length;
  });
  return numeric.length > 0 && 2 * numeric.length >= lines.length;
}

/** Rows by which the table is found in the text. */
const judgedRows = 100;

class CsvReader {
  private columns: ColumnBuilder[] = [];
  private layout: CsvLayout | null = null;
  /** Rows that came before the table was found, with their lines. */
  private first: { readonly cells: string[]; readonly line: number }[] = [];
  /** Rows before which the header came again. */
  private readonly again: number[] = [];
  /** The last comment above the first row. */
  private comment: string[] | null = null;
  private failure: ReturnType<typeof fail> | null = null;

  constructor(
    private readonly file: string,
    private readonly limits: Limits,
  ) {}

  async read(file: SourceFile, task: Task): Promise<Result<null>> {
    const rows = new CsvRows((cells, line) => this.row(cells, line));
    for await (const piece of textPieces(file, this.limits, task)) {
      if (!piece.ok) return piece;
      if (!rows.push(piece.value.text, piece.value.last)) break;
    }
    if (this.failure === null && !rows.endless && this.layout === null && this.first.length > 0) this.begin();
    return this.failure ?? (rows.endless ? endless(this.file) : ok(null));
  }

  table(): ReturnType<typeof makeTable> {
    const { layout } = this;
    if (layout === null || this.columns.length === 0 || this.columns[0].length === 0) return noRows(this.file);
    const stem = arrayNameOfFile(this.file);
    const names = layout.names ?? arrayNames(stem, layout.width).names;
    const group = layout.names === null ? arrayNames(stem, layout.width).group : undefined;
    const kept = layout.listLast ? this.columns.slice(0, -1) : this.columns;
    const built = kept.map((column, i) => withUnit(column.build(names[i], group), unitAt(layout, names[i], i)));
    const columns = built.flatMap(({ column }): RawColumn[] => (column === null ? [] : [column]));
    const skipped = built.flatMap(({ note }) => (note === null ? [] : [note]));
    const texts = built.flatMap(({ text }) => (text === null ? [] : [text]));
    const comma = skipped.find(({ why }) => why.startsWith(decimalCommas));
    if (comma !== undefined) return commas(this.file, comma.what);
    const packed = skipped.find(({ what, why }) => why === packedLists && groupOf(what) === 'observation');
    if (packed !== undefined) return lists(this.file, packed.what);
    if (layout.listLast)
      skipped.push({ what: names[layout.width - 1], why: 'a list of another length in each row: not read' });
    const format = layout.names === null ? 'csv (no header)' : 'csv';
    const rows = this.columns[0].length;
    const starts = [0, ...this.again.filter((row) => row > 0 && row < rows)];
    const repeated =
      this.again.length === 0
        ? []
        : [`The header comes again at ${this.again.length} places: an episode begins there.`];
    const open = layout.doubtful ? { open: { kind: 'header', rows, parts: names, otherLikelier: false } as const } : {};
    return makeTable(
      this.file,
      {
        format,
        columns,
        episodeStarts: starts.length > 1 ? Uint32Array.from(starts) : null,
        skipped,
        texts,
        fps: layout.fps,
        notes: [...layout.notes, ...repeated],
        ...open,
      },
      this.limits,
    );
  }

  /** Takes one row; false stops the walk. */
  private row(cells: string[], line: number): boolean {
    if (isBlank(cells)) return true;
    if (cells[0].startsWith('#')) {
      this.comment = uncommented(cells);
      return true;
    }
    if (this.layout === null) {
      this.first.push({ cells, line });
      if (this.first.length >= judgedRows) this.begin();
    } else this.take(cells, line, this.layout);
    return this.failure === null;
  }

  /** Finds the table among the first rows, and takes those that belong to it. */
  private begin(): void {
    const layout = csvLayout(
      this.first.map(({ cells }) => cells),
      this.comment,
    );
    if (layout.width > this.limits.columns) {
      this.failure = tooManyColumns(this.file, layout.width, this.limits);
      return;
    }
    const unsafe = layout.names?.find(isUnsafeName);
    if (unsafe !== undefined) {
      this.failure = unsafeName(this.file, unsafe);
      return;
    }
    this.layout = layout;
    this.columns = Array.from({ length: layout.width }, () => new ColumnBuilder());
    for (const { cells, line } of this.first.slice(layout.skip)) {
      if (this.failure === null) this.take(cells, line, layout);
    }
    this.first = [];
  }

  private take(cells: string[], line: number, layout: CsvLayout): void {
    const { width, names, listLast, pairs } = layout;
    if (cells.length !== width && !listLast && !onlyTrailing(cells, width)) {
      this.failure = ragged(this.file, line, cells.length, width);
    } else if (listLast && cells.length < width) {
      this.failure = ragged(this.file, line, cells.length, width);
    } else if ((this.columns[0].length + 1) * width > this.limits.numbers) {
      this.failure = tooManyNumbers(this.file, (this.columns[0].length + 1) * width, this.limits);
    } else if (names !== null && isAgain(cells, names)) {
      this.again.push(this.columns[0].length);
    } else {
      this.values(pairs ? cells.map(pairValue) : cells, width);
    }
  }

  private values(cells: readonly string[], width: number): void {
    for (let i = 0; i < width; i++) {
      const value = cellValue(cells[i]);
      if (value === undefined) this.columns[i].text(cells[i].trim());
      else if (value !== value) this.columns[i].missing();
      else this.columns[i].number(value);
    }
  }
}

/** True for the header itself; the first cell tells most rows from it. */
function isAgain(cells: readonly string[], names: readonly string[]): boolean {
  return (
    cells[0].trim() === names[0] &&
    names.every((name, i) => cells[i].trim() === name) &&
    names.some((name) => cellValue(name) === undefined)
  );
}

function withUnit(built: BuiltColumn, unit: string): BuiltColumn {
  return built.column === null || unit === '' ? built : { ...built, column: { ...built.column, unit } };
}

/** Degrees that are said once hold for every column but the clock. */
function unitAt({ units }: CsvLayout, name: string, place: number): string {
  if (units.length === 1) return groupOf(name) === 'other' ? units[0] : '';
  return units[place] ?? '';
}

function lists(file: string, column: string): ReturnType<typeof fail> {
  const message = `The observations of “${file}” cannot be read: “${column}” holds lists of numbers written as text.`;
  return fail('unsupported', message, 'Write each number into a column of its own.');
}

function commas(file: string, column: string): ReturnType<typeof fail> {
  const message = `“${file}” writes numbers with decimal commas, for example in “${column}”.`;
  return fail('unsupported', message, 'Write them with points, for example with sed "s/,/./g", and choose that file.');
}

/** Cells of a comment without its mark. */
function uncommented(cells: readonly string[]): string[] {
  const [first, ...rest] = cells;
  const bare = first.replace(/^#+\s*/, '');
  return bare === '' ? rest : [bare, ...rest];
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length === 0 || (cells.length === 1 && cells[0].trim() === '');
}

function onlyTrailing(cells: readonly string[], width: number): boolean {
  return cells.length > width && cells.slice(width).every((cell) => cell.trim() === '');
}

function ragged(file: string, line: number, found: number, expected: number): ReturnType<typeof fail> {
  const message = `“${file}” has ${found} cells in line ${line} where the table has ${expected}.`;
  return fail('ragged', message, 'Give every line the same number of cells.');
}

function endless(file: string): ReturnType<typeof fail> {
  const message = `“${file}” has a row without an end: a quotation mark that is opened and not closed, or no line ends.`;
  return fail('malformed', message, 'Save it again with one row a line.');
}
