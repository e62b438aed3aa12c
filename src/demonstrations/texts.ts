/** Columns of texts beside the numbers: chosen rows of them, several recordings of them, and each row's as a record. */
import { noText, type TextColumn } from './table';

/** The texts of some rows, in their order. */
export function textsAt(texts: readonly TextColumn[], rows: ArrayLike<number>): TextColumn[] {
  return texts.map(({ name, codes, texts: words }) => ({
    name,
    codes: Uint32Array.from({ length: rows.length }, (_, i) => codes[rows[i]]),
    texts: words,
  }));
}

/** A recording with its number of rows. */
export interface WithTexts {
  readonly rows: number;
  readonly texts?: readonly TextColumn[];
}

/** Recordings one after the other; where one has no column of a name, its rows have no text there. */
export function joinedTexts(parts: readonly WithTexts[]): TextColumn[] {
  const names = new Set(parts.flatMap(({ texts = [] }) => texts.map(({ name }) => name)));
  return [...names].map((name) => joinedColumn(name, parts));
}

function joinedColumn(name: string, parts: readonly WithTexts[]): TextColumn {
  const places = new Map<string, number>();
  const codes = new Uint32Array(parts.reduce((sum, { rows }) => sum + rows, 0)).fill(noText);
  let at = 0;
  for (const { rows, texts = [] } of parts) {
    const own = texts.find((column) => column.name === name);
    const joined = own?.texts.map((text) => {
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    });
    own?.codes.forEach((code, row) => (codes[at + row] = joined?.[code] ?? noText));
    at += rows;
  }
  return { name, codes, texts: [...places.keys()] };
}

/** The part of a record that a row has in words. Rows that say the same share one. */
export type TextRecord = Readonly<Record<string, string>>;

/** [rows] records; a row without a text in a column has no such field. */
export function textRecords(texts: readonly TextColumn[], rows: number): TextRecord[] {
  const made = new Map<string, TextRecord>();
  return Array.from({ length: rows }, (_, row) => {
    const key = texts.map(({ codes }) => codes[row]).join();
    const known = made.get(key);
    if (known !== undefined) return known;
    const fields = texts.flatMap(({ name, codes, texts: words }): [string, string][] =>
      codes[row] === noText ? [] : [[name, words[codes[row]]]],
    );
    const record = Object.fromEntries(fields);
    made.set(key, record);
    return record;
  });
}
