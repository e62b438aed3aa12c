/**
 * Scenarios: rows that carry text and categories beside their numbers, read from JSON, JSON Lines or CSV (docs/methods.md 3).
 * Fields are kept as they stand; which of them are features is for others to say.
 */
import Papa from 'papaparse';
import { fail, ok, type Result } from '../../basics/result';
import { isUnsafeName } from '../tables/column-names';
import { isObject, parseJson, type Json } from './json-values';

/** Fields of one scenario. */
export type ScenarioFields = Readonly<Record<string, string | number | boolean | null>>;

/** More than a person reads, and less than a page holds. */
const mostBytes = 64 * 2 ** 20;
const mostRecords = 200_000;
const mostFields = 1000;

/** @returns one entry a scenario; nested values of JSON are left out, for no norm can name them */
export function readScenarios(name: string, bytes: Uint8Array): Result<readonly ScenarioFields[]> {
  if (bytes.length > mostBytes)
    return fail('too-large', `“${name}” is larger than 64 MB.`, 'Split it into several files.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('unrecognised', `“${name}” is not UTF-8 text.`, 'Bring scenarios as CSV, JSON or JSON Lines.');
  }
  const first = /\S/.exec(text)?.[0];
  if (first === undefined) return fail('empty', `“${name}” is empty.`, 'Bring a file with scenarios.');
  const read = first === '[' ? fromList(name, text) : first === '{' ? fromLines(name, text) : fromCsv(name, text);
  if (!read.ok) return read;
  if (read.value.length > mostRecords) {
    return fail(
      'too-large',
      `“${name}” holds ${read.value.length} scenarios.`,
      `At most ${mostRecords} are read at once.`,
    );
  }
  return read;
}

function fromList(name: string, text: string): Result<readonly ScenarioFields[]> {
  const { value } = parseJson(text);
  return Array.isArray(value) ? collected(name, value) : malformed(name, 'a list of records');
}

function fromLines(name: string, text: string): Result<readonly ScenarioFields[]> {
  const { value } = parseJson(text);
  if (value !== undefined && isObject(value)) return collected(name, recordsIn(value));
  const records: Json[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const parsed = parseJson(line);
    if (parsed.value === undefined) return malformed(name, `JSON in line ${i + 1}`);
    records.push(parsed.value);
  }
  return collected(name, records);
}

/** An object that holds one list of records stands for it; any other is one record. */
function recordsIn(value: { readonly [key: string]: Json }): Json[] {
  const lists = Object.values(value).filter((entry): entry is Json[] => Array.isArray(entry) && entry.every(isObject));
  return lists.length === 1 ? lists[0] : [value];
}

function collected(name: string, values: readonly Json[]): Result<readonly ScenarioFields[]> {
  const records: ScenarioFields[] = [];
  for (const [i, value] of values.entries()) {
    if (!isObject(value)) return malformed(name, `a record at place ${i + 1}`);
    const entries = Object.entries(value).filter(
      (entry): entry is [string, string | number | boolean | null] => typeof entry[1] !== 'object' || entry[1] === null,
    );
    const refused = refusedFields(
      name,
      entries.map(([key]) => key),
    );
    if (refused !== null) return refused;
    records.push(Object.fromEntries(entries));
  }
  return ok(records);
}

function fromCsv(name: string, text: string): Result<readonly ScenarioFields[]> {
  const { data, errors, meta } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const trouble = errors.find(({ type }) => type !== 'Delimiter');
  if (trouble !== undefined) return malformed(name, `a table (row ${(trouble.row ?? 0) + 2}: ${trouble.message})`);
  const refused = refusedFields(name, meta.fields ?? []);
  return (
    refused ?? ok(data.map((row) => Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cellOf(cell)]))))
  );
}

/** A number where a cell is one, nothing where it is empty, its text otherwise. */
function cellOf(cell: string): string | number | null {
  const plain = cell.trim();
  if (plain === '') return null;
  const value = Number(plain);
  return Number.isNaN(value) ? cell : value;
}

function refusedFields(name: string, fields: readonly string[]) {
  if (fields.length > mostFields) {
    return fail('too-large', `“${name}” has records of ${fields.length} fields.`, `At most ${mostFields} are read.`);
  }
  const unsafe = fields.find(isUnsafeName);
  if (unsafe === undefined) return null;
  return fail('unsafe-name', `“${name}” has a field with the name “${unsafe}”.`, 'Give the field another name.');
}

function malformed(name: string, what: string) {
  return fail(
    'malformed',
    `“${name}” was read as scenarios, and it does not hold ${what}.`,
    'Nothing was decided. Correct the file.',
  );
}
