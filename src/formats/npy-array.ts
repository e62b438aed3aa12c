/** The values of an npy array as floating-point numbers, row-major. */
import type { Floats } from '../basics/arrays';
import { fail, ok, type Result } from '../basics/result';
import type { Skipped } from '../demonstrations/table';
import { parseNpyHeader, truncated, type NpyHeader } from './npy-header';

export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major, product of `shape` long. */
  readonly values: Floats;
  /** How many 64-bit integers lie beyond 2⁵³ and were rounded. */
  readonly rounded: number;
}

/** Types that float32 holds exactly; everything else becomes float64. */
const exactInFloat32 = new Set(['f2', 'f4', 'b1', '?', 'i1', 'u1', 'i2', 'u2']);

/**
 * Reads header and values. Fails with `pickle` (object arrays), `unsupported` (other types), `truncated` (the header
 * claims more than the bytes hold) or `malformed`.
 * @param name for the sentences
 */
export function readNpyArray(bytes: Uint8Array, name: string): Result<NpyArray> {
  const header = parseNpyHeader(bytes, name);
  if (!header.ok) return header;
  const type = typeOf(header.value, name);
  if (!type.ok) return type;
  const { size } = type.value;
  const { shape, offset } = header.value;
  const count = shape.reduce((product, length) => product * length, 1);
  if (count * size > bytes.length - offset) return truncated(name);
  // Entries of archives lie at any offset, typed arrays only at multiples of their size: copy first.
  const raw = new Uint8Array(bytes.subarray(offset, offset + count * size));
  const { values, rounded } = decode(raw, type.value, count);
  return ok({ shape, values: header.value.fortranOrder ? rowMajor(values, shape) : values, rounded });
}

/** Says that integers beyond 2⁵³ lost their last digits; nothing when none did. */
export function roundedNote(what: string, rounded: number): Skipped[] {
  if (rounded === 0) return [];
  return [{ what, why: `read, but ${rounded} of its 64-bit integers lie beyond 2⁵³ and were rounded` }];
}

interface NumberType {
  readonly code: string;
  readonly size: number;
  readonly bigEndian: boolean;
}

function typeOf({ descr }: NpyHeader, name: string): Result<NumberType> {
  if (descr !== null && descr.includes('O')) {
    const message = `“${name}” is a pickled object column. Opening one can run any program, so it is never opened.`;
    return fail('pickle', message, 'Save numbers instead of Python objects.');
  }
  const match = /^([<>|=]?)(f2|f4|f8|i1|i2|i4|i8|u1|u2|u4|u8|b1|\?)$/.exec(descr ?? '');
  if (match === null) {
    const message = `“${name}” holds values of type ${descr ?? 'record'}, which are not numbers that can be read.`;
    return fail('unsupported', message, 'Save it as floating-point numbers.');
  }
  const [, order, code] = match;
  return ok({ code, size: code === '?' ? 1 : Number(code[1]), bigEndian: order === '>' });
}

function decode(raw: Uint8Array, type: NumberType, count: number): { values: Floats; rounded: number } {
  if (type.bigEndian) swapBytes(raw, type.size);
  const { buffer } = raw;
  if (type.code === 'f4') return { values: new Float32Array(buffer, 0, count), rounded: 0 };
  if (type.code === 'f8') return { values: new Float64Array(buffer, 0, count), rounded: 0 };
  if (type.code === 'i8' || type.code === 'u8') return wideIntegers(new Uint32Array(buffer), count, type.code === 'i8');
  const values = exactInFloat32.has(type.code) ? new Float32Array(count) : new Float64Array(count);
  if (type.code === 'f2') {
    new Uint16Array(buffer, 0, count).forEach((half, i) => (values[i] = halfToNumber(half)));
  } else {
    values.set(integersOf(type.code, buffer, count));
  }
  return { values, rounded: 0 };
}

function integersOf(code: string, buffer: ArrayBufferLike, count: number): ArrayLike<number> {
  if (code === 'i1') return new Int8Array(buffer, 0, count);
  if (code === 'i2') return new Int16Array(buffer, 0, count);
  if (code === 'u2') return new Uint16Array(buffer, 0, count);
  if (code === 'i4') return new Int32Array(buffer, 0, count);
  if (code === 'u4') return new Uint32Array(buffer, 0, count);
  const bytes = new Uint8Array(buffer, 0, count);
  return code === 'u1' ? bytes : bytes.map((byte) => (byte === 0 ? 0 : 1));
}

/** 64-bit integers from pairs of words: far faster than through BigInt, exact up to 2⁵³. */
export function wideIntegers(
  words: Uint32Array,
  count: number,
  signed: boolean,
): { values: Float64Array; rounded: number } {
  const values = new Float64Array(count);
  let rounded = 0;
  for (let i = 0; i < count; i++) {
    const high = signed ? words[2 * i + 1] | 0 : words[2 * i + 1];
    values[i] = high * 4294967296 + words[2 * i];
    if (!Number.isSafeInteger(values[i])) rounded++;
  }
  return { values, rounded };
}

/** IEEE 754 binary16. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function swapBytes(raw: Uint8Array, size: number): void {
  for (let start = 0; start < raw.length; start += size) raw.subarray(start, start + size).reverse();
}

/** From column-major to row-major. */
function rowMajor(values: Floats, shape: readonly number[]): Floats {
  const out = values.slice();
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = values[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
