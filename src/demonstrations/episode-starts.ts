/** Where episodes start under a mapping. */
import type { Mapping } from './mapping';
import type { Table } from './table';

/**
 * First rows, ascending, the first 0: where the episode column changes (a missing value goes on with the episode before it),
 * else as the files say, else one episode. A column that is absent says nothing.
 */
export function episodeStarts(table: Table, { episodeColumn }: Pick<Mapping, 'episodeColumn'>): Uint32Array {
  const column = table.columns.find(({ name }) => name === episodeColumn);
  if (column === undefined) return table.episodeStarts ?? Uint32Array.of(0);
  const { values } = column;
  const starts = [0];
  let current = values[0];
  for (let row = 1; row < table.rows; row++) {
    if (Number.isNaN(values[row]) || values[row] === current) continue;
    if (!Number.isNaN(current)) starts.push(row);
    current = values[row];
  }
  return Uint32Array.from(starts);
}
