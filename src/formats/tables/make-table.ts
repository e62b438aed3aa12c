/** The last step of every reader: safe unique names, groups, episodes, and the limits of a table. */
import { fail, ok, type Result } from '../../basics/result';
import type { Column, ColumnGroup, OpenArrangement, Skipped, Table, TextColumn } from '../../demonstrations/table';
import { groupOf, isUnsafeName, uniqueNames } from './column-names';
import { startsFromFlags } from './episode-flags';
import { splitUnit } from './units';
import type { Limits } from '../limits';

/** Why an array was left out that alone would be too much. */
export const tooLargeToHold = 'too large to be held in memory';

/** A column under the name that the file gives it. */
export interface RawColumn {
  readonly name: string;
  /** Left out: by the name. */
  readonly group?: ColumnGroup;
  readonly values: Column['values'];
  readonly labels?: readonly string[];
  readonly unit?: string;
}

export interface RawTable {
  readonly format: string;
  readonly columns: readonly RawColumn[];
  /** null: by flags such as `done`, unless there is an episode column. */
  readonly episodeStarts: Uint32Array | null;
  readonly skipped: readonly Skipped[];
  readonly fps?: number | null;
  readonly texts?: readonly TextColumn[];
  readonly notes?: readonly string[];
  readonly open?: OpenArrangement;
}

/**
 * Fails with `unsafe-name`, `too-large`, `unsupported` (no numeric column) or `empty` (no rows).
 * @param file its name, for the sentences
 */
export function makeTable(file: string, raw: RawTable, limits: Limits): Result<Table> {
  const { texts = [] } = raw;
  const unsafe = [...raw.columns, ...texts].find(({ name }) => isUnsafeName(name));
  if (unsafe !== undefined) return unsafeName(file, unsafe.name);
  if (raw.columns.length === 0) return noColumns(file, raw.skipped);
  const rows = raw.columns[0].values.length;
  if (rows === 0) return noRows(file);
  if (raw.columns.length > limits.columns) return tooManyColumns(file, raw.columns.length, limits);
  const named = raw.columns.map(withUnit);
  const names = uniqueNames(named.map(({ name }) => name));
  const columns = named.map(({ name, group, values, labels, unit }, i): Column => ({
    name: names[i],
    group: group ?? groupOf(name),
    values,
    ...(labels === undefined ? {} : { labels }),
    ...(unit === undefined ? {} : { unit }),
  }));
  const hasEpisodeColumn = columns.some(({ group }) => group === 'episode');
  const flagged = hasEpisodeColumn ? null : startsFromFlags(columns, rows);
  // One episode is what a file says that says nothing.
  const said = raw.episodeStarts !== null && (raw.episodeStarts.length > 1 || flagged === null);
  const episodeStarts = said ? raw.episodeStarts : flagged;
  const { format, skipped, fps = null, notes = [], open } = raw;
  const extra = {
    ...(texts.length === 0 ? {} : { texts }),
    ...(notes.length === 0 ? {} : { notes }),
    ...(open === undefined ? {} : { open }),
  };
  return ok({ format, rows, columns, episodeStarts, skipped, fps, ...extra });
}

/** A unit behind the name becomes the column's; clocks keep theirs in the name, by which it is known. */
function withUnit(column: RawColumn): RawColumn {
  const { name, unit } = splitUnit(column.name);
  if (unit === null) return column;
  return { ...column, name: groupOf(column.name) === 'time' ? column.name : name, unit: column.unit ?? unit };
}

/** The refusal of a name that plain objects answer to by themselves. */
export function unsafeName(file: string, name: string): ReturnType<typeof fail> {
  const message = `“${file}” has a column named “${name}”, a name that is used to attack programs. It was not read.`;
  return fail('unsafe-name', message, 'Rename the column, if you trust where the file comes from.');
}

export function noRows(file: string): ReturnType<typeof fail> {
  return fail('empty', `“${file}” holds no rows.`, 'Check that the recording was saved, then choose the file again.');
}

function noColumns(file: string, skipped: readonly Skipped[]): ReturnType<typeof fail> {
  const listed = skipped.slice(0, 4).map(({ what, why }) => `“${what}”: ${why}`);
  const detail = listed.length === 0 ? '' : ` (${listed.join('; ')})`;
  if (skipped.some(({ why }) => why === tooLargeToHold))
    return fail('too-large', `“${file}” holds more numbers than fit in memory${detail}.`, 'Choose a part of it.');
  const kind = skipped.some(({ why }) => why.includes('pickled')) ? 'pickle' : 'unsupported';
  const advice = 'Save the observations as numbers, with a point as the decimal mark, one column each.';
  return fail(kind, `“${file}” has no column of numbers${detail}.`, advice);
}

/** @param count as far as it is known */
export function tooManyNumbers(file: string, count: number, limits: Limits): ReturnType<typeof fail> {
  const millions = (numbers: number): string => `${Math.ceil(numbers / 1e6)} million`;
  const most = limits.numbers < 1e6 ? String(limits.numbers) : millions(limits.numbers);
  const message = `“${file}” holds ${count < 1e6 ? count : millions(count)} numbers; at most ${most} are held at once.`;
  return fail('too-large', message, 'Choose a part of it, or leave out columns that are not needed.');
}

export function tooManyColumns(file: string, count: number, limits: Limits): ReturnType<typeof fail> {
  const message = `“${file}” has ${count} columns; at most ${limits.columns} are read.`;
  return fail('too-large', message, 'Leave out images and other large arrays, or keep fewer columns.');
}
