/** A group an episode becomes one table: fields of all episodes under each other, closing frames without an action. */
import type { Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import type { ColumnGroup, Skipped, Table } from '../../demonstrations/table';
import { fieldNames, isHiddenState, verdictOn, whyTooLarge } from './fields';
import type { Hdf5Array, Hdf5File } from './file';
import type { Hdf5Episode, Hdf5Layout } from './layout';
import { roomFor, type NumberCode } from '../tables/number-bytes';
import { roundedNote } from '../numpy/npy-array';
import type { Limits } from '../limits';
import { makeTable, type RawColumn } from '../tables/make-table';

interface Placed {
  readonly episode: Hdf5Episode;
  /** First row in the table, and how many. */
  readonly start: number;
  readonly rows: number;
}

/** @param file name and bytes of the file. @throws BrokenHdf5, Cancelled */
export async function episodeTable(
  file: { readonly name: string; readonly size: number },
  source: Hdf5File,
  { format, episodes, skipped: before }: Hdf5Layout,
  limits: Limits,
  task: Task,
): Promise<Result<Table>> {
  const skipped: Skipped[] = [...before];
  const placed = place(episodes ?? [], skipped);
  const last = placed.at(-1);
  const rows = last === undefined ? 0 : last.start + last.rows;
  const fields = [...new Set(placed.flatMap(({ episode }) => [...episode.fields.keys()]))];
  const columns: RawColumn[] = [];
  for (const field of fields) {
    const shape = commonShape(field, placed);
    const why =
      (columns.length + shape.width > limits.columns ? 'too many columns' : null) ??
      (rows * (columns.length + shape.width) > limits.numbers ? 'too large to be held in memory' : null);
    if (why !== null) {
      skipped.push({ what: field, why });
      continue;
    }
    task.report({ label: `Reading ${file.name}: ${field}`, done: fields.indexOf(field), total: fields.length });
    const read = await readField(field, shape, placed, { source, bytes: file.size, limits, task, rows });
    const group = isHiddenState(field, fields) ? 'other' : read.group;
    const verdict = verdictOn(read.columns, { ...shape, group });
    skipped.push(...read.notes);
    if (verdict !== null) skipped.push({ what: field, why: verdict.why });
    if (verdict === null || verdict.keep) {
      columns.push(...read.columns.map((values, i) => ({ name: read.names[i], group, values })));
    }
  }
  const starts = Uint32Array.from(placed, ({ start }) => start);
  return makeTable(file.name, { format, columns, episodeStarts: starts, skipped }, limits);
}

/** Rows of each episode by its observations, else by its longest field; empty ones are named. */
function place(episodes: readonly Hdf5Episode[], skipped: Skipped[]): Placed[] {
  const placed: Placed[] = [];
  let start = 0;
  for (const episode of episodes) {
    const lengths = [...episode.fields].map(([field, { shape }]) => ({ field, length: shape[0] }));
    const seen = lengths.filter(({ field }) => fieldNames(field, 1).group === 'observation');
    const rows = seen.length > 0 ? seen[0].length : Math.max(0, ...lengths.map(({ length }) => length));
    if (rows === 0) skipped.push({ what: episode.path, why: 'an episode without frames' });
    else placed.push({ episode, start, rows });
    start += rows;
  }
  return placed;
}

interface FieldShape {
  readonly width: number;
  readonly code: NumberCode | null;
}

/** Numbers a frame that most episodes have in a field. */
function commonShape(field: string, placed: readonly Placed[]): FieldShape {
  const counts = new Map<number, number>();
  for (const { episode } of placed) {
    const array = episode.fields.get(field);
    if (array !== undefined) counts.set(widthOf(array), (counts.get(widthOf(array)) ?? 0) + 1);
  }
  const [width] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
  const code = placed.map(({ episode }) => episode.fields.get(field)?.code ?? null).find((each) => each !== null);
  return { width, code: code ?? null };
}

function widthOf({ shape }: Hdf5Array): number {
  return shape.slice(1).reduce((product, length) => product * length, 1);
}

interface Reading {
  readonly source: Hdf5File;
  readonly bytes: number;
  readonly limits: Limits;
  readonly task: Task;
  readonly rows: number;
}

interface FieldRead {
  readonly names: readonly string[];
  readonly group: ColumnGroup;
  readonly columns: RawColumn['values'][];
  readonly notes: Skipped[];
}

async function readField(
  field: string,
  { width, code }: FieldShape,
  placed: readonly Placed[],
  { source, bytes, limits, task, rows }: Reading,
): Promise<FieldRead> {
  const { names, group } = fieldNames(field, width);
  const columns = names.map(() => roomFor(code ?? 'f8', rows).fill(NaN));
  const problems = new Map<string, number>();
  let rounded = 0;
  for (const { episode, start, rows: frames } of placed) {
    const array = episode.fields.get(field);
    let why = array === undefined ? 'is missing' : misfit(array, width, frames);
    if (array !== undefined && why === null) why = whyTooLarge(array, bytes, limits);
    if (array !== undefined && why === null) {
      const read = await source.read(array, task, (numbers, first) => {
        for (let i = 0; i < numbers.length; i++) {
          columns[(first + i) % width][start + Math.floor((first + i) / width)] = numbers[i];
        }
      });
      if ('why' in read) why = read.why;
      else rounded += read.rounded;
    }
    if (why !== null) problems.set(why, (problems.get(why) ?? 0) + 1);
  }
  const notes = [...problems].map(([why, count]) => ({
    what: field,
    why: `${count === placed.length ? 'in every episode' : `in ${count} of ${placed.length} episodes`}: ${why}`,
  }));
  return { names, group, columns, notes: [...notes, ...roundedNote(field, rounded)] };
}

function misfit(array: Hdf5Array, width: number, frames: number): string | null {
  const [rows] = array.shape;
  if (widthOf(array) !== width) return `${widthOf(array)} numbers a frame where others have ${width}`;
  if (rows === frames || (rows === frames - 1 && frames > 1)) return null;
  return `its ${rows} rows do not go with the ${frames} frames of the episode`;
}
