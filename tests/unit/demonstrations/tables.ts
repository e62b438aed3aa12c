/** Small tables for tests of the demonstrations room. */
import type { Column, ColumnGroup, Table } from '../../../src/demonstrations/table';

export function column(name: string, values: readonly number[], group: ColumnGroup = 'other'): Column {
  return { name, group, values: Float64Array.from(values) };
}

export function table(columns: readonly Column[], episodeStarts: readonly number[] | null = null): Table {
  return {
    format: 'test',
    rows: columns[0].values.length,
    columns,
    episodeStarts: episodeStarts === null ? null : Uint32Array.from(episodeStarts),
    skipped: [],
    fps: null,
  };
}
