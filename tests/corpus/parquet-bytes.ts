/** Writes Parquet files for the corpus, and changes them after the fact. */
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';
import { ByteWriter, parquetWriteBuffer } from 'hyparquet-writer';
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js';

/** A column: one value a row, or with `list` one list a row. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: 'BOOLEAN' | 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE' | 'FLOAT16' | 'STRING' | 'BYTE_ARRAY';
  readonly data: readonly unknown[];
  readonly list?: boolean;
  readonly encoding?: 'PLAIN' | 'DELTA_BINARY_PACKED' | 'DELTA_LENGTH_BYTE_ARRAY' | 'DELTA_BYTE_ARRAY' | 'BYTE_STREAM_SPLIT';
}

export interface ParquetOptions {
  readonly codec?: 'SNAPPY' | 'UNCOMPRESSED' | 'GZIP';
  readonly rowGroupSize?: number;
  readonly pageSize?: number;
}

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number];

/** Types that the format knows by an annotation. */
const annotated: Readonly<Record<string, Omit<SchemaElement, 'name'>>> = {
  FLOAT16: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } },
  STRING: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
};

function elementsOf({ name, type, list }: ParquetColumn): SchemaElement[] {
  const known = annotated[type] ?? { type: type as 'INT32' };
  if (!list) return [{ name, repetition_type: 'OPTIONAL', ...known }];
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...known },
  ];
}

export function parquetBytes(columns: readonly ParquetColumn[], options: ParquetOptions = {}): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, data, encoding }) => ({ name, data: [...data], ...(encoding ? { encoding } : {}) })),
    schema: [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(elementsOf)],
    ...options,
    compressors: { GZIP: (bytes: Uint8Array) => bytes },
  });
  return new Uint8Array(buffer);
}

/** New values by their place, for example `4.0.1.0.3.5`: numbers of Thrift fields, and places in lists. */
export type Edits = Readonly<Record<string, bigint | number | Uint8Array | readonly unknown[]>>;
type Fields = Record<string, unknown>;

/** Numbers of fields on the way to what a file says of its first column chunk. */
export const firstChunk = '4.0.1.0.3';

/** The file with its table of contents changed. */
export function reforged(bytes: Uint8Array, edits: Edits): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = bytes.length - 8 - view.getUint32(bytes.length - 8, true);
  const footer = serialized(edited(deserializeTCompactProtocol({ view, offset: start }), edits));
  return joined(bytes.slice(0, start), footer, lengthOf(footer), bytes.slice(-4));
}

/** A file of one column and one page, or a page and its dictionary, with the header of the first changed. */
export function reforgedPage(bytes: Uint8Array, edits: Edits): Uint8Array {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 4 };
  const changed = serialized(edited(deserializeTCompactProtocol(reader), edits));
  const whole = joined(bytes.slice(0, 4), changed, bytes.slice(reader.offset));
  const grown = BigInt(changed.length - (reader.offset - 4));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const offset = bytes.length - 8 - view.getUint32(bytes.length - 8, true);
  const size = valueAt(deserializeTCompactProtocol({ view, offset }), `${firstChunk}.7`) as bigint;
  return reforged(whole, { [`${firstChunk}.7`]: size + grown });
}

function keyOf(parent: unknown, part: string): string {
  return Array.isArray(parent) ? part : `field_${part}`;
}

function valueAt(root: unknown, path: string): unknown {
  return path.split('.').reduce((parent, part) => (parent as Fields)[keyOf(parent, part)], root);
}

function edited(root: Fields, edits: Edits): Fields {
  for (const [path, value] of Object.entries(edits)) {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    const parent = (parts.length === 0 ? root : valueAt(root, parts.join('.'))) as Fields;
    parent[keyOf(parent, last)] = value;
    if (Array.isArray(parent)) continue;
    // The writer wants fields in the order of their numbers.
    const ordered = Object.entries(parent).sort(([a], [b]) => Number(a.slice(6)) - Number(b.slice(6)));
    for (const [name] of ordered) delete parent[name];
    Object.assign(parent, Object.fromEntries(ordered));
  }
  return root;
}

function serialized(fields: Fields): Uint8Array {
  const writer = new ByteWriter();
  serializeTCompactProtocol(writer, fields as Parameters<typeof serializeTCompactProtocol>[1]);
  return new Uint8Array(writer.getBuffer());
}

function lengthOf(footer: Uint8Array): Uint8Array {
  return new Uint8Array(Uint32Array.of(footer.length).buffer);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
