/** Parquet: columns of numbers, of texts and of lists of the same length, packed with Snappy or not at all. */
import { arrayNames, groupOf } from '../tables/column-names';
import { fail } from '../../basics/result';
import { baseName } from '../source';
import type { Format } from '../format';
import { makeTable, type RawColumn } from '../tables/make-table';

export const parquet: Format = {
  id: 'parquet',
  title: 'Parquet',
  sniff: (head) => (head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && head[3] === 0x31 ? 1 : 0),
  async open([file], limits, task) {
    // Its decoders are loaded by those who open a Parquet file alone.
    const { readParquet } = await import('./read');
    const read = await readParquet(file, limits, task, { naming: ownNames, trajectories: true });
    if (!read.ok) return read;
    const packed = read.value.skipped.find(({ why }) => why.startsWith('packed with'));
    if (packed !== undefined && read.value.columns.length === 0) return packedOtherwise(file.name, packed.why);
    const { starts } = read.value;
    const notes =
      starts === undefined
        ? []
        : [`Each of the ${starts.length} rows holds a whole trajectory and is read as an episode.`];
    const { columns, skipped } = withoutEmpty(read.value.columns);
    const left = [...read.value.skipped, ...skipped];
    const { texts } = read.value;
    const raw = { format: 'parquet', columns, episodeStarts: starts ?? null, skipped: left, texts, notes };
    return makeTable(file.name, raw, limits);
  },
};

function packedOtherwise(file: string, why: string): ReturnType<typeof fail> {
  const codec = /^packed with (.*), which/.exec(why)?.[1] ?? 'another method';
  const command = `python -c "import pandas as p; p.read_parquet('${baseName(file)}').to_parquet('plain.parquet', compression='snappy')"`;
  return fail(
    'unsupported',
    `“${file}” is a Parquet file packed with ${codec}, which is not read.`,
    `Write it with compression='snappy': ${command}.`,
  );
}

/** A single value bears the name of its column, a list is numbered. */
export function ownNames(leaf: string, width: number | null): ReturnType<typeof arrayNames> {
  return width === null ? { names: [leaf], group: groupOf(leaf) } : arrayNames(leaf, width);
}

/** Leaves out columns in which every value is missing, and names them. */
export function withoutEmpty(columns: readonly RawColumn[]): {
  columns: RawColumn[];
  skipped: { what: string; why: string }[];
} {
  const full = columns.filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  const empty = columns.filter((column) => !full.includes(column));
  return { columns: full, skipped: empty.map(({ name }) => ({ what: name, why: 'empty: every value is missing' })) };
}
