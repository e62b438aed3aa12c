/** Readers ask for a bounded part of a file at once, and read the same whatever the size of the parts. */
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unwatched } from '../../../src/basics/task';
import type { Table } from '../../../src/demonstrations/table';
import { headBytes } from '../../../src/formats/format';
import { defaultLimits, type Limits } from '../../../src/formats/limits';
import { openFiles } from '../../../src/formats/open-files';
import type { SourceFile } from '../../../src/formats/source';
import { goodSamples } from '../../corpus/good';
import { hostileSamples } from '../../corpus/hostile';
import { float32Npy } from '../../corpus/npy-bytes';
import { floats, hdf5Bytes } from '../../corpus/hdf5-bytes';
import { parquetBytes } from '../../corpus/parquet-bytes';
import { tarBytes } from '../../corpus/tar-bytes';
import { source } from './sources';

/** A file that is never given whole; the largest part that was asked for is remembered. */
class Watched implements SourceFile {
  largest = 0;
  readonly size: number;

  constructor(
    readonly name: string,
    private readonly content: Uint8Array,
  ) {
    this.size = content.length;
  }

  bytes(): Promise<Uint8Array> {
    return Promise.reject(new Error('all of it was asked for'));
  }

  slice(start: number, end: number): Promise<Uint8Array> {
    return Promise.resolve(this.part(start, end));
  }

  reader(): Promise<(start: number, end: number) => Uint8Array> {
    return Promise.resolve((start, end) => this.part(start, end));
  }

  private part(start: number, end: number): Uint8Array {
    this.largest = Math.max(this.largest, Math.min(end, this.size) - start);
    return this.content.slice(start, end);
  }
}

const rows = 60_000;
const values = Array.from({ length: rows * 8 }, (_, i) => Math.fround(Math.sin(i) + 2));
const row = (i: number): number[] => values.slice(8 * i, 8 * i + 8);
const lines = Array.from({ length: rows }, (_, i) => row(i));
const text = (written: string): Uint8Array => new TextEncoder().encode(written);
const npy = float32Npy(values, [rows, 8]);
const csv = text(lines.map((line) => line.join()).join('\n'));
const quoted = text(lines.map(([first, ...rest]) => `"${first}",${rest.join()}`).join('\r\n'));
const columns = Array.from({ length: 8 }, (_, c) => ({
  name: `x${c}`,
  type: 'FLOAT' as const,
  data: lines.map((line) => line[c]),
}));

const files: Readonly<Record<string, () => Uint8Array>> = {
  'a.npy': () => npy,
  'a.npz': () => zipSync({ 'obs.npy': npy }, { level: 1 }),
  'stored.npz': () => zipSync({ 'obs.npy': npy }, { level: 0 }),
  'a.csv': () => csv,
  'quoted.csv': () => quoted,
  'a.jsonl': () => text(lines.map((line) => JSON.stringify({ x: line })).join('\n')),
  'list.json': () => text(JSON.stringify(lines)),
  'a.parquet': () => parquetBytes(columns, { codec: 'UNCOMPRESSED', pageSize: 2 ** 14 }),
  'lists.parquet': () =>
    parquetBytes([{ name: 'x', type: 'FLOAT', data: lines, list: true }], { codec: 'SNAPPY', pageSize: 2 ** 14 }),
  'a.h5': () => hdf5Bytes({ observations: { ...floats([2, 8]), data: Float32Array.from(values), shape: [rows, 8] } }),
  'a.zip': () => zipSync({ 'a.csv': csv, 'a.txt': text('words') }, { level: 1 }),
  'a.csv.gz': () => gzipSync(csv, { level: 1 }),
  'a.tar': () => tarBytes({ name: 'a.csv', data: csv }),
  'a.tar.gz': () => gzipSync(tarBytes({ name: 'a.csv', data: csv }), { level: 1 }),
};

const small: Limits = { ...defaultLimits, pieceBytes: 2 ** 16 };

function firstRow({ columns: read }: Table): number[] {
  return read.map((column) => Math.fround(column.values[0]));
}

function lastRow({ columns: read, rows: count }: Table): number[] {
  return read.map((column) => Math.fround(column.values[count - 1]));
}

describe('readers', () => {
  it.each(Object.keys(files))('never ask for much of %s at once', { timeout: 60_000 }, async (name) => {
    const file = new Watched(name, files[name]());
    expect(file.size).toBeGreaterThan(10 * headBytes);
    const result = await openFiles([file], unwatched, small);
    if (!result.ok) throw new Error(result.failure.message);
    expect(result.value.rows).toBe(rows);
    expect(firstRow(result.value)).toEqual(row(0));
    expect(lastRow(result.value)).toEqual(row(rows - 1));
    // The library of HDF5 is given longer runs; the directory of a zip is read a window at a time.
    expect(file.largest).toBeLessThanOrEqual(name === 'a.h5' ? 2 ** 20 : 4 * headBytes);
  });

  it('hold a float32 file in float32', async () => {
    for (const name of ['a.npy', 'a.npz', 'a.parquet', 'lists.parquet', 'a.h5']) {
      const result = await openFiles([source(name, files[name]())], unwatched, small);
      expect(result.ok && result.value.columns.every((column) => column.values instanceof Float32Array)).toBe(true);
    }
  });
});

/** Parts of a few bytes: every boundary that a file has lies on the border of one. */
describe.each([1, 3, 64, 1000])('in pieces of %i bytes', { timeout: 120_000 }, (pieceBytes) => {
  const tiny: Limits = { ...defaultLimits, pieceBytes };

  it('good files read as they do in one piece', async () => {
    for (const { title, files: sample } of goodSamples) {
      const open = (limits: Limits) =>
        openFiles(
          Object.entries(sample).map(([name, content]) => source(name, content)),
          unwatched,
          limits,
        );
      expect(await open(tiny), title).toEqual(await open(defaultLimits));
    }
  });

  it('hostile files are refused as they are in one piece', async () => {
    for (const { title, files: sample, kind } of hostileSamples) {
      const sources = Object.entries(sample).map(([name, content]) => source(name, content));
      const result = await openFiles(sources, unwatched, tiny);
      expect(result.ok ? 'ok' : result.failure.kind, title).toBe(kind);
    }
  });
});
