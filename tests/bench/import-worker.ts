/** Opens files as the app's data worker does and holds the table, so that its memory can be seen from outside. */
import type { Table } from '../../src/demonstrations/table';
import { systemClock } from '../../src/basics/clock';
import { openFiles } from '../../src/formats/open-files';
import { sourceFromFile } from '../../src/formats/source';

/** What became of the files. */
export interface Imported {
  readonly rows: number;
  readonly columns: number;
  /** Megabytes (10⁶ bytes) of the columns. */
  readonly megabytes: number;
  readonly seconds: number;
  /** A sentence when they were refused. */
  readonly refusal: string | null;
}

let held: Table | null = null;

async function open(files: readonly File[]): Promise<Imported> {
  const start = systemClock.elapsed();
  const task = { report: () => undefined, cancelled: () => false, breathe: () => systemClock.sleep(0) };
  const table = await openFiles(files.map(sourceFromFile), task);
  const seconds = (systemClock.elapsed() - start) / 1000;
  if (!table.ok) return { rows: 0, columns: 0, megabytes: 0, seconds, refusal: table.failure.message };
  held = table.value;
  const bytes = held.columns.reduce((sum, { values }) => sum + values.byteLength, 0);
  return { rows: held.rows, columns: held.columns.length, megabytes: bytes / 1e6, seconds, refusal: null };
}

self.onmessage = ({ data }: MessageEvent<readonly File[]>) => {
  void open(data).then((imported) => self.postMessage(imported));
};
