/** The pages of one column chunk of a Parquet file: unpacked, taken apart, and never larger than they say. */
import { snappyUncompress } from 'hyparquet';
import { ok, type Result } from '../../basics/result';
import { ByteWindow } from '../byte-window';
import { Damaged } from '../damaged';
import type { Limits } from '../limits';
import type { Chunk } from './footer';
import { readRuns } from './runs';
import type { Leaf } from './schema';
import { encodings, pickValues, readValues, type Values } from './values';
import type { SourceFile } from '../source';
import { countIn, readStruct, structIn, type Struct } from './thrift';

export interface Page {
  /** Values, missing ones and entries of lists included. */
  readonly count: number;
  /** A level for each; null where all are 0 or, of definitions, where none can be missing. */
  readonly repetition: Uint8Array | null;
  readonly definition: Uint8Array | null;
  /** Those that are there. */
  readonly values: Values;
}

const codecs = ['none', 'Snappy', 'gzip', 'LZO', 'Brotli', 'LZ4', 'Zstandard', 'LZ4'];
/** Bytes of a page header, statistics included, and values of it. */
const headerBytes = 2 ** 16;
const headerBudget = 4096;
/** Snappy makes at most 64 bytes of 3. */
const snappyRatio = 22;

/** How a chunk's pages are packed, when that is not read; null when it is. */
export function unreadCodec({ codec }: Chunk): string | null {
  return codec <= 1 ? null : `packed with ${codecs.at(codec) ?? 'an unknown method'}, which is not read`;
}

/**
 * The pages with data, each read when its turn comes; the last is a failure when the file cannot be read.
 * @throws Damaged when they hold more or fewer values than the chunk says
 */
export async function* pagesOf(
  file: SourceFile,
  chunk: Chunk,
  leaf: Leaf,
  limits: Limits,
): AsyncGenerator<Result<Page>> {
  const window = new ByteWindow(file, limits.pieceBytes, chunk.end);
  let dictionary: Values | null = null;
  let seen = 0;
  for (let at = chunk.start; seen < chunk.values;) {
    const head = await window.at(at, Math.min(chunk.end, at + headerBytes));
    if (!head.ok) return yield head;
    const { struct: header, end: length } = readStruct(head.value, 0, headerBudget);
    const start = at + length;
    const packed = countIn(header, 3);
    if (packed > chunk.end - start) throw new Damaged('has pages that claim more than there is');
    if (Math.max(packed, countIn(header, 2)) > limits.entryBytes)
      throw new Damaged('has pages that are too large', 'too-large');
    at = start + packed;
    const body = await window.at(start, at);
    if (!body.ok) return yield body;
    const raw = body.value;
    const kind = countIn(header, 1);
    if (kind === 2) {
      const unpacked = unpack(raw, countIn(header, 2), chunk.codec);
      dictionary = readValues(unpacked, leaf, encodings.plain, countIn(structIn(header, 7), 1));
    } else if (kind === 0 || kind === 3) {
      const about = structIn(header, kind === 0 ? 5 : 8);
      const count = countIn(about, 1);
      if (count > chunk.values - seen) throw new Damaged('has pages that hold more values than it says');
      seen += count;
      const page = kind === 0 ? oldPage(raw, header, chunk, leaf) : newPage(raw, header, chunk, leaf);
      yield ok({ ...page, count, values: valuesOf(page, count, leaf, dictionary) });
    } else if (kind !== 1) throw new Damaged('has pages of a kind that does not exist');
  }
}

/** Levels, and the bytes of the values. */
type Parts = Pick<Page, 'repetition' | 'definition'> & { readonly rest: Uint8Array; readonly encoding: number };

/** Levels and values are packed together; each level's bytes are counted before them. */
function oldPage(raw: Uint8Array, header: Struct, chunk: Chunk, leaf: Leaf): Parts {
  const about = structIn(header, 5);
  const count = countIn(about, 1);
  const bytes = unpack(raw, countIn(header, 2), chunk.codec);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const level = (most: number, encoding: number): Uint8Array | null => {
    if (most === 0) return null;
    if (encoding !== encodings.runs) throw new Damaged('has levels in an encoding that is not read', 'unsupported');
    if (at + 4 > bytes.length) throw new Damaged('ends in the middle of a page');
    const length = view.getUint32(at, true);
    at += 4;
    const levels = levelsOf(bytes.subarray(at, at + length), length, most, count);
    at += length;
    return levels;
  };
  const repetition = level(leaf.repetition, countIn(about, 4));
  const definition = level(leaf.definition, countIn(about, 3));
  return { repetition, definition, rest: bytes.subarray(at), encoding: countIn(about, 2) };
}

/** Levels lie before the values and are not packed. */
function newPage(raw: Uint8Array, header: Struct, chunk: Chunk, leaf: Leaf): Parts {
  const about = structIn(header, 8);
  const count = countIn(about, 1);
  const [first, second] = [countIn(about, 6), countIn(about, 5)];
  const levels = first + second;
  const size = countIn(header, 2) - levels;
  if (levels > raw.length || size < 0) throw new Damaged('ends in the middle of a page');
  const repetition = leaf.repetition === 0 ? null : levelsOf(raw, first, leaf.repetition, count);
  const definition = leaf.definition === 0 ? null : levelsOf(raw.subarray(first), second, leaf.definition, count);
  const rest = raw.subarray(levels);
  const values = about?.get(7) === false ? rest : unpack(rest, size, chunk.codec);
  return { repetition, definition, rest: values, encoding: countIn(about, 4) };
}

function levelsOf(bytes: Uint8Array, length: number, most: number, count: number): Uint8Array {
  if (length > bytes.length) throw new Damaged('ends in the middle of a page');
  const levels = new Uint8Array(count);
  readRuns(bytes, 0, length, 32 - Math.clz32(most), levels);
  if (levels.some((level) => level > most)) throw new Damaged('has levels that do not exist');
  return levels;
}

function valuesOf({ definition, rest, encoding }: Parts, count: number, leaf: Leaf, dictionary: Values | null): Values {
  let there = count;
  if (definition !== null) for (const level of definition) if (level < leaf.definition) there--;
  if (encoding !== encodings.dictionary && encoding !== encodings.oldDictionary) {
    return readValues(rest, leaf, encoding, there);
  }
  if (dictionary === null) throw new Damaged('lacks the dictionary that it names');
  return pickValues(rest, dictionary, there);
}

function unpack(bytes: Uint8Array, size: number, codec: number): Uint8Array {
  if (codec === 0) {
    if (size !== bytes.length) throw new Damaged('has pages of another size than they say');
    return bytes;
  }
  if (size > snappyRatio * bytes.length + 64) throw new Damaged('has pages that claim more than they can hold');
  const out = new Uint8Array(size);
  snappyUncompress(bytes, out);
  return out;
}
