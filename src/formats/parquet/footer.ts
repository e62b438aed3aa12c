/** The table of contents at the end of a Parquet file: columns, and where the chunks of each lie. */
import { fail, ok, type Result } from '../../basics/result';
import { Damaged } from '../damaged';
import type { Limits } from '../limits';
import { leavesOf, type Leaf } from './schema';
import { readSlice, type SourceFile } from '../source';
import { countIn, numberIn, readStruct, structIn, structsIn, type Struct, type Thrift } from './thrift';

export interface Chunk {
  readonly codec: number;
  /** Values, missing ones and entries of lists included, as the file claims. */
  readonly values: number;
  /** Bytes start ≤ i < end of the file; they lie inside it. */
  readonly start: number;
  readonly end: number;
}

export interface Footer {
  readonly leaves: readonly Leaf[];
  /** Rows as the file claims; a chunk for each leaf. */
  readonly groups: readonly { readonly rows: number; readonly chunks: readonly Chunk[] }[];
  readonly rows: number;
}

const magic = 'PAR1';
/** More bytes than any recording's table of contents has. */
const largest = 16 * 2 ** 20;

/** Fails with `truncated`, `unsupported` (encrypted), `too-large` or `storage`. @throws Damaged */
export async function readFooter(file: SourceFile, limits: Limits): Promise<Result<Footer>> {
  if (file.size < 12) return cutShort(file.name);
  const tail = await readSlice(file, file.size - 8, file.size);
  if (!tail.ok) return tail;
  const mark = String.fromCharCode(...tail.value.subarray(4, 8));
  if (mark === 'PARE') {
    return fail('unsupported', `“${file.name}” is an encrypted Parquet file.`, 'Write it again without encryption.');
  }
  if (tail.value.length < 8 || mark !== magic) return cutShort(file.name);
  const length = new DataView(tail.value.buffer, tail.value.byteOffset).getUint32(0, true);
  if (length > file.size - 12) return cutShort(file.name);
  if (length > largest) throw new Damaged('has a table of contents that is too large', 'too-large');
  const bytes = await readSlice(file, file.size - 8 - length, file.size - 8);
  if (!bytes.ok) return bytes;
  return ok(footerOf(readStruct(bytes.value, 0).struct, file.size - 8 - length, limits));
}

function footerOf(root: Struct, dataEnd: number, limits: Limits): Footer {
  const elements = structsIn(root, 2);
  if (elements.length > 8 * limits.columns) throw new Damaged(`has more than ${limits.columns} columns`, 'too-large');
  const leaves = leavesOf(elements);
  const groups = structsIn(root, 4).map((group) => {
    const chunks = structsIn(group, 1);
    if (chunks.length !== leaves.length) throw new Damaged('has row groups that lack columns');
    return { rows: countIn(group, 3), chunks: chunks.map((chunk, i) => chunkOf(chunk, leaves[i], dataEnd)) };
  });
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows !== countIn(root, 3)) throw new Damaged('holds another number of rows than it says');
  return { leaves, groups, rows };
}

function chunkOf(chunk: Struct, leaf: Leaf, dataEnd: number): Chunk {
  if (chunk.has(1)) throw new Damaged('keeps its columns in other files', 'unsupported');
  const meta = structIn(chunk, 3);
  if (meta === undefined) throw new Damaged('has encrypted columns', 'unsupported');
  const path = meta.get(3);
  if (!Array.isArray(path) || pathOf(path as readonly Thrift[]) !== leaf.path)
    throw new Damaged('mixes up its columns');
  const data = countIn(meta, 9);
  const dictionary = numberIn(meta, 11) ?? 0;
  const start = dictionary > 0 ? Math.min(dictionary, data) : data;
  const end = start + countIn(meta, 7);
  if (start < 4 || end > dataEnd) throw new Damaged('has columns that lie outside of it');
  return { codec: countIn(meta, 4), values: countIn(meta, 5), start, end };
}

function pathOf(parts: readonly Thrift[]): string {
  return parts.map((part) => (part instanceof Uint8Array ? new TextDecoder().decode(part) : '')).join('\n');
}

function cutShort(name: string): ReturnType<typeof fail> {
  const message = `“${name}” is a Parquet file that was cut short: its end is missing.`;
  return fail('truncated', message, 'Copy or download it again.');
}
