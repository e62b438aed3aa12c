/** Writes a table as CSV (RFC 4180): UTF-8, a header, commas; a missing value is empty. Numbers are read back exactly. */
import type { OutputColumn } from '../tables/output-column';

/** @param columns of the same length */
export function writeCsv(columns: readonly OutputColumn[]): Uint8Array {
  const lines = [columns.map(({ name }) => quoted(name)).join(',')];
  for (let row = 0; row < columns[0].values.length; row++) {
    lines.push(columns.map((column) => cellOf(column, row)).join(','));
  }
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

function cellOf(column: OutputColumn, row: number): string {
  const value = column.values[row];
  if (typeof value === 'string') return quoted(value);
  if (Number.isNaN(value)) return '';
  return column.type === 'boolean' ? String(value !== 0) : String(value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
