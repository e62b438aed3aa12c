/** Rows of a table in terms of the rows of named arrays: one recording in one piece, stacks of episodes, imitation’s. */
import type { Floats } from '../../basics/arrays';
import { axisByFlags, smoothness } from '../../demonstrations/interpretation/axes';
import { flagName } from '../../demonstrations/interpretation/flags';
import { groupOf } from './column-names';
import type { OpenArrangement } from '../../demonstrations/table';
import { paddedLengths, startsIn } from './array-structure';
import { countOf, type ArrayShape, type NamedArray } from './named-array';

export interface Frame {
  readonly rows: number;
  readonly starts: Uint32Array | null;
  readonly layout: string;
  /** Row of an array for each row of the table, −1 where it has none; undefined when the array does not fit. */
  readonly source: (array: ArrayShape) => ((row: number) => number) | undefined;
  /** Numbers a row of an array. */
  readonly width: (array: ArrayShape) => number;
  /** Arrays that say where episodes start and hold nothing else. */
  readonly structure: ReadonlySet<string>;
  readonly notes: readonly string[];
  readonly open?: OpenArrangement;
  /** Flags cut inside the episodes of `starts`, too. */
  readonly flagsCut?: boolean;
}

const observationNames = ['obs', 'observations', 'observation', 'states', 'state', 'ob'];
const actionNames = ['acts', 'actions', 'action', 'act'];
export const same = (row: number): number => row;

export function frameOf(arrays: readonly NamedArray[]): Frame | null {
  const main = mainArray(arrays);
  if (main === undefined) return null;
  return imitationFrame(arrays) ?? (isStacked(main, arrays) ? stackedFrame(main, arrays) : flatFrame(arrays, main));
}

/** The observations, or else the largest matrix, stack or list. */
export function mainArray<T extends ArrayShape>(arrays: readonly T[]): T | undefined {
  const possible = arrays.filter(({ shape }) => shape.length >= 1 && shape.length <= 3);
  const named = observationNames.flatMap((name) => possible.filter((array) => array.name.toLowerCase() === name));
  if (named.length > 0) return named[0];
  const rank = ({ name, shape }: ArrayShape): number =>
    (groupOf(name) === 'observation' ? 8e15 : 0) +
    (shape.length === 2 ? 2e15 : shape.length === 3 ? 1e15 : 0) +
    countOf(shape);
  const main = possible.reduce<T | undefined>(
    (best, array) => (best === undefined || rank(array) > rank(best) ? array : best),
    undefined,
  );
  // Observations outlast actions by the closing frame, whatever they are called.
  const longer = possible.find(
    ({ name, shape }) =>
      main !== undefined &&
      shape[0] === main.shape[0] + 1 &&
      shape.length === main.shape.length &&
      groupOf(name) !== 'action',
  );
  return main !== undefined && groupOf(main.name) === 'action' && longer !== undefined ? longer : main;
}

/** Three axes are episodes × steps × columns, unless matrices beside them have rows of their own along the first axis. */
export function isStacked(main: ArrayShape, arrays: readonly ArrayShape[]): boolean {
  if (main.shape.length !== 3) return false;
  const [first, second] = main.shape;
  const stacks = arrays.some(
    (array) =>
      array !== main && array.shape.length === 3 && array.shape[0] === first && Math.abs(array.shape[1] - second) <= 1,
  );
  const matrices = arrays.filter(({ shape }) => shape.length === 2 && shape[0] === first);
  const rows = matrices.some(({ shape }) => shape[1] !== second && shape[1] !== second - 1);
  return stacks || !rows || matrices.some(({ shape }) => shape[1] === second && second > 1);
}

export function rowWidth({ shape }: ArrayShape): number {
  return countOf(shape.slice(1));
}

export function stackWidth({ shape }: ArrayShape): number {
  return shape.length === 3 ? shape[2] : 1;
}

/** One row each; an array that is one row short has none for the closing frame. */
function flatFrame(arrays: readonly NamedArray[], main: NamedArray): Frame {
  const rows = main.shape[0];
  const marks = arrays.find(({ name, shape }) => name === 'episode_starts' && shape.length === 1 && shape[0] === rows);
  const said = marks === undefined ? startsIn(arrays, rows) : null;
  const starts = marks === undefined ? (said?.starts ?? null) : markedStarts(listOf(marks));
  return {
    rows,
    starts,
    layout: marks === undefined ? '' : 'stable-baselines',
    source: ({ shape }) => {
      if (shape.length === 0 || shape.length > 3) return undefined;
      if (shape[0] === rows) return same;
      return shape[0] === rows - 1 && rows > 2 ? (row) => (row < rows - 1 ? row : -1) : undefined;
    },
    width: rowWidth,
    structure: new Set(said !== null ? [said.name] : marks === undefined ? [] : ['episode_starts']),
    notes: said === null ? [] : [`“${said.name}” says where the ${said.starts.length} episodes start and end.`],
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

interface Axes {
  readonly time: 'first' | 'second';
  readonly note: string | null;
  readonly open?: OpenArrangement;
}

/** Which of the two axes is time: lengths, flags, lists a place of the axis, then how smoothly values change. */
function axesOf(main: NamedArray, arrays: readonly NamedArray[]): Axes {
  const [first, second] = main.shape;
  const second_: Axes = { time: 'second', note: null };
  if (first < 2 || second < 2 || main.columns === null)
    return { time: second < 2 && first > 1 ? 'first' : 'second', note: null };
  const flags = arrays.find(
    ({ name, shape }) =>
      flagName(name)?.marks === 'end' && shape[0] === first && shape[1] === second && countOf(shape) === first * second,
  );
  const byFlags = flags?.columns?.length === 1 ? axisByFlags(flags.columns[0], first, second) : 'unclear';
  if (byFlags === 'second') return second_;
  if (byFlags === 'first' && flags !== undefined)
    return {
      time: 'first',
      note: `The first axis (${first}) is read as time and the second (${second}) as environments beside each other: “${flags.name}” is set at its end.`,
    };
  if (arrays.some(({ shape }) => shape.length === 1 && shape[0] === first)) return second_;
  const ratio = smoothness(main.columns, first, second);
  const others = arrays.some((array) => array !== main && array.shape.length === 3);
  const open = { kind: 'axes', rows: second, parts: Array.from({ length: first }, (_, i) => String(i)) } as const;
  if (ratio < 0.5 && first > second) {
    const note = `The first axis (${first}) is read as time: values change ${(1 / ratio).toFixed(1)} times less along it than along the second (${second}).`;
    return others ? { time: 'first', note } : { time: 'second', note: null, open: { ...open, otherLikelier: true } };
  }
  if (!(ratio > 1.5) && first > 2 * second && first >= 20)
    return { time: 'second', note: null, open: { ...open, otherLikelier: true } };
  return second_;
}

/** Episodes × steps × columns, or the first two exchanged; arrays of two axes, or one step short, go with it. */
function stackedFrame(main: NamedArray, arrays: readonly NamedArray[]): Frame {
  const { time, note, open } = axesOf(main, arrays);
  const [first, second] = main.shape;
  const [episodes, steps] = time === 'second' ? [first, second] : [second, first];
  const padded =
    time === 'second' ? (paddedLengths(arrays, episodes, steps) ?? zeroPadding(main, episodes, steps)) : null;
  const whole = main.shape[2] === 0 ? 0 : episodes * steps;
  const { starts, places } =
    padded === null ? evenly(whole === 0 ? 0 : episodes, steps) : cropped(padded.lengths, steps);
  const rows = places?.length ?? whole;
  const notes =
    padded === null
      ? []
      : [
          `${whole - rows} frames of padding were left out: ${padded.name === '' ? 'episodes end in zeros' : `“${padded.name}” says how long each episode is`}.`,
        ];
  return {
    rows,
    starts: steps > 0 ? starts : null,
    layout:
      time === 'second'
        ? 'episodes × steps × columns'
        : second === 1
          ? 'steps × 1 × columns'
          : 'steps × environments × columns',
    source: ({ shape }) => {
      if (shape.length < 2 || shape.length > 3) return undefined;
      if (time === 'first') {
        if (shape[0] !== first || shape[1] !== second) return undefined;
        return episodes === 1 ? same : (row) => (row % steps) * episodes + Math.floor(row / steps);
      }
      if (shape[0] !== episodes || (shape[1] !== steps && (shape[1] !== steps - 1 || steps < 3))) return undefined;
      const own = shape[1];
      if (own === steps) return places === null ? same : (row) => places[row];
      return (row) => {
        const place = places === null ? row : places[row];
        return place % steps < own ? place - Math.floor(place / steps) : -1;
      };
    },
    width: stackWidth,
    structure: new Set(padded === null || padded.name === '' ? [] : [padded.name]),
    notes: [...notes, ...(note === null ? [] : [note])],
    flagsCut: time === 'first',
    ...(open === undefined || padded !== null ? {} : { open }),
  };
}

function evenly(episodes: number, steps: number): { readonly starts: Uint32Array; readonly places: null } {
  return { starts: Uint32Array.from({ length: episodes }, (_, e) => e * steps), places: null };
}

/** Rows of the stack that are there. */
function cropped(lengths: Floats, steps: number): { readonly starts: Uint32Array; readonly places: Int32Array } {
  let at = 0;
  const starts = Uint32Array.from(lengths, (length) => (at += length) - length);
  const places = new Int32Array(at);
  starts.forEach((start, episode) => {
    for (let step = 0; step < lengths[episode]; step++) places[start + step] = episode * steps + step;
  });
  return { starts, places };
}

/** Lengths where two episodes or more end in two frames or more of zeros alone. */
function zeroPadding(
  { columns }: NamedArray,
  episodes: number,
  steps: number,
): { readonly lengths: Floats; readonly name: string } | null {
  if (columns === null || columns.length === 0 || episodes < 2) return null;
  const lengths = new Float64Array(episodes);
  let padded = 0;
  for (let episode = 0; episode < episodes; episode++) {
    let length = steps;
    while (length > 0 && columns.every((values) => values[episode * steps + length - 1] === 0)) length--;
    if (length === 0) return null;
    if (length < steps - 1) padded++;
    lengths[episode] = length;
  }
  return padded >= 2 ? { lengths, name: '' } : null;
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
    notes: [],
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
