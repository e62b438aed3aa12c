/** Parquet's DELTA_BINARY_PACKED: integers as differences in blocks of packed bits. */
import { Damaged } from '../damaged';

/** Most values of a block; writers use 128. */
const largestBlock = 2 ** 16;

/**
 * `count` integers from byte `from` on, wrapped around as 64-bit ones.
 * @returns the integers and the byte after them
 * @throws Damaged
 */
export function readDeltas(bytes: Uint8Array, from: number, count: number): { values: BigInt64Array; end: number } {
  const bits = new Bits(bytes, from);
  const block = Number(bits.varint());
  const parts = Number(bits.varint());
  const claimed = Number(bits.varint());
  const each = block / parts;
  if (block > largestBlock || parts < 1 || !Number.isInteger(each) || each % 8 !== 0 || claimed < count) {
    throw new Damaged('has differences in blocks that cannot be');
  }
  // A block takes at least a byte, so that no more can be claimed than is there.
  if (count > 1 + block * (bytes.length - from)) throw new Damaged('ends in the middle of a page');
  const values = new BigInt64Array(count);
  let value = bits.zigzag();
  if (count > 0) values[0] = value;
  for (let filled = 1; filled < count;) {
    const least = bits.zigzag();
    const widths = Array.from({ length: parts }, () => bits.byte());
    for (let part = 0; part < parts && filled < count; part++) {
      const end = bits.at + (each * widths[part]) / 8;
      if (widths[part] > 64) throw new Damaged('has differences in blocks that cannot be');
      const wanted = Math.min(each, count - filled);
      for (let i = 0; i < wanted; i++) {
        value = BigInt.asIntN(64, value + least + bits.packed(widths[part]));
        values[filled++] = value;
      }
      bits.skipTo(end);
    }
  }
  return { values, end: bits.at };
}

class Bits {
  private held = 0n;
  private count = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    if (this.at >= this.bytes.length) throw new Damaged('ends in the middle of a page');
    return this.bytes[this.at++];
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Damaged('has an integer without an end');
  }

  zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  packed(width: number): bigint {
    while (this.count < width) {
      this.held |= BigInt(this.byte()) << BigInt(this.count);
      this.count += 8;
    }
    const value = BigInt.asUintN(width, this.held);
    this.held >>= BigInt(width);
    this.count -= width;
    return value;
  }

  /** Past the padding of a part; writers may leave out that of the last one. */
  skipTo(end: number): void {
    this.held = 0n;
    this.count = 0;
    this.at = Math.min(end, this.bytes.length);
  }
}
