/** Walks over the rows of delimited text in pieces, so that only a piece of it lies in memory as cells. */
import Papa from 'papaparse';
import { splitBlank, type CsvDialect } from './csv-dialect';

/** Cells of one row, and the line (from 1) where it starts. */
export type RowVisitor = (cells: string[], line: number) => boolean;

const pieceLength = 2 ** 20;
const pieceRows = 4096;

/**
 * Calls `visit` for each row, empty ones included, until it returns false. Yields after each piece: the share of the text
 * that is done.
 */
export function* walkRows(text: string, dialect: CsvDialect, visit: RowVisitor): Generator<number> {
  yield* dialect.quoted && dialect.delimiter !== ' '
    ? walkQuoted(text, dialect, visit)
    : walkPlain(text, dialect, visit);
}

function* walkPlain(text: string, { delimiter, newline }: CsvDialect, visit: RowVisitor): Generator<number> {
  let line = 1;
  for (let at = 0; at < text.length;) {
    const wanted = at + pieceLength;
    const found = wanted < text.length ? text.indexOf(newline, wanted) : -1;
    const end = found < 0 ? text.length : found;
    const lines = text.slice(at, end).split(newline);
    if (found < 0 && lines.at(-1) === '') lines.pop();
    for (const row of lines) if (!visit(delimiter === ' ' ? splitBlank(row) : row.split(delimiter), line++)) return;
    at = end + newline.length;
    yield at / text.length;
  }
}

function* walkQuoted(text: string, { delimiter, newline }: CsvDialect, visit: RowVisitor): Generator<number> {
  let line = 1;
  for (let at = 0; at < text.length;) {
    // fastMode would split all that is left of the text for every piece.
    const options = { delimiter, newline: newline as '\n' | '\r' | '\r\n', fastMode: false, preview: pieceRows };
    const { data, meta } = Papa.parse<string[]>(text.slice(at), options);
    for (const row of data) {
      if (!visit(row, line)) return;
      line += 1 + row.reduce((sum, cell) => sum + (cell.includes(newline) ? cell.split(newline).length - 1 : 0), 0);
    }
    if (!(meta.cursor > 0)) return;
    at += meta.cursor;
    yield at / text.length;
  }
}
