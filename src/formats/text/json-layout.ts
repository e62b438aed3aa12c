/** The ways in which people lay out demonstrations in JSON, as walks that feed a `RecordTable`. */
import { fail, type Failure } from '../../basics/result';
import { unsafeName } from '../tables/make-table';
import { isUnsafeName } from '../tables/column-names';
import { frameRate } from '../../demonstrations/interpretation/frame-rate';
import { asFrames, pairedFrame, pairedLists } from './json-shapes';
import { isObject, type Json, type JsonObject } from './json-values';
import type { RecordTable } from './record-table';

const listKeys = [
  'episodes',
  'trajectories',
  'demonstrations',
  'demos',
  'rollouts',
  'steps',
  'frames',
  'transitions',
  'records',
  'samples',
  'rows',
  'data',
];

/**
 * Feeds a whole document: a list of frames, of episodes (lists of frames, or columns by name), an object of columns, or
 * an object that holds one of these under a name such as `episodes`. The failure of the first frame that cannot be one.
 */
export function feedDocument(root: Json, table: RecordTable, place: string): Failure | null {
  if (Array.isArray(root)) {
    const pairs = pairedLists(root);
    if (pairs !== null)
      table.note(
        'Two lists of rows stand beside each other: the first is read as observations, the second as actions.',
      );
    return feedList(pairs ?? root, table, place);
  }
  if (!isObject(root)) return null;
  const framed = asFrames(root);
  if (framed !== null) {
    table.note('The JSON is laid out as pandas writes a table: columns, index and data apart.');
    return feedList(framed, table, place);
  }
  const listKey = keyOfList(root);
  if (listKey !== undefined) {
    noteRest(root, listKey, table);
    return unsafeKey(root, table) ?? feedList(own(root, listKey) as Json[], table, listKey);
  }
  const values = Object.values(root);
  if (values.some((value) => Array.isArray(value) && value.length > 0)) return feedColumns(root, table);
  if (values.length > 0 && values.every((value) => isObject(value) && isEpisode(value))) {
    return unsafeKey(root, table) ?? feedList(values, table, place);
  }
  if (hasColumns(root)) return feedColumns(root, table);
  // Values alone are settings, unless there is a file of them for every frame: whoever puts files together decides.
  if (!holdsNumbers(root)) table.single = true;
  return table.add(root, place);
}

/** Feeds one thing out of a list: an episode or a frame. @param place for the sentences */
export function feedItem(item: Json, table: RecordTable, place: string): Failure | null {
  const pair = pairedFrame(item);
  if (pair !== null) {
    table.note('Each frame is a pair of lists: the first is read as the observation, the second as the action.');
    return table.add(pair, place);
  }
  if (!isEpisode(item)) return table.add(item, place);
  table.startEpisode();
  if (Array.isArray(item)) return firstFailure(item, (frame, i) => table.add(frame, `frame ${i + 1} of ${place}`));
  if (!isObject(item)) return null;
  const listKey = keyOfList(item);
  if (listKey === undefined) return feedColumns(item, table);
  const frames = own(item, listKey) as Json[];
  return unsafeKey(item, table) ?? firstFailure(frames, (frame, i) => table.add(frame, `frame ${i + 1} of ${place}`));
}

/** True for a list of frames, or an object whose columns hold many frames. */
export function isEpisode(item: Json): boolean {
  if (Array.isArray(item)) return item.length > 0 && item.every((frame) => isObject(frame) || Array.isArray(frame));
  if (!isObject(item)) return false;
  return keyOfList(item) !== undefined || hasColumns(item);
}

/**
 * Lists of vectors or of objects inside an object are many frames, when all its lists agree on how many (a closing frame
 * may lack a value). Else it is one frame that holds a matrix.
 */
function hasColumns(item: JsonObject): boolean {
  const lists = listsInside(item, 0);
  const frames = lists.reduce((most, list) => Math.max(most, list.length), 0);
  return lists.some(isListOfThings) && lists.every(({ length }) => length >= frames - 1 && length > 0);
}

/** True when a list of numbers lies anywhere inside. */
function holdsNumbers(item: JsonObject): boolean {
  return listsInside(item, 0).some((list) => list.flat(8).some((entry) => typeof entry === 'number'));
}

/** The key of a list of frames or episodes, in whatever case it is written. */
function keyOfList(object: JsonObject): string | undefined {
  const keys = Object.keys(object).filter((key) => isListOfThings(own(object, key)));
  return listKeys.flatMap((wanted) => keys.filter((key) => key.toLowerCase() === wanted))[0];
}

/** The refusal of an object that holds single values alone. */
export function description(file: string): Failure {
  const message = `“${file}” holds settings or a description, not a recording: no list of numbers is in it.`;
  return fail('unrecognised', message, 'Choose a file with a list of frames, or with a list of values a column.')
    .failure;
}

function listsInside(item: JsonObject, depth: number): Json[][] {
  if (depth > 8) return [];
  return Object.values(item).flatMap((value) => {
    if (Array.isArray(value)) return [value];
    return isObject(value) ? listsInside(value, depth + 1) : [];
  });
}

function feedList(items: readonly Json[], table: RecordTable, place: string): Failure | null {
  return firstFailure(items, (item, i) => feedEntry(item, table, i + 1, place));
}

/** Feeds one thing out of a list: a row of numbers is a frame, a list of rows an episode. @param number from 1 */
export function feedEntry(item: Json, table: RecordTable, number: number, place = ''): Failure | null {
  return feedItem(item, table, `entry ${number}${place === '' ? '' : ` of ${place}`}`);
}

/** Columns by name, one value a frame; a column that is one frame short has none for the last. */
function feedColumns(root: JsonObject, table: RecordTable): Failure | null {
  const columns: [string, Json[]][] = [];
  const failure = collectColumns(root, '', columns, table, 0);
  if (failure !== null) return failure;
  const frames = columns.reduce((most, [, values]) => Math.max(most, values.length), 0);
  const fitting = columns.filter(([name, values]) => {
    const fits = values.length === frames || (values.length === frames - 1 && frames > 2);
    if (!fits) table.skip(name, `${values.length} entries do not go with the ${frames} frames of the others`);
    return fits;
  });
  table.startEpisode();
  for (let i = 0; i < frames; i++) {
    const present = fitting.filter(([, values]) => i < values.length);
    const refused = table.add(Object.fromEntries(present.map(([name, values]) => [name, values[i]])), `frame ${i + 1}`);
    if (refused !== null) return refused;
  }
  return null;
}

function collectColumns(
  object: JsonObject,
  path: string,
  columns: [string, Json[]][],
  table: RecordTable,
  depth: number,
): Failure | null {
  const unsafe = unsafeKey(object, table);
  if (unsafe !== null || depth > 8) return unsafe;
  for (const [key, value] of Object.entries(object)) {
    const name = path === '' ? key : `${path}/${key}`;
    if (Array.isArray(value)) columns.push([name, value]);
    else if (isObject(value)) {
      const failure = collectColumns(value, name, columns, table, depth + 1);
      if (failure !== null) return failure;
    } else noteScalar(name, value, table);
  }
  return null;
}

function noteRest(root: JsonObject, listKey: string, table: RecordTable): void {
  for (const [key, value] of Object.entries(root)) if (key !== listKey) noteScalar(key, value, table);
}

function noteScalar(name: string, value: Json, table: RecordTable): void {
  const fps = typeof value === 'number' ? frameRate(name, value) : null;
  if (fps !== null) {
    table.fps = fps;
    table.note(`“${name}” says ${fps} frames per second.`);
  } else table.skip(name, 'not a value of each frame');
}

function unsafeKey(object: JsonObject, table: RecordTable): Failure | null {
  const key = Object.keys(object).find(isUnsafeName);
  return key === undefined ? null : unsafeName(table.file, key).failure;
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isListOfThings(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null);
}

function firstFailure(items: readonly Json[], feed: (item: Json, index: number) => Failure | null): Failure | null {
  for (const [i, item] of items.entries()) {
    const failure = feed(item, i);
    if (failure !== null) return failure;
  }
  return null;
}
