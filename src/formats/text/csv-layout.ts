/** Where the table of a text begins and what names its columns: judged by its first rows. */
import { frameRate } from '../../demonstrations/interpretation/frame-rate';
import { splitUnit } from '../tables/units';
import { cellValue, headerOf, pairPattern } from './csv-dialect';

export interface CsvLayout {
  /** Rows above the first row of the table, its header among them. */
  readonly skip: number;
  readonly width: number;
  /** null where the columns have no names. */
  readonly names: readonly string[] | null;
  /** By column; '' where the text says none. */
  readonly units: readonly string[];
  readonly fps: number | null;
  readonly notes: readonly string[];
  /** The last column is the first entry of a list whose length varies. */
  readonly listLast: boolean;
  /** Every cell is a name and a value. */
  readonly pairs: boolean;
  /** The header is a row of numbers that may be the first row of the table. */
  readonly doubtful: boolean;
}

type Rows = readonly (readonly string[])[];

const isNumber = (cell: string): boolean => !Number.isNaN(cellValue(cell) ?? NaN);
const isText = (cell: string): boolean => cell.trim() !== '' && cellValue(cell) === undefined;

/**
 * @param rows the first ones that hold something, comments left out; at least one
 * @param comment the last comment above them, taken apart like them
 */
export function csvLayout(rows: Rows, comment: readonly string[] | null): CsvLayout {
  const width = commonWidth(rows);
  if (rows.length >= 2 && rows.every((row) => row.every(isPair) && row.length === rows[0].length))
    return pairLayout(rows);
  const preamble = preambleOf(rows, width);
  const body = rows.slice(preamble);
  const [first] = body;
  const trimmed = withoutTrailing(first, width);
  const above = saidAbove(rows.slice(0, preamble));
  const base = { ...above, width, listLast: false, pairs: false, doubtful: false };
  const list = listAtEnd(body);
  if (list !== null) return { ...base, skip: preamble + 1, width: list.length, names: list, units: [], listLast: true };
  if (
    first.length === width - 1 &&
    body.length > 1 &&
    headerOf(first) !== null &&
    body.slice(1).every((row) => row.length === width)
  ) {
    const names = ['index', ...(headerOf(first) ?? [])];
    const note = 'Rows have one cell more than the header: the first is taken for the names of the rows.';
    return { ...base, skip: preamble + 1, names, units: [], notes: [...above.notes, note] };
  }
  // Whatever has another number of cells than the first row is ragged, and said to be when it comes.
  if (trimmed.length !== width) {
    return {
      ...base,
      width: trimmed.length,
      skip: preamble + (headerOf(trimmed) === null ? 0 : 1),
      names: headerOf(trimmed),
      units: [],
    };
  }
  const own = headerOf(trimmed) ?? namedByText(trimmed, body.slice(1));
  if (own !== null) {
    const units = unitsBelow(body);
    return { ...base, skip: preamble + (units === null ? 1 : 2), names: own, units: units ?? above.units };
  }
  const numbers = numericHeader(trimmed, body.slice(1));
  if (numbers !== null) {
    const note = `The first row (${trimmed.slice(0, 4).join(', ')}${width > 4 ? ' …' : ''}) is read as the names of the columns: it does not go on in the rows below.`;
    const names = trimmed.map((cell) => cell.trim());
    return {
      ...base,
      skip: preamble + 1,
      names,
      units: [],
      notes: [...above.notes, note],
      doubtful: numbers === 'doubtful',
    };
  }
  const commented = comment?.length === width ? headerOf(comment) : null;
  return { ...base, skip: preamble, names: commented, units: [] };
}

/** Cells of most of the later rows. */
function commonWidth(rows: Rows): number {
  const counts = new Map<number, number>();
  for (const row of rows.slice(Math.floor(rows.length / 2))) {
    const { length } = row;
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  const [width] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best));
  // Cells that hang over empty are none, where the first row has none of them.
  const lean = rows[0].length;
  return width > lean && lean > 1 && rows.every((row) => row.slice(lean).every((cell) => cell.trim() === ''))
    ? lean
    : width;
}

/** How many rows stand above the header of the table; 0 unless the table below is clear. */
function preambleOf(rows: Rows, width: number): number {
  const fits = (row: readonly string[]): boolean =>
    row.length === width || (row.length > width && row.slice(width).every((cell) => cell.trim() === ''));
  let start = rows.length;
  while (start > 0 && fits(rows[start - 1])) start--;
  const numeric = firstNumbers(rows, start);
  if (start === 0) return preambleOfEqualWidth(rows, numeric);
  if (/^sep=/i.test(rows[0][0]) && start <= 1) return 1;
  const isList =
    rows[0].length > 1 && headerOf(rows[0]) !== null && rows.slice(1).every((row) => row.length >= rows[0].length);
  if (isList || numeric < 0 || rows.length - numeric < 2 || width < 2) return 0;
  // A header may be one cell wider or leaner than its rows; then it is the row just above.
  const own = numeric > start ? numeric - 1 : start;
  if (own === start && numeric === start && start > 0 && headerOf(withoutTrailing(rows[start - 1], width)) !== null) {
    const above = withoutTrailing(rows[start - 1], width).length;
    return above === width || above === width - 1 ? start - 1 : start;
  }
  return own;
}

/** First row from `start` on that is all numbers, else mostly; −1 without one. */
function firstNumbers(rows: Rows, start: number): number {
  const all = rows.findIndex(
    (row, i) => i >= start && !row.some(isText) && 2 * row.filter(isNumber).length >= row.length,
  );
  if (all >= 0) return all;
  return rows.findIndex((row, i) => i >= start && 2 * row.filter(isNumber).length >= row.length);
}

/** Several rows of text above the numbers, or rows that are no part of the columns below them. */
function preambleOfEqualWidth(rows: Rows, numeric: number): number {
  if (numeric < 2 || rows.length - numeric < 2) return laterHeader(rows);
  const texts = rows.slice(0, numeric);
  if (!texts.every((row) => !row.some(isNumber) && 2 * row.filter(isText).length >= row.length))
    return laterHeader(rows);
  return isUnits(rows[numeric - 1]) ? numeric - 2 : numeric - 1;
}

function laterHeader(rows: Rows): number {
  for (let at = 1; at < Math.min(30, rows.length - 3); at++) {
    const below = rows.slice(at + 1);
    const full = rows[at].every((cell) => isText(cell));
    if (!full || headerOf(rows[at]) === null) continue;
    const clear = below.every((row) => row.filter(isNumber).length >= 0.8 * row.length);
    const apart = rows.slice(0, at).every((row) => row.filter(isNumber).length <= 0.5 * row.length);
    if (clear && apart) return at;
  }
  return 0;
}

function withoutTrailing(row: readonly string[], width: number): readonly string[] {
  return row.length > width && row.slice(width).every((cell) => cell.trim() === '') ? row.slice(0, width) : row;
}

/** The header, where every row has at least its cells and some have more: its last column is a list. */
function listAtEnd(rows: Rows): readonly string[] | null {
  const [first, ...rest] = rows;
  const names = headerOf(first);
  if (names === null || names.length < 2 || rest.length < 2) return null;
  const real = rest.map((row) => row.filter((_, i) => i < first.length || row[i].trim() !== '').length);
  const longer = real.filter((length) => length > first.length).length;
  const lists = rest.length >= 5 && 5 * longer >= rest.length && new Set(real).size > 1;
  return lists && real.every((length) => length >= first.length) ? names : null;
}

/** A first row with text above columns of numbers names them, numbers or not. */
function namedByText(first: readonly string[], rest: Rows): string[] | null {
  const texts = first.flatMap((cell, c) => (isText(cell) ? [c] : []));
  const below = rest.slice(0, 50);
  const named = texts.some((c) => below.length > 1 && below.every((row) => isNumber(row[c] ?? '')));
  const others = first.every(
    (cell, c) =>
      isText(cell) || (/^\s*-?\d+\s*$/.test(cell) && below.some((row) => !Number.isInteger(cellValue(row[c] ?? '')))),
  );
  return named && others ? first.map((cell) => cell.trim()) : null;
}

/** Whole numbers that count on, above fractions, are names; other rising whole numbers far from all below may be. */
function numericHeader(first: readonly string[], rest: Rows): 'clear' | 'doubtful' | null {
  if (first.length < 2 || rest.length < 3 || !first.every((cell) => /^\s*-?\d+\s*$/.test(cell))) return null;
  const numbers = first.map(Number);
  const fractions = first.every((_, c) => rest.some((row) => !Number.isInteger(cellValue(row[c] ?? ''))));
  if (!fractions || !numbers.every((value, c) => c === 0 || value > numbers[c - 1])) return null;
  if (numbers.every((value, c) => c === 0 || value === numbers[c - 1] + 1) && (numbers[0] === 0 || numbers[0] === 1)) {
    return first.length > 2 || !continues(numbers, rest) ? 'clear' : 'doubtful';
  }
  return continues(numbers, rest) ? null : 'doubtful';
}

/** True where some column goes on from its number: within twice the range of the rows below. */
function continues(numbers: readonly number[], rest: Rows): boolean {
  return numbers.some((value, c) => {
    const below = rest.map((row) => Number(row[c])).filter((each) => Number.isFinite(each));
    const [min, max] = [Math.min(...below), Math.max(...below)];
    return value >= min - 2 * (max - min) && value <= max + 2 * (max - min);
  });
}

/** Units in the row below the header, or null. */
function unitsBelow(body: Rows): string[] | null {
  const [, second, third] = body;
  if (second === undefined || third === undefined || !isUnits(second) || !third.some(isNumber)) return null;
  return second.map((cell) => unitOf(cell) ?? '');
}

function isUnits(row: readonly string[]): boolean {
  const said = row.filter((cell) => cell.trim() !== '' && cell.trim() !== '-');
  return said.length > 0 && said.every((cell) => unitOf(cell) !== null);
}

function unitOf(cell: string): string | null {
  const bare = cell.trim().replace(/^[[(](.*)[\])]$/, '$1');
  return splitUnit(`x [${bare}]`).unit;
}

/** What the rows above a table say of it: frames per second, degrees. */
function saidAbove(rows: Rows): Pick<CsvLayout, 'fps' | 'units' | 'notes'> & { readonly degrees: boolean } {
  let fps: number | null = null;
  let degrees = false;
  for (const row of rows) {
    const parts = row.flatMap((cell) => cell.split(/[=:\t]/).map((part) => part.trim()));
    parts.forEach((key, i) => {
      const value = parts[i + 1] ?? '';
      fps ??= frameRate(key, Number(value));
      degrees ||= /^in_?degrees$/i.test(key) && /^(yes|true|1)$/i.test(value);
    });
  }
  const lines = rows.filter((row) => !/^sep=/i.test(row[0]));
  const count = lines.length;
  const notes =
    count === 0
      ? []
      : [
          `${count} ${count === 1 ? 'line' : 'lines'} above the table ${count === 1 ? 'was' : 'were'} left out, from “${lines[0][0].trim().slice(0, 40)}” on.`,
        ];
  if (fps !== null) notes.push(`The lines above the table say ${fps} frames per second.`);
  if (degrees) notes.push('The lines above the table say that angles are in degrees.');
  return { fps, units: degrees ? ['deg'] : [], notes, degrees };
}

function isPair(cell: string): boolean {
  const value = pairPattern.exec(cell)?.[2];
  return value !== undefined && cellValue(value) !== undefined;
}

function pairLayout(rows: Rows): CsvLayout {
  const names = rows[0].map((cell) => pairPattern.exec(cell)?.[1] ?? '');
  const notes = ['Every cell is a name and a value: the names of the first line name the columns.'];
  return {
    skip: 0,
    width: names.length,
    names,
    units: [],
    fps: null,
    notes,
    listLast: false,
    pairs: true,
    doubtful: false,
  };
}
