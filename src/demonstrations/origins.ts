/** Where rows came from, by the files' own word: the number and the place of each episode, and the frame of each row in it. */
import type { Floats } from '../basics/arrays';
import type { Demonstrations, Origins } from './demonstrations';
import type { Mapping } from './mapping';
import type { Column, Table } from './table';

/**
 * Numbers come from the mapping's episode column, else from a column of group `episode` that never changes inside an
 * episode, else they count from 0. Frames count from 0 in the file's episode, dropped rows among them. An episode starts
 * where a column `index` says that counts every row of it, as a part of a LeRobot data set has, else at its row of the table.
 * @param starts first row of each episode in the table
 * @param usable rows of the table that were kept, ascending
 * @param kept which of the table's episodes are left, ascending: every one that has a usable row
 */
export function originsOf(
  table: Table,
  mapping: Mapping,
  starts: Uint32Array,
  usable: Uint32Array,
  kept: readonly number[],
): Origins {
  const numbers = numbersOf(table, mapping, starts);
  const places = placesOf(table, starts);
  const frames = new Uint32Array(usable.length);
  let episode = 0;
  usable.forEach((row, i) => {
    while (episode + 1 < starts.length && starts[episode + 1] <= row) episode++;
    frames[i] = row - starts[episode];
  });
  return {
    numbers: Float64Array.from(kept, (episode) => numbers[episode]),
    frames,
    starts: Float64Array.from(kept, (episode) => places[episode]),
  };
}

/** Origins of demonstrations of which nothing else is known: as if no row had been dropped and episodes counted from 0. */
export function plainOrigins({ rows, episodes }: Pick<Demonstrations, 'rows' | 'episodes'>): Origins {
  const frames = new Uint32Array(rows);
  for (let e = 0; e + 1 < episodes.length; e++) {
    for (let row = episodes[e]; row < episodes[e + 1]; row++) frames[row] = row - episodes[e];
  }
  const starts = Float64Array.from(episodes.subarray(0, -1));
  return { numbers: Float64Array.from(starts, (_, place) => place), frames, starts };
}

/** [episodes of the table] */
function numbersOf({ columns, rows }: Table, { episodeColumn }: Mapping, starts: Uint32Array): Float64Array {
  const places = Float64Array.from(starts, (_, place) => place);
  const chosen = columns.find(({ name }) => name === episodeColumn);
  if (chosen !== undefined) {
    // A missing value goes on with the episode before, so that the first one present is the number.
    return places.map((place) => firstFinite(chosen, starts[place], starts[place + 1] ?? rows) ?? place);
  }
  const said = columns.find((column) => column.group === 'episode' && isConstantIn(column, starts));
  return said === undefined ? places : places.map((place) => said.values[starts[place]]);
}

/** [episodes of the table] rows of the whole recording before each episode. */
function placesOf({ columns, rows }: Table, starts: Uint32Array): Float64Array {
  const index = columns.find(({ name }) => name === 'index')?.values;
  const counts = index !== undefined && countsRows(index, starts, rows);
  return Float64Array.from(starts, (row) => (counts ? index[row] : row));
}

/** True when the values count on by one along each episode, and no row of an earlier one again. */
function countsRows(values: Floats, starts: Uint32Array, rows: number): boolean {
  let next = 0;
  return starts.every((start, episode) => {
    if (!Number.isSafeInteger(values[start]) || values[start] < next) return false;
    const end = starts[episode + 1] ?? rows;
    next = values[start] + end - start;
    for (let row = start + 1; row < end; row++) if (values[row] !== values[row - 1] + 1) return false;
    return true;
  });
}

function firstFinite({ values }: Column, start: number, end: number): number | null {
  for (let row = start; row < end; row++) if (Number.isFinite(values[row])) return values[row];
  return null;
}

function isConstantIn({ values }: Column, starts: Uint32Array): boolean {
  let [next, current] = [0, NaN];
  for (let row = 0; row < values.length; row++) {
    if (row === starts[next]) {
      current = values[row];
      next++;
    }
    if (values[row] !== current || !Number.isFinite(current)) return false;
  }
  return true;
}
