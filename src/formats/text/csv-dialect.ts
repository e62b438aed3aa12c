/** How a table of text is written: what separates its cells and whether its first line names them. */

export interface CsvDialect {
  /** A character, or `' '` for runs of white space. */
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly newline: string;
}

const candidates = ['\t', ';', ',', '|', ' '];
const missingWords = new Set(['', 'nan', 'na', 'n/a', 'null', 'none', '-', '?']);

/** A cell such as `x: 1.5` or `"x"=1.5`: its name and its value. */
export const pairPattern = /^\s*["']?([A-Za-z_][\w./-]*)["']?\s*[:=]\s*(\S.*?)\s*$/;

/** The value of such a cell; '' for any other. */
export function pairValue(cell: string): string {
  return pairPattern.exec(cell)?.[2] ?? '';
}

/** A number, NaN for a missing value, or undefined for text. */
export function cellValue(cell: string): number | undefined {
  const value = Number(cell);
  if (value === value && cell.trim() !== '') return value;
  const word = cell.trim().toLowerCase();
  if (missingWords.has(word)) return NaN;
  if (word === 'true' || word === 'false') return word === 'true' ? 1 : 0;
  if (/^\+?inf(inity)?$/.test(word)) return Infinity;
  return /^-inf(inity)?$/.test(word) ? -Infinity : undefined;
}

/** Judges by the first lines of a text. @param lines without empty ones and comments */
export function detectDialect(text: string, lines: readonly string[]): CsvDialect {
  const quoted = text.includes('"');
  const newline = text.includes('\r\n') && quoted ? '\r\n' : text.includes('\n') ? '\n' : '\r';
  const said = /^sep=(.)\s*$/i.exec(lines[0] ?? '')?.[1];
  if (said !== undefined) return { delimiter: said, quoted, newline };
  // What stands above a table has lines of any form; the table itself reaches to the end.
  const body = lines.slice(Math.floor(lines.length / 2));
  const regular = mostNumeric(lines, body) ?? mostNumeric(body, body);
  if (regular !== null) return { delimiter: regular, quoted, newline };
  const counts = candidates.map((delimiter) => lines.map((line) => splitLine(line, delimiter).length));
  const shares = counts.map((each) => each.filter((count) => count > 1).length);
  const best = shares.indexOf(Math.max(...shares));
  return { delimiter: shares[best] > 0.5 * lines.length ? candidates[best] : ',', quoted, newline };
}

/** Of the delimiters that give every line the same number of cells, the one whose cells are most often numbers. */
function mostNumeric(lines: readonly string[], body: readonly string[]): string | null {
  const regular = candidates.filter((delimiter) => {
    const counts = lines.map((line) => splitLine(line, delimiter).length);
    return counts.length > 0 && counts[0] > 1 && counts.every((count) => count === counts[0]);
  });
  const shares = regular.map((delimiter) => {
    const cells = body.flatMap((line) => splitLine(line, delimiter));
    return (
      cells.filter((cell) => cellValue(cell) !== undefined || !Number.isNaN(cellValue(pairValue(cell)) ?? NaN)).length /
      cells.length
    );
  });
  return regular.length === 0 ? null : regular[shares.indexOf(Math.max(...shares))];
}

/** First lines of a text that hold something and are no comments, at most `most`. */
export function firstLines(text: string, most: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length && lines.length < most;) {
    const next = /\r\n|\n|\r/.exec(text.slice(at, at + 65_536));
    const end = next === null ? text.length : at + next.index;
    const line = text.slice(at, end);
    if (line.trim() !== '' && !line.startsWith('#')) lines.push(line);
    at = next === null ? text.length : end + next[0].length;
  }
  return lines;
}

/** Cells of one line; good for judging only, since quoted cells may span lines. */
export function splitLine(line: string, delimiter: string): string[] {
  const bare = line.includes('"') ? line.replace(/"[^"]*"/g, '""') : line;
  return delimiter === ' ' ? splitBlank(bare) : bare.split(delimiter);
}

/** Cells between runs of white space. */
export function splitBlank(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** The same where cells may stand in quotation marks, which are taken off. */
export function splitQuotedBlank(line: string): string[] {
  return (line.match(/"[^"]*"|\S+/g) ?? []).map((cell) => cell.replace(/^"(.*)"$/, '$1'));
}

/**
 * The names in a first row, or null when it holds data: a header has no number in it. A nameless first cell before
 * 0, 1, 2 … is the header that data frames write; it names nothing.
 */
export function headerOf(row: readonly string[]): string[] | null {
  const [first, ...rest] = row;
  const counted = rest.length > 0 && rest.every((cell, i) => cell.trim() === String(i));
  if (first.trim() === '' && counted) return ['index', ...rest.map((_, i) => `obs_${i}`)];
  const texts = row.filter((cell) => cellValue(cell) === undefined).length;
  const numbers = row.filter((cell) => !Number.isNaN(cellValue(cell) ?? NaN)).length;
  if (texts === 0 || numbers > 0) return null;
  return row.map((cell, i) => {
    const name = cell.trim();
    return name === '' ? (i === 0 ? 'index' : `column_${i}`) : name;
  });
}
