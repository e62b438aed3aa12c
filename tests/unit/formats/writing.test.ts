import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { OutputColumn } from '../../../src/formats/tables/output-column';
import { writeCsv } from '../../../src/formats/text/write-csv';
import { writeParquet } from '../../../src/formats/parquet/write-parquet';
import { namesOf, opened, source, valuesOf } from './sources';

const rows = 2500;
const random = Random.of(1, 'writing');
const whole = Float64Array.from({ length: rows }, () => random.integer(2 ** 30) * 2 ** 20);
const holes = Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? NaN : random.normal()));
const floats = Float32Array.from({ length: rows }, () => random.normal());
const flags = Uint8Array.from({ length: rows }, () => random.integer(2));
const words = Array.from({ length: rows }, (_, i) => ['fold', 'a "test", perhaps', 'two\nlines'][i % 3]);
const columns: OutputColumn[] = [
  { name: 'whole', type: 'integer', values: whole },
  { name: 'holes', type: 'double', values: holes },
  { name: 'place', type: 'integer', values: holes.map((value, i) => (Number.isNaN(value) ? NaN : i)) },
  { name: 'floats', type: 'float', values: floats },
  { name: 'flags', type: 'boolean', values: flags },
  { name: 'words', type: 'text', values: words },
];
const numeric = columns.filter((column) => column.type !== 'text');

describe('a Parquet file that is written', () => {
  it('is read back by hyparquet, value by value and type by type', async () => {
    const bytes = await writeParquet(columns);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const read = await parquetReadObjects({ file });
    expect(read).toHaveLength(rows);
    read.forEach((row, i) => {
      expect(row).toEqual({
        whole: BigInt(whole[i]),
        holes: Number.isNaN(holes[i]) ? null : holes[i],
        place: Number.isNaN(holes[i]) ? null : BigInt(i),
        floats: floats[i],
        flags: flags[i] === 1,
        words: words[i],
      });
    });
    const physical = parquetMetadata(file).schema.slice(1);
    expect(physical.map(({ name, type }) => [name, type])).toEqual([
      ['whole', 'INT64'],
      ['holes', 'DOUBLE'],
      ['place', 'INT64'],
      ['floats', 'FLOAT'],
      ['flags', 'BOOLEAN'],
      ['words', 'BYTE_ARRAY'],
    ]);
    expect(physical.map(({ repetition_type }) => repetition_type === 'OPTIONAL')).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('is read back by our own reader', async () => {
    const table = await opened(source('a.parquet', await writeParquet(numeric)));
    expect(namesOf(table)).toEqual(numeric.map(({ name }) => name));
    for (const { name, values } of numeric) expect(valuesOf(table, name)).toEqual(Array.from(values));
  });
});

describe('a CSV file that is written', () => {
  it('is read back by our own reader, with missing values missing', async () => {
    const some = numeric.filter(({ type }) => type !== 'boolean');
    const table = await opened(source('a.csv', writeCsv(some)));
    expect(namesOf(table)).toEqual(some.map(({ name }) => name));
    for (const { name, values } of some) expect(valuesOf(table, name)).toEqual(Array.from(values));
  });

  it('quotes what would break its lines', () => {
    const text = new TextDecoder().decode(
      writeCsv([
        { name: 'a,b', type: 'text', values: ['plain', 'say "no"'] },
        { name: 'flag', type: 'boolean', values: Uint8Array.of(1, 0) },
      ]),
    );
    expect(text).toBe('"a,b",flag\r\nplain,true\r\n"say ""no""",false\r\n');
  });
});
