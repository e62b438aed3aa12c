/** Shapes of JSON that are neither frames nor columns as they stand: pandas’ layouts, and pairs of observations and actions. */
import { isObject, type Json, type JsonObject } from './json-values';

/** Rows as pandas writes them (`split`, `columns`, `index`), as frames; null for any other object. */
export function asFrames(root: JsonObject): JsonObject[] | null {
  return splitFrames(root) ?? nestedFrames(root);
}

/** `{"columns": ["x", …], "index": […], "data": [[…], …]}` */
function splitFrames({ columns, data }: JsonObject): JsonObject[] | null {
  if (!Array.isArray(columns) || !Array.isArray(data) || data.length === 0) return null;
  if (!columns.every((name) => typeof name === 'string' || typeof name === 'number')) return null;
  if (!data.every((row) => Array.isArray(row) && row.length === columns.length)) return null;
  return data.map((row) => Object.fromEntries(columns.map((name, c) => [String(name), (row as Json[])[c]])));
}

/** `{"x": {"0": 1, "1": 2}, …}` by column, `{"0": {"x": 1, …}, …}` by row. */
function nestedFrames(root: JsonObject): JsonObject[] | null {
  const entries = Object.entries(root);
  if (entries.length === 0 || !entries.every(([, value]) => isObject(value) && isFlat(value))) return null;
  const values = entries.map(([, value]) => value as JsonObject);
  if (entries.length > 1 && entries.every(([key]) => isPlace(key)) && !Object.keys(values[0]).every(isPlace)) {
    return [...entries].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value as JsonObject);
  }
  const places = Object.keys(values[0]);
  if (places.length < 2 || !values.every((value) => Object.keys(value).every(isPlace))) return null;
  return places.map((place) =>
    Object.fromEntries(entries.map(([name, value]) => [name, (value as JsonObject)[place] ?? null])),
  );
}

function isPlace(key: string): boolean {
  return /^\d+$/.test(key);
}

function isFlat(value: JsonObject): boolean {
  const inner = Object.values(value);
  return inner.length > 0 && inner.every((item) => item === null || typeof item !== 'object');
}

/** `[[obs, …], [act, …]]`: two lists of rows of one length and of different widths, as frames; null for any other list. */
export function pairedLists(root: readonly Json[]): JsonObject[] | null {
  if (root.length !== 2) return null;
  const [first, second] = root;
  if (!isRows(first) || !isRows(second) || first.length !== second.length || first.length < 3) return null;
  if (first[0].length === second[0].length) return null;
  return first.map((obs, i) => ({ obs, act: second[i] }));
}

/** `[obs, act]`: two lists of numbers of different lengths. */
export function pairedFrame(item: Json): JsonObject | null {
  if (!Array.isArray(item) || item.length !== 2) return null;
  const [obs, act] = item;
  return isNumbers(obs) && isNumbers(act) && obs.length !== act.length ? { obs, act } : null;
}

function isRows(value: Json): value is Json[][] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((row) => isNumbers(row) && row.length === (value[0] as Json[]).length);
}

function isNumbers(value: Json): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number');
}
