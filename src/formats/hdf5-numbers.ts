/** Which HDF5 types are numbers, and the bytes of such numbers as floating-point numbers. */
import type { Floats } from '../basics/arrays';
import { halfToNumber, wideIntegers } from './npy-array';
import type { Hdf5Metadata } from './hdf5-library';

/** For example `f4`, `u1`, `i8`. */
export type NumberCode = 'f2' | 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8';

const integer = 0;
const floating = 1;
const bits = 4;
/** h5py stores truth values so. */
const enumeration = 8;
const others: Readonly<Record<number, string>> = {
  2: 'times',
  3: 'text',
  5: 'bytes without meaning',
  6: 'records of several fields',
  7: 'references to other arrays',
  9: 'lists of any length',
  10: 'small arrays',
};

/** The code of a type of numbers, or what else the type holds, for people. */
export function numberCode({ type, size, signed, vlen }: Hdf5Metadata): { code: NumberCode } | { holds: string } {
  if (vlen) return { holds: 'text' };
  if (type === floating && (size === 2 || size === 4 || size === 8)) return { code: `f${size}` };
  if (type === integer || type === bits || type === enumeration) {
    const sign = signed && type !== bits ? 'i' : 'u';
    if (size === 1 || size === 2 || size === 4 || size === 8) return { code: `${sign}${size}` };
  }
  return { holds: others[type] ?? `numbers of ${size} bytes` };
}

export function bytesOf(code: NumberCode): number {
  return Number(code[1]);
}

/** An array of `count` missing values that holds the type exactly (64-bit integers up to 2⁵³). */
export function roomFor(code: NumberCode, count: number): Floats {
  const narrow = bytesOf(code) <= 2 || code === 'f4';
  return (narrow ? new Float32Array(count) : new Float64Array(count)).fill(NaN);
}

/**
 * @param raw little-endian, in a buffer of its own
 * @returns the numbers, and how many 64-bit integers were rounded
 */
export function decodeNumbers(
  raw: Uint8Array<ArrayBuffer>,
  code: NumberCode,
): { numbers: ArrayLike<number>; rounded: number } {
  const { buffer } = raw;
  const count = raw.length / bytesOf(code);
  if (code === 'i8' || code === 'u8') {
    const { values, rounded } = wideIntegers(new Uint32Array(buffer), count, code === 'i8');
    return { numbers: values, rounded };
  }
  if (code === 'f2') return { numbers: Float32Array.from(new Uint16Array(buffer), halfToNumber), rounded: 0 };
  return { numbers: new arrays[code](buffer), rounded: 0 };
}

const arrays = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
} as const;
