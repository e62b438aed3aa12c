/** Writes a table as one Parquet file, packed with Snappy: what pandas, Arrow, DuckDB and our own reader open. */
import type { OutputColumn } from '../tables/output-column';

const types = { integer: 'INT64', float: 'FLOAT', double: 'DOUBLE', boolean: 'BOOLEAN', text: 'STRING' } as const;

/**
 * Integers are 64 bits wide, floats 32; only columns with a missing value are nullable.
 * @param columns of the same length
 */
export async function writeParquet(columns: readonly OutputColumn[]): Promise<Uint8Array> {
  // The writer is loaded by those who write a Parquet file alone.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map((column) => {
    const nullable = hasMissing(column);
    return { name: column.name, type: types[column.type], nullable, data: cellsOf(column, nullable) };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'truewheel' }));
}

function hasMissing({ type, values }: OutputColumn): boolean {
  if (type === 'text' || type === 'boolean') return false;
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) return true;
  return false;
}

/** The values in the form that the writer checks for. */
function cellsOf({ type, values }: OutputColumn, nullable: boolean) {
  if (type === 'text') return Array.from(values);
  if (type === 'boolean') return Array.from(values, (value) => value !== 0);
  if (nullable) return Array.from(values, (value) => (Number.isNaN(value) ? null : numberOf(type, value)));
  return type === 'integer' ? BigInt64Array.from(Array.from(values, BigInt)) : Float64Array.from(values);
}

function numberOf(type: 'integer' | 'float' | 'double', value: number): number | bigint {
  return type === 'integer' ? BigInt(value) : value;
}
