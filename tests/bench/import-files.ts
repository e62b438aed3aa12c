/** Made-up demonstrations of normal numbers, as files of every format. */
import { zipSync } from 'fflate';
import { Random } from '../../src/basics/random';
import { sourceFromBytes, type SourceFile } from '../../src/formats/source';
import { writeParquet } from '../../src/formats/parquet/write-parquet';
import { leRobotInfo } from '../corpus/good-lerobot';
import { parquetBytes } from '../corpus/parquet-bytes';

export interface Size {
  readonly rows: number;
  readonly columns: number;
}

export type MadeFormat = 'npy' | 'npz' | 'csv' | 'json' | 'jsonl' | 'hdf5' | 'parquet' | 'lerobot' | 'zip';

const maker: Readonly<Record<MadeFormat, (size: Size) => SourceFile[] | Promise<SourceFile[]>>> = {
  npy: (size) => [sourceFromBytes('observations.npy', npyBytes(size))],
  npz: (size) => [sourceFromBytes('a.npz', zipSync({ 'observations.npy': npyBytes(size) }, { level: 6 }))],
  csv: (size) => [text('observations.csv', csvText(size))],
  json: (size) => [text('a.json', JSON.stringify({ observations: rowsOf(size) }))],
  jsonl: (size) => [
    text(
      'a.jsonl',
      rowsOf(size)
        .map((row) => JSON.stringify({ observation: row }))
        .join('\n'),
    ),
  ],
  hdf5: async (size) => {
    const { hdf5Bytes } = await import('../corpus/hdf5-bytes');
    const observations = { data: valuesOf(size), shape: [size.rows, size.columns] };
    return [sourceFromBytes('a.h5', hdf5Bytes({ observations }))];
  },
  parquet: async (size) => [sourceFromBytes('a.parquet', await writeParquet(columnsOf(size)))],
  lerobot: (size) => leRobotFolder(size),
  zip: (size) => [sourceFromBytes('a.zip', zipSync({ 'observations.csv': new TextEncoder().encode(csvText(size)) }))],
};

/** The files of one data set. */
export function filesOf(format: MadeFormat, size: Size): Promise<SourceFile[]> {
  return Promise.resolve(maker[format](size));
}

function valuesOf({ rows, columns }: Size): Float32Array {
  const random = Random.of(1, 'bench', 'import');
  return Float32Array.from({ length: rows * columns }, () => random.normal());
}

/** Six digits after the point, row by row. */
function rowsOf(size: Size): number[][] {
  const values = valuesOf(size);
  return Array.from({ length: size.rows }, (_, row) =>
    Array.from(values.subarray(row * size.columns, (row + 1) * size.columns), (value) => Number(value.toFixed(6))),
  );
}

function columnsOf({ rows, columns }: Size) {
  const values = valuesOf({ rows, columns });
  return Array.from({ length: columns }, (_, c) => ({
    name: `obs_${c}`,
    type: 'float' as const,
    values: Float32Array.from({ length: rows }, (_, row) => values[row * columns + c]),
  }));
}

/** NumPy's file format, version 1: magic, header padded to 64 bytes, little-endian numbers. */
function npyBytes(size: Size): Uint8Array<ArrayBuffer> {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${size.rows}, ${size.columns}), }`;
  const length = 64 * Math.ceil((10 + head.length + 1) / 64);
  const body = valuesOf(size);
  const bytes = new Uint8Array(length + body.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  bytes.set(new TextEncoder().encode(head.padEnd(length - 11)), 10);
  bytes[length - 1] = 10;
  bytes.set(new Uint8Array(body.buffer), length);
  return bytes;
}

function csvText(size: Size): string {
  const header = Array.from({ length: size.columns }, (_, i) => `obs_${i}`).join(',');
  return [header, ...rowsOf(size).map((row) => row.join(','))].join('\n');
}

/** LeRobot v3: one file of frames, two episodes. */
function leRobotFolder(size: Size): SourceFile[] {
  const half = size.rows >> 1;
  const frames = rowsOf(size);
  const lengths = [half, size.rows - half];
  const scalar = (name: string, data: readonly unknown[]) => ({ name, type: 'INT64' as const, data });
  const data = parquetBytes([
    { name: 'observation.state', type: 'FLOAT', list: true, data: frames },
    { name: 'action', type: 'FLOAT', list: true, data: frames.map(([first, second]) => [first, second]) },
    scalar(
      'frame_index',
      frames.map((_, i) => BigInt(i < half ? i : i - half)),
    ),
    scalar(
      'episode_index',
      frames.map((_, i) => BigInt(i < half ? 0 : 1)),
    ),
  ]);
  const episodes = parquetBytes([scalar('episode_index', [0n, 1n]), scalar('length', lengths.map(BigInt))]);
  return [
    text('arm/meta/info.json', leRobotInfo('v3.0', 2)),
    sourceFromBytes('arm/meta/episodes/chunk-000/file-000.parquet', episodes),
    sourceFromBytes('arm/data/chunk-000/file-000.parquet', data),
  ];
}

function text(name: string, content: string): SourceFile {
  return sourceFromBytes(name, new TextEncoder().encode(content));
}
