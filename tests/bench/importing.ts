/** How fast files become tables: some 8 MB in each format, and 100 000 × 64 numbers in the formats of large recordings. */
import { systemClock } from '../../src/basics/clock';
import { unwatched } from '../../src/basics/task';
import { openFiles } from '../../src/formats/open-files';
import type { SourceFile } from '../../src/formats/source';
import { filesOf, type MadeFormat } from './import-files';
import { measured, type Bench } from './rows';

const columns = 20;
const rowsOf: Readonly<Record<MadeFormat, number>> = {
  npy: 100_000,
  npz: 100_000,
  csv: 40_000,
  json: 40_000,
  jsonl: 40_000,
  hdf5: 100_000,
  parquet: 100_000,
  lerobot: 100_000,
  zip: 40_000,
};
const wide = { rows: 100_000, columns: 64 };

function bytesOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

async function secondsToOpen(files: readonly SourceFile[]): Promise<number> {
  const start = systemClock.elapsed();
  const table = await openFiles(files, unwatched);
  const seconds = (systemClock.elapsed() - start) / 1000;
  if (!table.ok) throw new Error(`${files[0].name}: ${table.failure.message}`);
  return seconds;
}

/** Megabytes (10⁶ bytes) of the files as they lie on disk, each second. */
function speedOf(format: MadeFormat): Bench {
  const name = `import/${format}`;
  const run = async () => {
    const files = await filesOf(format, { rows: rowsOf[format], columns });
    const megabytes = bytesOf(files) / 1e6;
    const note = `${megabytes.toFixed(1)} MB, ${columns} columns`;
    return measured(name, 'MB/s', 3, async () => megabytes / (await secondsToOpen(files)), note);
  };
  return { name, run };
}

function timeOf(format: MadeFormat): Bench {
  const name = `import/${format}/${wide.rows}x${wide.columns}`;
  const run = async () => {
    const files = await filesOf(format, wide);
    const note = `${(bytesOf(files) / 1e6).toFixed(1)} MB`;
    return measured(name, 's', 3, () => secondsToOpen(files), note);
  };
  return { name, run };
}

const wideFormats = ['csv', 'npz', 'parquet'] as const;

export const importBenches: readonly Bench[] = [
  ...(Object.keys(rowsOf) as MadeFormat[]).map(speedOf),
  ...wideFormats.map(timeOf),
];
