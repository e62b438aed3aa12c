/** Where episodes start and end, by columns that name them, and by clocks that start again. */
import type { Floats } from '../../basics/arrays';
import type { Column, Table } from '../table';
import { blocksOf, countsUp, restartsOf } from './blocks';
import { mayNameEpisode, saysClock, saysCounter, saysEpisode } from './words';

/** A column whose values name the episodes. */
export interface EpisodeColumn {
  readonly column: Column;
  /** True when its rows lie in one block each. */
  readonly inBlocks: boolean;
}

/** Columns that name episodes by name and by values: the same along blocks, or in turns with a clock in each. */
export function episodeColumns(table: Table): EpisodeColumn[] {
  return table.columns.flatMap((column): EpisodeColumn[] => {
    const said = column.group === 'episode';
    if (!said && !(column.group === 'other' && saysEpisode(column.name))) return [];
    const blocks = blocksOf(column.values);
    if (blocks === null || blocks.distinct < 2) return [];
    const inBlocks = blocks.starts.length === blocks.distinct || (said && !mayBeSorted(table, column));
    if (inBlocks) return said || blocks.shortest >= 2 ? [{ column, inBlocks }] : [];
    return mayBeSorted(table, column) ? [{ column, inBlocks }] : [];
  });
}

/** Columns that may name episodes, where nothing else does: vague names in long blocks, each value once. */
export function vagueEpisodeColumns(table: Table): Column[] {
  return table.columns.filter((column) => {
    if (column.group !== 'other' || !mayNameEpisode(column.name)) return false;
    const blocks = blocksOf(column.values);
    return blocks !== null && blocks.distinct >= 2 && blocks.starts.length === blocks.distinct && blocks.shortest >= 3;
  });
}

/**
 * True when rows come in turns: far fewer names than runs of one, several rows of each, and either no clock, or one that
 * runs forward in each once they are sorted.
 */
function mayBeSorted(table: Table, { values, group }: Column): boolean {
  const blocks = blocksOf(values);
  if (blocks === null || blocks.starts.length < 1.5 * blocks.distinct || table.rows < 2 * blocks.distinct) return false;
  const clock = clockOf(table);
  if (clock === null) return group === 'episode' && blocks.starts.length > 2 * blocks.distinct;
  return runsForwardIn(clock.values, values) || neverTwice(clock.values, values);
}

/** Never backwards inside a name, or fewer steps back than the file has as it is. */
function runsForwardIn(clock: Floats, names: Floats): boolean {
  const last = new Map<number, number>();
  let [within, plain] = [0, 0];
  for (let row = 0; row < clock.length; row++) {
    const before = last.get(names[row]);
    if (before !== undefined && clock[row] <= before) within++;
    if (row > 0 && clock[row] <= clock[row - 1]) plain++;
    last.set(names[row], clock[row]);
  }
  return within === 0 || within < 0.5 * plain;
}

/** Rows up to which pairs are counted. */
const mostPairs = 1_000_000;

/** True when no name has the same time twice, and names share their times: rows that were shuffled. */
function neverTwice(clock: Floats, names: Floats): boolean {
  if (clock.length > mostPairs) return false;
  const pairs = new Set<string>();
  for (let row = 0; row < clock.length; row++) pairs.add(`${names[row]} ${clock[row]}`);
  return pairs.size === clock.length && new Set(clock).size <= 0.6 * clock.length;
}

/** The column by which rows are ordered: a clock, else a counter, that is not the same throughout. */
export function clockOf({ columns }: Table): Column | null {
  const changes = ({ values }: Column): boolean => values.some((value) => value !== values[0]);
  const clocks = columns.filter((column) => column.group === 'time' && changes(column));
  const counters = columns.filter(
    (column) =>
      column.group === 'other' &&
      !saysEpisode(column.name) &&
      (saysClock(column.name) || saysCounter(column.name)) &&
      changes(column),
  );
  return clocks[0] ?? counters.find(({ values }) => values.every((value) => !Number.isNaN(value))) ?? null;
}

/** Rows where a clock or a counter starts again, and which it is; null where none does. */
export function restarts(
  table: Table,
): { readonly column: Column; readonly starts: Uint32Array; readonly clean: boolean } | null {
  for (const column of table.columns) {
    const isClock = column.group === 'time';
    const counts = column.group === 'other' && (saysClock(column.name) || saysCounter(column.name));
    if (!isClock && !(counts && countsUp(column.values))) continue;
    const { rows, clean } = restartsOf(column.values);
    if (rows.length > 0 && table.rows >= 3 * (rows.length + 1)) {
      return { column, starts: Uint32Array.from([0, ...rows]), clean };
    }
  }
  return null;
}
