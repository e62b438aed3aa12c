/** Named arrays that belong to one recording become one table, whichever layout they were saved in. */
import type { Floats } from '../../basics/arrays';
import type { Result } from '../../basics/result';
import type { Skipped, Table } from '../../demonstrations/table';
import { arrayNames } from './column-names';
import type { Limits } from '../limits';
import { makeTable, tooLargeToHold, type RawColumn } from './make-table';
import { resplit } from '../text/split-columns';

/** What is known of an array before its numbers are read. */
export interface ArrayShape {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface NamedArray extends ArrayShape {
  /** Its numbers in as many columns as `splitting` says; null where that says null. Emptied by whoever uses them. */
  readonly columns: Floats[] | null;
  /** Names and group of its columns; left out: by its name. */
  readonly naming?: (width: number) => ReturnType<typeof arrayNames>;
}

/** Rows of a table in terms of the arrays' own rows. */
interface Frame {
  readonly rows: number;
  readonly starts: Uint32Array | null;
  readonly layout: string;
  /** Row of an array for each row of the table, −1 where it has none; undefined when the array does not fit. */
  readonly source: (array: ArrayShape) => ((row: number) => number) | undefined;
  /** Numbers a row of an array. */
  readonly width: (array: ArrayShape) => number;
  /** Arrays that say where episodes start and hold nothing else. */
  readonly structure: ReadonlySet<string>;
}

const observationNames = ['obs', 'observations', 'observation', 'states', 'state'];
const actionNames = ['acts', 'actions', 'action', 'act'];

/**
 * Into how many columns each of some arrays is to be read so that `arrayTable` can take them as they are; null for those
 * that are not to be read, because they would be left out whatever they hold.
 */
export function splitting(arrays: readonly ArrayShape[], limits: Limits): (array: ArrayShape) => number | null {
  const stacked = mainArray(arrays)?.shape.length === 3;
  return (array) => {
    if (array.shape.length > 3) return null;
    const width = stacked ? stackWidth(array) : rowWidth(array);
    return width > limits.columns ? null : width;
  };
}

/**
 * Layouts: imitation (`obs` has one more row an episode than `acts`; `indices` splits `acts`), Stable-Baselines
 * (`episode_starts`), stacked (episodes × steps × columns), and plain arrays of equal length.
 * Arrays that do not fit are named in `skipped`.
 */
export function arrayTable(
  file: string,
  format: string,
  arrays: readonly NamedArray[],
  skipped: readonly Skipped[],
  limits: Limits,
): Result<Table> {
  const frame = frameOf(arrays);
  const left = [...skipped];
  const columns: RawColumn[] = [];
  for (const array of arrays) {
    if (frame === null || frame.structure.has(array.name)) continue;
    const source = frame.source(array);
    const width = frame.width(array);
    if (source === undefined || width === 0 || columns.length + width > limits.columns) {
      left.push({ what: shownName(array), why: misfit(array, frame, source !== undefined) });
      continue;
    }
    if (array.columns === null || frame.rows * (columns.length + width) > limits.numbers) {
      left.push({ what: shownName(array), why: tooLargeToHold });
      continue;
    }
    const before = columns.filter((column) => /^obs_\d+$/.test(column.name)).length;
    const named = array.naming?.(width) ?? arrayNames(array.name, width, before);
    const values = placed(resplit(array.columns, width), frame.rows, source);
    columns.push(...named.names.map((name, c) => ({ name, group: named.group, values: values[c] })));
  }
  const name = frame === null || frame.layout === '' ? format : `${format} (${frame.layout})`;
  return makeTable(file, { format: name, columns, episodeStarts: frame?.starts ?? null, skipped: left }, limits);
}

function shownName({ name }: NamedArray): string {
  return name === '' ? 'an array without a name' : name;
}

function misfit({ shape }: NamedArray, frame: Frame, fits: boolean): string {
  if (fits) return `${shape.slice(1).join(' × ')} numbers a frame are too many for columns; are they images?`;
  if (shape.length > 3) return `${shape.length} dimensions: images are not read`;
  return `its shape (${shape.join(', ')}) does not go with the ${frame.rows} rows of the others`;
}

/** Columns in the rows of the table; those that lie there already are taken as they are. */
function placed(columns: Floats[], rows: number, source: (row: number) => number): Floats[] {
  if (source === same && columns[0].length === rows) return columns;
  const from = Int32Array.from({ length: rows }, (_, row) => source(row));
  for (const [c, column] of columns.entries()) {
    const values = column instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = from[row] < 0 ? NaN : column[from[row]];
    columns[c] = values;
  }
  return columns;
}

function frameOf(arrays: readonly NamedArray[]): Frame | null {
  const main = mainArray(arrays);
  if (main === undefined) return null;
  return imitationFrame(arrays) ?? (main.shape.length === 3 ? stackedFrame(main) : flatFrame(arrays, main));
}

/** The observations, or else the largest matrix, stack or list. */
function mainArray<T extends ArrayShape>(arrays: readonly T[]): T | undefined {
  const possible = arrays.filter(({ shape }) => shape.length >= 1 && shape.length <= 3);
  const named = observationNames.flatMap((name) => possible.filter((array) => array.name.toLowerCase() === name));
  if (named.length > 0) return named[0];
  const rank = ({ shape }: ArrayShape): number =>
    (shape.length === 2 ? 2e15 : shape.length === 3 ? 1e15 : 0) + countOf(shape);
  return possible.reduce<T | undefined>(
    (best, array) => (best === undefined || rank(array) > rank(best) ? array : best),
    undefined,
  );
}

/** Numbers of an array. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function rowWidth({ shape }: ArrayShape): number {
  return countOf(shape.slice(1));
}

function stackWidth({ shape }: ArrayShape): number {
  return shape.length === 3 ? shape[2] : 1;
}

const same = (row: number): number => row;

/** One row each; an array that is one row short has none for the closing frame. */
function flatFrame(arrays: readonly NamedArray[], main: NamedArray): Frame {
  const rows = main.shape[0];
  const marks = arrays.find(({ name, shape }) => name === 'episode_starts' && shape.length === 1 && shape[0] === rows);
  const starts = marks === undefined ? null : markedStarts(listOf(marks));
  return {
    rows,
    starts,
    layout: starts === null ? '' : 'stable-baselines',
    source: ({ shape }) => {
      if (shape.length === 0 || shape.length > 2) return undefined;
      if (shape[0] === rows) return same;
      return shape[0] === rows - 1 && rows > 2 ? (row) => (row < rows - 1 ? row : -1) : undefined;
    },
    width: rowWidth,
    structure: new Set(starts === null ? [] : ['episode_starts']),
  };
}

/** The numbers of an array of one dimension. */
function listOf({ columns }: NamedArray): Floats {
  return columns?.[0] ?? new Float64Array(0);
}

function markedStarts(marks: Floats): Uint32Array {
  const starts = [0];
  for (let row = 1; row < marks.length; row++) if (marks[row] !== 0) starts.push(row);
  return Uint32Array.from(starts);
}

/** Episodes × steps × columns; arrays of episodes × steps, or one step short, go with it. */
function stackedFrame(main: NamedArray): Frame {
  const [episodes, steps] = main.shape;
  const rows = main.shape[2] === 0 ? 0 : episodes * steps;
  return {
    rows,
    starts: steps > 0 ? Uint32Array.from({ length: Math.floor(rows / steps) }, (_, e) => e * steps) : null,
    layout: 'episodes × steps × columns',
    source: ({ shape }) => {
      if (shape.length < 2 || shape.length > 3 || shape[0] !== episodes) return undefined;
      if (shape[1] === steps) return same;
      if (shape[1] !== steps - 1 || steps < 3) return undefined;
      return (row) => (row % steps < steps - 1 ? row - Math.floor(row / steps) : -1);
    },
    width: stackWidth,
    structure: new Set(),
  };
}

/** `indices` splits the actions; each episode has one more observation than actions. */
function imitationFrame(arrays: readonly NamedArray[]): Frame | null {
  const find = (names: readonly string[]): NamedArray | undefined =>
    arrays.find(({ name, shape }) => names.includes(name.toLowerCase()) && (shape.length === 1 || shape.length === 2));
  const observations = find(observationNames);
  const actions = find(actionNames);
  const indices = arrays.find(({ name, shape }) => name === 'indices' && shape.length === 1);
  if (observations === undefined || actions === undefined || indices === undefined) return null;
  const cuts = [0, ...listOf(indices)];
  const [rows] = observations.shape;
  const [steps] = actions.shape;
  const ascending = cuts.every((cut, i) => Number.isInteger(cut) && cut <= steps && (i === 0 || cut >= cuts[i - 1]));
  if (!ascending || rows !== steps + cuts.length) return null;
  const starts = Uint32Array.from(cuts, (cut, episode) => cut + episode);
  const shifted = stepRows(starts, rows);
  return {
    rows,
    starts,
    layout: 'imitation',
    source: ({ shape }) => {
      if (shape.length === 0 || shape.length > 2) return undefined;
      return shape[0] === rows ? same : shape[0] === steps ? (row) => shifted[row] : undefined;
    },
    width: rowWidth,
    structure: new Set(['indices', 'terminal']),
  };
}

/** Row of the actions for each observation, −1 for the last of an episode. */
function stepRows(starts: Uint32Array, rows: number): Int32Array {
  const shifted = new Int32Array(rows);
  starts.forEach((start, episode) => {
    const end = episode + 1 < starts.length ? starts[episode + 1] : rows;
    for (let row = start; row < end - 1; row++) shifted[row] = row - episode;
    shifted[end - 1] = -1;
  });
  return shifted;
}
