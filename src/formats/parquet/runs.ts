/** Parquet's mix of runs and packed bits, in which levels and places in dictionaries are written. */
import { Damaged } from '../damaged';

/** Wider numbers would stand for more entries than any dictionary has. */
const widest = 24;

/**
 * Fills `out` from bytes from ≤ i < to with numbers of `width` bits. Longer runs than `out` has room for are cut.
 * @throws Damaged when the bytes end before `out` is full
 */
export function readRuns(
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  out: Uint8Array | Int32Array,
): void {
  if (width > widest) throw new Damaged('has a dictionary that is too large');
  let at = from;
  let filled = 0;
  while (filled < out.length) {
    let head = 0;
    for (let digit = 0; ; digit++) {
      if (at >= to || digit > 4) throw new Damaged('ends in the middle of a page');
      const byte = bytes[at++];
      head += (byte & 127) * 128 ** digit;
      if (byte < 128) break;
    }
    const length = Math.floor(head / 2);
    if (head % 2 === 0) {
      let value = 0;
      for (let i = 0; i < width; i += 8) {
        if (at >= to) throw new Damaged('ends in the middle of a page');
        value |= bytes[at++] << i;
      }
      out.fill(value, filled, filled + length);
      filled = Math.min(out.length, filled + length);
    } else {
      const count = Math.min(8 * length, out.length - filled);
      if (Math.ceil((count * width) / 8) > to - at) throw new Damaged('ends in the middle of a page');
      unpack(bytes, at, width, out, filled, count);
      at += length * width;
      filled += count;
    }
  }
}

function unpack(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array | Int32Array,
  first: number,
  count: number,
): void {
  const mask = (1 << width) - 1;
  let at = start;
  let held = 0;
  let bits = 0;
  for (let i = first; i < first + count; i++) {
    while (bits < width) {
      held |= bytes[at++] << bits;
      bits += 8;
    }
    out[i] = held & mask;
    held >>>= width;
    bits -= width;
  }
}
