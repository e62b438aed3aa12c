/** Values of a Parquet page as numbers or texts; missing ones have no place in it. */
import { parseFloat16 } from 'hyparquet/src/convert.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { Floats } from '../../basics/arrays';
import { Damaged } from '../damaged';
import { readDeltas } from './delta';
import { readRuns } from './runs';
import type { Leaf } from './schema';

export interface Values {
  readonly numbers: Floats;
  /** null where the column holds numbers; then `numbers` is empty the other way round. */
  readonly texts: readonly string[] | null;
  /** How many 64-bit integers lie beyond 2⁵³ and were rounded. */
  readonly rounded: number;
}

/** Encodings by their numbers. */
export const encodings = {
  plain: 0,
  oldDictionary: 2,
  runs: 3,
  deltas: 5,
  deltaLengths: 6,
  dictionary: 8,
  split: 9,
} as const;

const bytesOf = {
  BOOLEAN: 1 / 8,
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
  BYTE_ARRAY: 4,
  FIXED_LEN_BYTE_ARRAY: 2,
};

/** `count` values from the start of `bytes`, which belong to no dictionary. @throws Damaged */
export function readValues(bytes: Uint8Array, leaf: Leaf, encoding: number, count: number): Values {
  const { type, length } = leaf;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  switch (encoding) {
    case encodings.plain:
      enough(bytes, leaf, count);
      return converted(readPlain(reader, type, count, length), leaf);
    case encodings.split:
      enough(bytes, leaf, count);
      return converted(byteStreamSplit(reader, count, type, length), leaf);
    case encodings.runs: {
      if (type !== 'BOOLEAN') break;
      const flags = new Uint8Array(count);
      if (count > 0) readRuns(bytes, 4, bytes.length, 1, flags);
      return converted(flags, leaf);
    }
    case encodings.deltas:
      if (type !== 'INT32' && type !== 'INT64') break;
      return converted(readDeltas(bytes, 0, count).values, leaf);
    case encodings.deltaLengths:
      if (leaf.content !== 'text') break;
      return converted(sliced(bytes, count), leaf);
  }
  throw new Damaged('has values in an encoding that is not read', 'unsupported');
}

/** Entries of a dictionary at the places that `bytes` name. @throws Damaged */
export function pickValues(bytes: Uint8Array, dictionary: Values, count: number): Values {
  if (count === 0)
    return { ...dictionary, numbers: dictionary.numbers.subarray(0, 0), texts: dictionary.texts && [], rounded: 0 };
  if (bytes.length === 0) throw new Damaged('ends in the middle of a page');
  const places = new Int32Array(count);
  if (bytes[0] > 0) readRuns(bytes, 1, bytes.length, bytes[0], places);
  const { numbers, texts } = dictionary;
  const entries = texts?.length ?? numbers.length;
  if (places.some((place) => place >= entries)) throw new Damaged('names an entry that its dictionary lacks');
  if (texts !== null) return { numbers, texts: Array.from(places, (place) => texts[place]), rounded: 0 };
  const picked = numbers instanceof Float32Array ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) picked[i] = numbers[places[i]];
  const rounded =
    dictionary.rounded === 0 ? 0 : picked.filter((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER).length;
  return { numbers: picked, texts: null, rounded };
}

function enough(bytes: Uint8Array, { type }: Leaf, count: number): void {
  if (count * bytesOf[type] > bytes.length) throw new Damaged('ends in the middle of a page');
}

/** Texts whose lengths come first, as differences. */
function sliced(bytes: Uint8Array, count: number): Uint8Array[] {
  const { values, end } = readDeltas(bytes, 0, count);
  let at = end;
  return Array.from(values, (length) => {
    const size = Number(length);
    if (size < 0 || size > bytes.length - at) throw new Damaged('ends in the middle of a page');
    at += size;
    return bytes.subarray(at - size, at);
  });
}

function converted(raw: ArrayLike<unknown>, leaf: Leaf): Values {
  if (leaf.content === 'text') {
    const decoder = new TextDecoder();
    const texts = Array.from(raw, (value) => decoder.decode(value as Uint8Array));
    return { numbers: new Float32Array(0), texts, rounded: 0 };
  }
  if (leaf.content === 'wide') {
    const numbers = Float64Array.from(raw as ArrayLike<Uint8Array>, (bytes) => wideInteger(bytes) / leaf.divisor);
    return { numbers, texts: null, rounded: 0 };
  }
  const { numbers, rounded } = numbersOf(raw, leaf);
  if (leaf.divisor !== 1) for (let i = 0; i < numbers.length; i++) numbers[i] /= leaf.divisor;
  return { numbers, texts: null, rounded };
}

function numbersOf(raw: ArrayLike<unknown>, leaf: Leaf): { numbers: Floats; rounded: number } {
  if (raw instanceof BigInt64Array) {
    return leaf.type === 'INT64'
      ? wide(raw, leaf.unsigned)
      : narrowed(
          Int32Array.from(raw, (value) => Number(BigInt.asIntN(32, value))),
          leaf,
        );
  }
  if (raw instanceof Float32Array || raw instanceof Float64Array) return { numbers: raw.slice(), rounded: 0 };
  if (leaf.content !== 'half') return narrowed(raw as ArrayLike<number>, leaf);
  const halves = raw as ArrayLike<Uint8Array>;
  return { numbers: Float32Array.from(halves, (half) => parseFloat16(half) ?? NaN), rounded: 0 };
}

/** Two’s complement, the highest byte first; as near as a double comes. */
function wideInteger(bytes: Uint8Array): number {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return Number(BigInt.asIntN(8 * bytes.length, value));
}

function narrowed(raw: ArrayLike<number>, leaf: Leaf): { numbers: Floats; rounded: number } {
  const numbers = leaf.narrow ? new Float32Array(raw.length) : new Float64Array(raw.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = leaf.unsigned ? raw[i] >>> 0 : Number(raw[i]);
  return { numbers, rounded: 0 };
}

/** Exact up to 2⁵³; by pairs of words, which is far faster than number by number. */
function wide(raw: BigInt64Array, unsigned: boolean): { numbers: Floats; rounded: number } {
  const words = new Uint32Array(raw.buffer, raw.byteOffset, 2 * raw.length);
  const numbers = new Float64Array(raw.length);
  let rounded = 0;
  for (let i = 0; i < numbers.length; i++) {
    const high = unsigned ? words[2 * i + 1] : words[2 * i + 1] | 0;
    numbers[i] = high * 4294967296 + words[2 * i];
    if (!Number.isSafeInteger(numbers[i])) rounded++;
  }
  return { numbers, rounded };
}
