/** How fast files become tables: made-up demonstrations in each of the first four formats, some 8 MB a file. */
import { zipSync } from 'fflate';
import { systemClock } from '../../src/basics/clock';
import { Random } from '../../src/basics/random';
import { unwatched } from '../../src/basics/task';
import { openFiles } from '../../src/formats/open-files';
import { sourceFromBytes } from '../../src/formats/source';
import { measured } from './rows';
import type { Bench } from './rows';

const columns = 20;

function values(rows: number): Float32Array {
  const random = Random.of(1, 'bench', 'import');
  return Float32Array.from({ length: rows * columns }, () => random.normal());
}

/** NumPy's file format, version 1: magic, header padded to 64 bytes, little-endian numbers. */
function npyBytes(rows: number): Uint8Array<ArrayBuffer> {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = 64 * Math.ceil((10 + head.length + 1) / 64);
  const body = values(rows);
  const bytes = new Uint8Array(length + body.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  bytes.set(new TextEncoder().encode(head.padEnd(length - 11)), 10);
  bytes[length - 1] = 10;
  bytes.set(new Uint8Array(body.buffer), length);
  return bytes;
}

function csvText(rows: number): string {
  const numbers = values(rows);
  const lines = [Array.from({ length: columns }, (_, i) => `obs_${i}`).join(',')];
  for (let row = 0; row < rows; row++) {
    lines.push(Array.from(numbers.subarray(row * columns, (row + 1) * columns), (value) => value.toFixed(6)).join(','));
  }
  return lines.join('\n');
}

function jsonText(rows: number): string {
  const numbers = values(rows);
  const observations = Array.from({ length: rows }, (_, row) =>
    Array.from(numbers.subarray(row * columns, (row + 1) * columns), (value) => Number(value.toFixed(6))),
  );
  return JSON.stringify({ observations });
}

const makers: Readonly<Record<'npz' | 'npy' | 'csv' | 'json', () => Uint8Array>> = {
  npz: () => zipSync({ 'observations.npy': npyBytes(100_000) }, { level: 6 }),
  npy: () => npyBytes(100_000),
  csv: () => new TextEncoder().encode(csvText(40_000)),
  json: () => new TextEncoder().encode(jsonText(40_000)),
};

/** Megabytes (10⁶ bytes) of the file as it lies on disk, each second. */
async function importSpeed(fileName: string, bytes: Uint8Array): Promise<number> {
  const start = systemClock.elapsed();
  const table = await openFiles([sourceFromBytes(fileName, bytes)], unwatched);
  const seconds = (systemClock.elapsed() - start) / 1000;
  if (!table.ok) throw new Error(`${fileName}: ${table.failure.message}`);
  return bytes.length / 1e6 / seconds;
}

export const importBenches: readonly Bench[] = (['npz', 'npy', 'csv', 'json'] as const).map((format) => {
  const name = `import/${format}`;
  const run = () => {
    const bytes = makers[format]();
    const note = `one file of ${(bytes.length / 1e6).toFixed(1)} MB, ${columns} columns`;
    return measured(name, 'MB/s', 3, () => importSpeed(`demonstrations.${format}`, bytes), note);
  };
  return { name, run };
});
