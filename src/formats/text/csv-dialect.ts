/** How a table of text is written: what separates its cells and whether its first line names them. */

export interface CsvDialect {
  /** A character, or `' '` for runs of white space. */
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly newline: string;
}

const candidates = ['\t', ';', ',', '|', ' '];
const missingWords = new Set(['', 'nan', 'na', 'n/a', 'null', 'none', '-', '?']);

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
  const counts = candidates.map((delimiter) => lines.map((line) => splitLine(line, delimiter).length));
  const regular = counts.findIndex(
    (each) => each.length > 0 && each[0] > 1 && each.every((count) => count === each[0]),
  );
  if (regular >= 0) return { delimiter: candidates[regular], quoted, newline };
  const shares = counts.map((each) => each.filter((count) => count > 1).length);
  const best = shares.indexOf(Math.max(...shares));
  return { delimiter: shares[best] > 0.5 * lines.length ? candidates[best] : ',', quoted, newline };
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
