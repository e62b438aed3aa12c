/** Rows in another order: by episode as they first come, and by a clock inside each. */
import type { Floats } from '../../basics/arrays';
import type { Column, Table } from '../table';

/**
 * Place in the table of each row in order: names in the order in which they first come, rows of one by the clock, and as
 * they come where it says the same.
 * @param names columns that name the episode together
 */
export function sortedRows(names: readonly Column[], clock: Column | null, rows: number): Uint32Array {
  const groups = groupsOf(names, rows);
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const time = clock?.values;
  return order.sort((a, b) => groups[a] - groups[b] || (time === undefined ? 0 : orderOf(time[a], time[b])) || a - b);
}

/** Number of each row's group, counted from 0 in the order in which they first come. */
export function groupsOf(names: readonly Column[], rows: number): Float64Array {
  const known = new Map<string | number, number>();
  const groups = new Float64Array(rows);
  const [single] = names;
  for (let row = 0; row < rows; row++) {
    const key = names.length === 1 ? single.values[row] : names.map(({ values }) => values[row]).join(' ');
    const group = known.get(key) ?? known.size;
    known.set(key, group);
    groups[row] = group;
  }
  return groups;
}

/** Missing values stay where they are. */
function orderOf(a: number, b: number): number {
  return a === a && b === b ? a - b : 0;
}

/** The table with its rows in another order, or fewer of them; episodes as given. */
export function withRows(table: Table, order: Uint32Array, episodeStarts: Uint32Array | null): Table {
  return {
    ...table,
    rows: order.length,
    columns: table.columns.map((column) => ({ ...column, values: picked(column.values, order) })),
    episodeStarts,
    ...(table.texts === undefined
      ? {}
      : { texts: table.texts.map((text) => ({ ...text, codes: Uint32Array.from(order, (row) => text.codes[row]) })) }),
  };
}

/** The table without its texts, whose rows are no longer those of its columns. */
export function withoutTexts(table: Table): Table {
  const { texts, ...rest } = table;
  return texts === undefined ? table : rest;
}

function picked(values: Floats, order: Uint32Array): Floats {
  const out = values instanceof Float32Array ? new Float32Array(order.length) : new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = values[order[i]];
  return out;
}

/** True when the order is the one that rows have. */
export function isInOrder(order: Uint32Array): boolean {
  return order.every((row, i) => row === i);
}

/** First rows of groups that lie in blocks. */
export function startsOfGroups(groups: Float64Array): Uint32Array {
  const starts = [0];
  for (let row = 1; row < groups.length; row++) if (groups[row] !== groups[row - 1]) starts.push(row);
  return Uint32Array.from(starts);
}
