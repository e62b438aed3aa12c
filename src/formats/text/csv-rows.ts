/** Takes delimited text in pieces and hands out its rows, so that only a piece of it lies in memory. */
import Papa from 'papaparse';
import { detectDialect, firstLines, splitBlank, splitQuotedBlank, type CsvDialect } from './csv-dialect';

/** Gets the cells of one row and the line (from 1) where it starts; false ends the walk. */
export type RowVisitor = (cells: string[], line: number) => boolean;

/** Characters by which a text is judged, and lines of them. */
const judgedLength = 65_536;
const judgedLines = 120;
/** A row has fewer characters; more come where a quotation mark is never closed. */
const longestRow = 2 ** 24;

export class CsvRows {
  /** A row was longer than any row is, or a quotation mark was never closed. */
  endless = false;
  private dialect: CsvDialect | null = null;
  /** What was pushed and is not handed out. It begins where a row does. */
  private rest = '';
  private line = 1;

  /** @param visit gets each row, empty ones included */
  constructor(private readonly visit: RowVisitor) {}

  /** @param last nothing follows. @returns false when the walk has ended early */
  push(text: string, last: boolean): boolean {
    this.rest += text;
    this.dialect ??= this.judged(last);
    if (this.dialect === null) return true;
    if (!this.dialect.quoted && text.includes('"')) {
      // Rows without quotation marks are the same in either way of reading: what came before needs no second look.
      const newline = this.rest.includes('\r\n') ? '\r\n' : this.dialect.newline;
      this.dialect = { ...this.dialect, quoted: true, newline };
    }
    const { quoted, delimiter } = this.dialect;
    const going =
      quoted && delimiter !== ' ' ? this.takeQuoted(this.dialect, last) : this.takePlain(this.dialect, last);
    this.endless ||= this.rest.length > longestRow;
    return going && !this.endless;
  }

  /** null while there is too little to judge by. */
  private judged(last: boolean): CsvDialect | null {
    if (this.rest.length < judgedLength && !last) return null;
    const lines = firstLines(this.rest, judgedLines);
    return detectDialect(this.rest, last || lines.length === judgedLines ? lines : lines.slice(0, -1));
  }

  private takePlain({ delimiter, newline }: CsvDialect, last: boolean): boolean {
    const end = last ? this.rest.length : this.rest.lastIndexOf(newline) + newline.length;
    if (!last && end < newline.length) return true;
    const lines = this.rest.slice(0, end).split(newline);
    if (lines.at(-1) === '') lines.pop();
    this.rest = this.rest.slice(end);
    for (const row of lines) {
      const cells =
        delimiter !== ' ' ? row.split(delimiter) : row.includes('"') ? splitQuotedBlank(row) : splitBlank(row);
      if (!this.visit(cells, this.line++)) return false;
    }
    return true;
  }

  private takeQuoted({ delimiter, newline }: CsvDialect, last: boolean): boolean {
    const lineEnd = newline as '\n' | '\r' | '\r\n';
    const parser = new Papa.Parser({ delimiter, newline: lineEnd, fastMode: false });
    const { data, meta, errors } = parser.parse(this.rest, 0, !last) as Papa.ParseResult<string[]>;
    if (last && errors.some(({ code }) => code === 'MissingQuotes')) {
      this.endless = true;
      return false;
    }
    // Whatever follows an open quotation mark would be one cell of the last row.
    if (last && errors.some(({ code }) => code === 'MissingQuotes')) {
      this.endless = true;
      return false;
    }
    this.rest = last ? '' : this.rest.slice(meta.cursor);
    for (const row of data) {
      if (!this.visit(row, this.line)) return false;
      this.line +=
        1 + row.reduce((sum, cell) => sum + (cell.includes(newline) ? cell.split(newline).length - 1 : 0), 0);
    }
    return true;
  }
}
