/** Named arrays that belong to one recording become one table, whichever layout they were saved in. */
import type { Floats } from '../../basics/arrays';
import { fail, type Result } from '../../basics/result';
import type { Skipped, Table } from '../../demonstrations/table';
import { resplit } from '../text/split-columns';
import type { Limits } from '../limits';
import { frameOf, isStacked, mainArray, rowWidth, same, stackWidth, type Frame } from './array-frames';
import { areWeights, framesLieLast, isPicture, rateIn, saysRate } from './array-structure';
import { arrayNames, groupOf } from './column-names';
import { startsFromFlags } from './episode-flags';
import { makeTable, tooLargeToHold, type RawColumn } from './make-table';
import type { ArrayShape, NamedArray } from './named-array';

/** Numbers of three axes that become columns of one row; more are pictures or scans. */
const widest = 1024;

/**
 * Into how many columns each of some arrays is to be read so that `arrayTable` can take them as they are; null for those
 * that are not to be read, because they would be left out whatever they hold.
 */
export function splitting(arrays: readonly ArrayShape[], limits: Limits): (array: ArrayShape) => number | null {
  const main = mainArray(arrays);
  const stacked = main !== undefined && isStacked(main, arrays);
  const last = framesLieLast(arrays);
  return (array) => {
    const { shape } = array;
    if (last && shape.length === 2) return 1;
    if (shape.length > 3 || (isPicture(array) && (!stacked || array === main))) return null;
    if (shape.length === 3 && !stacked && rowWidth(array) > widest) return null;
    const width = stacked ? stackWidth(array) : rowWidth(array);
    return width > limits.columns ? null : width;
  };
}

/**
 * Layouts: imitation (`obs` has one more row an episode than `acts`; `indices` splits `acts`), Stable-Baselines
 * (`episode_starts`), stacked (episodes × steps × columns, or steps × environments × columns), and plain arrays of equal
 * length. Arrays that do not fit are named in `skipped`. Fails with `unsupported` or `pickle` for what is no recording, and
 * where the observations could not be read.
 */
export function arrayTable(
  file: string,
  format: string,
  arrays: readonly NamedArray[],
  skipped: readonly Skipped[],
  limits: Limits,
): Result<Table> {
  const refusal = refused(file, arrays, skipped);
  if (refusal !== null) return refusal;
  const upright = framesLieLast(arrays) ? arrays.map(turned) : arrays;
  const rate = rateIn(upright);
  const among = upright.filter((array) => !saysRate(array));
  const frame = frameOf(among);
  const left = [...skipped];
  const columns = frame === null ? [] : columnsOf(among, frame, left, limits);
  const notes = [
    ...(upright === arrays
      ? []
      : ['Frames lay on the last axis: every matrix was transposed, so that each row is a frame.']),
    ...(rate === null ? [] : [`“${rate.name}” says ${rate.fps} frames per second.`]),
    ...(frame?.notes ?? []),
  ];
  const name = frame === null || frame.layout === '' ? format : `${format} (${frame.layout})`;
  const raw = { format: name, columns, episodeStarts: startsOf(frame, columns), skipped: left, fps: rate?.fps ?? null };
  return makeTable(file, { ...raw, notes, ...(frame?.open === undefined ? {} : { open: frame.open }) }, limits);
}

function columnsOf(arrays: readonly NamedArray[], frame: Frame, left: Skipped[], limits: Limits): RawColumn[] {
  const columns: RawColumn[] = [];
  for (const array of arrays) {
    if (frame.structure.has(array.name)) continue;
    const source = frame.source(array);
    const width = frame.width(array);
    if (source === undefined || width === 0 || columns.length + width > limits.columns) {
      left.push({ what: shownName(array), why: misfit(array, frame, source !== undefined) });
      continue;
    }
    if (array.columns === null || frame.rows * (columns.length + width) > limits.numbers) {
      const picture = isPicture(array) || (array.shape.length === 3 && width > widest);
      left.push({ what: shownName(array), why: picture ? 'pictures: not read' : tooLargeToHold });
      continue;
    }
    const before = columns.filter((column) => /^obs_\d+$/.test(column.name)).length;
    const named = array.naming?.(width) ?? arrayNames(array.name, width, before);
    const values = placed(resplit(array.columns, width), frame.rows, source);
    columns.push(...named.names.map((name, c) => ({ name, group: named.group, values: values[c] })));
  }
  return columns;
}

/** By the frame, and by flags inside its episodes where environments start again by themselves. */
function startsOf(frame: Frame | null, columns: readonly RawColumn[]): Uint32Array | null {
  if (frame === null || frame.starts === null) return null;
  if (frame.flagsCut !== true) return frame.starts;
  const flagged = startsFromFlags(
    columns.map(({ name, values }) => ({ name, group: 'other' as const, values })),
    frame.rows,
  );
  return Uint32Array.from(new Set([...frame.starts, ...(flagged ?? [])])).sort();
}

function refused(file: string, arrays: readonly NamedArray[], skipped: readonly Skipped[]): Result<Table> | null {
  if (areWeights(arrays)) {
    const message = `“${file}” holds the weights of a network, not a recording.`;
    return fail('unsupported', message, 'Choose the recorded observations that it was trained on.');
  }
  const [only] = arrays;
  if (arrays.length === 1 && isPicture(only)) {
    const message = `“${file}” is a picture of ${only.shape.join(' × ')} bytes, not a recording.`;
    return fail('unsupported', message, 'Choose the recorded states instead of the pictures.');
  }
  const seen = arrays.some(({ name }) => groupOf(name) === 'observation');
  const lost = seen ? undefined : skipped.find(({ what, why }) => groupOf(what) === 'observation' && isLoss(why));
  if (lost === undefined) return null;
  const message = `The observations of “${file}” cannot be read: “${lost.what}” is ${lost.why}.`;
  const advice = 'Save the observations as plain numbers, for example with numpy.savez, and choose that file.';
  return fail(lost.why.includes('pickled') ? 'pickle' : 'unsupported', message, advice);
}

function isLoss(why: string): boolean {
  return /pickled|packed with|not numbers|cannot be (read|unpacked)|damaged/.test(why);
}

/** A matrix that was read as one list, with a row for each of its columns. */
function turned(array: NamedArray): NamedArray {
  const { shape, columns } = array;
  if (shape.length !== 2 || columns === null) return array;
  const [width, rows] = shape;
  const [list] = columns;
  return {
    ...array,
    shape: [rows, width],
    columns: Array.from({ length: width }, (_, c) => list.slice(c * rows, (c + 1) * rows)),
  };
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
