/** Delimited text: comma, semicolon, tab, bar or white space; with or without a header; quoted or not. */
import { fail, ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import { ColumnBuilder } from '../tables/column-builder';
import { arrayNameOfFile, arrayNames, isUnsafeName } from '../tables/column-names';
import { cellValue, detectDialect, firstLines, headerOf, splitLine } from './csv-dialect';
import { CsvRows } from './csv-rows';
import type { Format } from '../format';
import type { Limits } from '../limits';
import { makeTable, noRows, tooManyColumns, tooManyNumbers, unsafeName, type RawColumn } from '../tables/make-table';
import type { SourceFile } from '../source';
import { decodeText, textPieces } from './text';

/** Lines that are looked at to judge a text. */
const judgedLines = 50;

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
    const numbers = cells.filter((cell) => !Number.isNaN(cellValue(cell) ?? NaN)).length;
    return numbers > 0 && 2 * numbers >= cells.length;
  });
  return numeric.length > 0 && 2 * numeric.length >= lines.length;
}

class CsvReader {
  private columns: ColumnBuilder[] = [];
  private header: string[] | null = null;
  /** The last comment above the first row. */
  private comment: string[] | null = null;
  private width = 0;
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
    return this.failure ?? (rows.endless ? endless(this.file) : ok(null));
  }

  table(): ReturnType<typeof makeTable> {
    if (this.columns.length === 0 || this.columns[0].length === 0) return noRows(this.file);
    const stem = arrayNameOfFile(this.file);
    const names = this.header ?? arrayNames(stem, this.width).names;
    const group = this.header === null ? arrayNames(stem, this.width).group : undefined;
    const built = this.columns.map((column, i) => column.build(names[i], group));
    const columns = built.flatMap(({ column }): RawColumn[] => (column === null ? [] : [column]));
    const skipped = built.flatMap(({ note }) => (note === null ? [] : [note]));
    const texts = built.flatMap(({ text }) => (text === null ? [] : [text]));
    const format = this.header === null ? 'csv (no header)' : 'csv';
    return makeTable(this.file, { format, columns, episodeStarts: null, skipped, texts }, this.limits);
  }

  /** Takes one row; false stops the walk. */
  private row(cells: string[], line: number): boolean {
    if (isBlank(cells)) return true;
    if (cells[0].startsWith('#')) {
      this.comment = uncommented(cells);
      return true;
    }
    if (this.width === 0) {
      this.failure = this.start(cells);
      return this.failure === null;
    }
    if (cells.length !== this.width && !onlyTrailing(cells, this.width)) {
      this.failure = ragged(this.file, line, cells.length, this.width);
    } else if ((this.columns[0].length + 1) * this.width > this.limits.numbers) {
      this.failure = tooManyNumbers(this.file, (this.columns[0].length + 1) * this.width, this.limits);
    } else {
      this.values(cells);
    }
    return this.failure === null;
  }

  private start(cells: string[]): ReturnType<typeof fail> | null {
    this.width = cells.length;
    if (this.width > this.limits.columns) return tooManyColumns(this.file, this.width, this.limits);
    // “# x y z” above the numbers is how some programs write a header.
    const commented = this.comment?.length === this.width ? headerOf(this.comment) : null;
    const own = headerOf(cells);
    this.header = own ?? commented;
    const unsafe = this.header?.find(isUnsafeName);
    if (unsafe !== undefined) return unsafeName(this.file, unsafe);
    this.columns = cells.map(() => new ColumnBuilder());
    if (own === null) this.values(cells);
    return null;
  }

  private values(cells: readonly string[]): void {
    for (let i = 0; i < this.width; i++) {
      const value = cellValue(cells[i]);
      if (value === undefined) this.columns[i].text(cells[i].trim());
      else if (value !== value) this.columns[i].missing();
      else this.columns[i].number(value);
    }
  }
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
  const message = `“${file}” has ${found} cells in line ${line} where the first line has ${expected}.`;
  return fail('ragged', message, 'Give every line the same number of cells.');
}

function endless(file: string): ReturnType<typeof fail> {
  const message = `“${file}” has a row without an end: a quotation mark that is opened and not closed, or no line ends.`;
  return fail('malformed', message, 'Save it again with one row a line.');
}
