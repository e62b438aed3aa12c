import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { Cancelled, unwatched } from '../../../src/basics/task';
import { defaultLimits } from '../../../src/formats/limits';
import { openFiles } from '../../../src/formats/open-files';
import { parquet } from '../../../src/formats/parquet/parquet';
import { parquetBytes, type ParquetColumn } from '../../corpus/parquet-bytes';
import { hasSharedData, namesOf, open, opened, sharedFiles, source, valuesOf } from './sources';

type Column = ParquetColumn;
const count = 1000;
const rows = Array.from({ length: count }, (_, i) => i);

/** The values of one column called `x`, read back. */
async function readBack(
  column: Omit<Column, 'name'>,
  options: Parameters<typeof parquetBytes>[1] = {},
): Promise<number[]> {
  return valuesOf(await opened(source('a.parquet', parquetBytes([{ name: 'x', ...column }], options))), 'x');
}

describe('Parquet gives back', () => {
  const random = Random.of(5, 'parquet');
  const floats = rows.map(() => Math.fround(random.next() - 0.5));
  const doubles = rows.map(() => random.next() * 10 ** (random.integer(40) - 20));
  const integers = rows.map(() => random.integer(2 ** 32) - 2 ** 31);
  const wide = rows.map(() => (random.integer(2 ** 30) - 2 ** 29) * 2 ** 21 + random.integer(2 ** 21));
  const few = rows.map(() => random.integer(7) - 3);

  const cases: [string, Omit<Column, 'name'>, number[]][] = [
    ['floats', { type: 'FLOAT', data: floats }, floats],
    ['doubles', { type: 'DOUBLE', data: doubles }, doubles],
    ['32-bit integers', { type: 'INT32', data: integers }, integers],
    ['64-bit integers', { type: 'INT64', data: wide.map(BigInt) }, wide],
    ['few integers, by a dictionary', { type: 'INT32', data: few }, few],
    ['the same integer, by a run', { type: 'INT64', data: rows.map(() => 9n) }, rows.map(() => 9)],
    ['flags', { type: 'BOOLEAN', data: few.map((value) => value > 0) }, few.map((value) => Number(value > 0))],
    ['halves', { type: 'FLOAT16', data: few.map((value) => value / 4) }, few.map((value) => value / 4)],
    ['differences of 32 bits', { type: 'INT32', encoding: 'DELTA_BINARY_PACKED', data: integers }, integers],
    ['differences of 64 bits', { type: 'INT64', encoding: 'DELTA_BINARY_PACKED', data: wide.map(BigInt) }, wide],
    ['floats split by bytes', { type: 'FLOAT', encoding: 'BYTE_STREAM_SPLIT', data: floats }, floats],
    ['doubles split by bytes', { type: 'DOUBLE', encoding: 'BYTE_STREAM_SPLIT', data: doubles }, doubles],
  ];

  it.each(cases)('%s bit for bit, in one page or in many, packed or not', async (_, column, expected) => {
    for (const options of [
      {},
      { codec: 'UNCOMPRESSED' },
      { pageSize: 256 },
      { rowGroupSize: 77, pageSize: 64 },
    ] as const) {
      expect(await readBack(column, options)).toEqual(expected);
    }
  });

  it.each(cases)('%s with every third one missing', async (_, column, expected) => {
    const holes = rows.map((i) => (i % 3 === 0 ? null : column.data[i]));
    const wanted = rows.map((i) => (i % 3 === 0 ? NaN : expected[i]));
    expect(await readBack({ ...column, data: holes }, { pageSize: 256 })).toEqual(wanted);
  });

  it('lists, whose rows go on from page to page', async () => {
    const data = rows.map((i) => (i % 10 === 0 ? null : [floats[i], i % 7 === 0 ? null : -floats[i], i]));
    const bytes = parquetBytes([{ name: 'pose', type: 'FLOAT', list: true, data }], {
      pageSize: 100,
      rowGroupSize: 300,
    });
    const table = await opened(source('a.parquet', bytes));
    expect(namesOf(table)).toEqual(['pose_0', 'pose_1', 'pose_2']);
    for (let c = 0; c < 3; c++) expect(valuesOf(table, `pose_${c}`)).toEqual(data.map((row) => row?.[c] ?? NaN));
  });

  it('texts as codes, whichever way they are written', async () => {
    const data = rows.map((i) => ['stop', 'go', null][i % 3]);
    const codes = rows.map((i) => [1, 0, NaN][i % 3]);
    expect(await readBack({ type: 'STRING', data })).toEqual(codes);
    expect(await readBack({ type: 'STRING', encoding: 'DELTA_LENGTH_BYTE_ARRAY', data }, { pageSize: 99 })).toEqual(
      codes,
    );
    expect(await readBack({ type: 'STRING', encoding: 'PLAIN', data })).toEqual(codes);
  });
});

describe('Parquet says', () => {
  it('how many integers lost their last digits', async () => {
    const table = await opened(
      source('a.parquet', parquetBytes([{ name: 'x', type: 'INT64', data: [1n, 2n ** 60n + 1n, -(2n ** 61n)] }])),
    );
    expect(table.skipped).toEqual([
      { what: 'x', why: 'read, but 2 of its 64-bit integers lie beyond 2⁵³ and were rounded' },
    ]);
  });

  it('which packing it does not read', async () => {
    const bytes = parquetBytes([{ name: 'x', type: 'DOUBLE', data: [1, 2, 3] }], { codec: 'GZIP' });
    const result = await open(source('a.parquet', bytes));
    expect(result.ok ? '' : result.failure.message).toContain('packed with gzip');
  });

  it('that it is too large before it is read', async () => {
    const file = source('a.parquet', parquetBytes([{ name: 'x', type: 'INT64', data: rows.map(() => 1n) }]));
    const read: number[] = [];
    const watched = {
      ...file,
      slice: (start: number, end: number) => (read.push(end - start), file.slice(start, end)),
    };
    const result = await parquet.open([watched], { ...defaultLimits, numbers: 999 }, unwatched);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'too-large' } });
    // The last eight bytes and the table of contents.
    expect(read).toHaveLength(2);
  });

  it('nothing more once it is cancelled', async () => {
    const file = source('a.parquet', parquetBytes([{ name: 'x', type: 'INT64', data: [1n] }]));
    let asked = 0;
    const task = { ...unwatched, cancelled: () => ++asked > 1 };
    await expect(openFiles([file], task)).rejects.toBeInstanceOf(Cancelled);
  });
});

describe.skipIf(!hasSharedData)('a public Parquet file', () => {
  it('gives the same numbers as another reading of it', async () => {
    const [file] = sharedFiles('unitree-g1-lerobot/data/chunk-000/episode_000000.parquet');
    const table = await opened(file);
    const other = await parquetReadObjects({ file: new Uint8Array(await file.bytes()).buffer });
    expect([table.rows, other.length, table.columns.length]).toEqual([479, 479, 57]);
    for (let i = 0; i < 26; i++) {
      expect(valuesOf(table, `observation_state_${i}`)).toEqual(
        other.map((row) => (row['observation.state'] as number[])[i]),
      );
      expect(valuesOf(table, `act_${i}`)).toEqual(other.map((row) => (row['action'] as number[])[i]));
    }
    expect(valuesOf(table, 'frame_index')).toEqual(other.map((row) => Number(row['frame_index'])));
    expect(valuesOf(table, 'timestamp')).toEqual(other.map((row) => row['timestamp'] as number));
  });
});
