import { describe, expect, it } from 'vitest';
import { ok, type Result } from '../../../src/basics/result';
import { NpyColumns, npyHeadBytes, npyLayout } from '../../../src/formats/numpy/npy-array';
import { int64Npy, npyBytes, npyHeader } from '../../corpus/npy-bytes';

interface NpyArray {
  readonly values: ArrayLike<number>;
  readonly rounded: number;
}

/** As one column, which is row-major; from pieces of `piece` bytes. */
function readNpyArray(bytes: Uint8Array, name: string, piece = bytes.length): Result<NpyArray> {
  const layout = npyLayout(bytes.subarray(0, npyHeadBytes), bytes.length, name);
  if (!layout.ok) return layout;
  const columns = new NpyColumns(layout.value, 1);
  const { start, end } = layout.value;
  for (let at = start; at < end; at += piece) columns.push(bytes.subarray(at, Math.min(end, at + piece)));
  return ok({ values: columns.columns[0], rounded: columns.rounded });
}

function read(result: Result<NpyArray>): NpyArray {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function bytesOf(values: { buffer: ArrayBufferLike }): Uint8Array {
  return new Uint8Array(values.buffer.slice(0));
}

function swapped(values: { buffer: ArrayBufferLike; BYTES_PER_ELEMENT: number }): Uint8Array {
  const bytes = bytesOf(values);
  for (let at = 0; at < bytes.length; at += values.BYTES_PER_ELEMENT) {
    bytes.subarray(at, at + values.BYTES_PER_ELEMENT).reverse();
  }
  return bytes;
}

const integers = [-3, 0, 100];
const naturals = [3, 0, 100];

describe('readNpyArray', () => {
  it.each([
    ['<f4', Float32Array.from([0.5, -2, NaN]), [0.5, -2, NaN]],
    ['<f8', Float64Array.from([0.1, 1e300, -0.25]), [0.1, 1e300, -0.25]],
    ['|i1', Int8Array.from(integers), integers],
    ['<i2', Int16Array.from(integers), integers],
    ['<i4', Int32Array.from(integers), integers],
    ['<i8', BigInt64Array.from(integers.map(BigInt)), integers],
    ['|u1', Uint8Array.from(naturals), naturals],
    ['<u2', Uint16Array.from(naturals), naturals],
    ['<u4', Uint32Array.from([3, 0, 4_000_000_000]), [3, 0, 4_000_000_000]],
    ['<u8', BigUint64Array.from(naturals.map(BigInt)), naturals],
    ['|b1', Uint8Array.from([1, 0, 1]), [1, 0, 1]],
    ['<f2', Uint16Array.from([0x3c00, 0xc000, 0x0001]), [1, -2, 2 ** -24]],
  ])('reads %s, and the other byte order as well', (descr, values, expected) => {
    const little = readNpyArray(npyBytes(npyHeader(descr, [3]), bytesOf(values)), 'a');
    expect(Array.from(read(little).values)).toEqual(expected);
    for (let piece = 1; piece < 10; piece++) {
      const pieces = readNpyArray(npyBytes(npyHeader(descr, [3]), bytesOf(values)), 'a', piece);
      expect(Array.from(read(pieces).values)).toEqual(expected);
    }
    const big = readNpyArray(npyBytes(npyHeader(descr.replace(/[<|]/, '>'), [3]), swapped(values)), 'a');
    expect(Array.from(read(big).values)).toEqual(expected);
  });

  it('reads infinities and not-a-number of half precision', () => {
    const halves = bytesOf(Uint16Array.from([0x7c00, 0xfc00, 0x7e00]));
    expect(Array.from(read(readNpyArray(npyBytes(npyHeader('<f2', [3]), halves), 'a')).values)).toEqual([
      Infinity,
      -Infinity,
      NaN,
    ]);
  });

  it('turns column-major arrays of two and three dimensions into row-major ones', () => {
    const matrix = bytesOf(Float64Array.from([1, 4, 2, 5, 3, 6]));
    const flat = read(readNpyArray(npyBytes(npyHeader('<f8', [2, 3], true), matrix), 'a'));
    expect(Array.from(flat.values)).toEqual([1, 2, 3, 4, 5, 6]);
    // value = 100 e + 10 t + c, laid out with e fastest
    const cube = [0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121];
    const stack = readNpyArray(npyBytes(npyHeader('<f8', [2, 3, 2], true), bytesOf(Float64Array.from(cube))), 'a');
    expect(Array.from(read(stack).values)).toEqual(cube.toSorted((a, b) => a - b));
  });

  it.each([1, 2, 3])('reads header version %i', (version) => {
    const bytes = npyBytes(npyHeader('<f8', [1]), bytesOf(Float64Array.of(7)), version);
    expect(Array.from(read(readNpyArray(bytes, 'a')).values)).toEqual([7]);
  });

  it('reads arrays that lie at an odd offset of a larger buffer', () => {
    const bytes = npyBytes(npyHeader('<f8', [1]), bytesOf(Float64Array.of(7)));
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(Array.from(read(readNpyArray(shifted.subarray(1), 'a')).values)).toEqual([7]);
    expect(Array.from(read(readNpyArray(Buffer.from(shifted).subarray(1), 'a')).values)).toEqual([7]);
  });

  it('counts the 64-bit integers that float64 cannot hold', () => {
    const large = 2n ** 53n;
    expect(read(readNpyArray(int64Npy([large - 1n, -large + 1n], [2]), 'a')).rounded).toBe(0);
    const { values, rounded } = read(readNpyArray(int64Npy([large + 1n, -(2n ** 62n)], [2]), 'a'));
    expect(rounded).toBe(2);
    expect(values[1]).toBe(-(2 ** 62));
  });
});
