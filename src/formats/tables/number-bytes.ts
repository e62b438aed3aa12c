/** Numbers as binary files write them: which types there are, and their bytes as floating-point numbers. */
import type { Floats } from '../../basics/arrays';

/** For example `f4`, `u1`, `i8`. */
export type NumberCode = 'f2' | 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8';

export function bytesOf(code: NumberCode): number {
  return Number(code[1]);
}

/** An array of `count` zeros that can hold the type exactly (64-bit integers up to 2⁵³). */
export function roomFor(code: NumberCode, count: number): Floats {
  const narrow = bytesOf(code) <= 2 || code === 'f4';
  return narrow ? new Float32Array(count) : new Float64Array(count);
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
