/** Damages files as bad disks, bad lines and bad people do, the same way for the same random numbers. */
import type { Random } from '../../src/basics/random';

type Operation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** What formats begin their structures with: sizes and counts follow. */
const marks = [
  'PK\x01\x02',
  'PK\x03\x04',
  'PK\x05\x06',
  'NUMPY',
  'TREE',
  'SNOD',
  'HEAP',
  'OHDR',
  'FRHP',
  'ustar',
  'shape',
];
const words = [
  ...['"', ',', '\n', '\t', ';', '{', '[', ']', '}', ':', '#', '\0', '\ufeff', 'NaN', '1e999', '-1', '0x1f', '1_000'],
  ...['__proto__', 'constructor', '../', '/', 'C:\\', '=cmd()', 'null', 'true', '"x":', '[[', '(', '|O', '>f8', '<U9'],
].map((word) => new TextEncoder().encode(word));
const bytesOfInterest = [0, 1, 0x7f, 0x80, 0xff, 0x2c, 0x0a, 0x22, 0x7b];
const places = new WeakMap<Uint8Array, readonly number[]>();

/** One change, or in every second case up to eight. @param other a file of the same kind, whose end may take the place of its own */
export function mutate(bytes: Uint8Array, random: Random, other: Uint8Array = bytes): Uint8Array {
  let out = bytes;
  for (let times = 1 + random.integer(2) * random.integer(8); times > 0; times--) {
    const operation = operations[random.integer(operations.length)];
    out = operation(out, random, other);
  }
  return out;
}

/** Anywhere, or near the start, near the end, or behind the mark of a structure. */
function place(bytes: Uint8Array, random: Random): number {
  const kind = random.integer(4);
  if (kind === 0) return random.integer(bytes.length + 1);
  if (kind === 1) return random.integer(Math.min(96, bytes.length + 1));
  if (kind === 2) return bytes.length - random.integer(Math.min(160, bytes.length + 1));
  const found = structures(bytes);
  if (found.length === 0) return random.integer(bytes.length + 1);
  return Math.min(bytes.length, found[random.integer(found.length)] + random.integer(64));
}

function structures(bytes: Uint8Array): readonly number[] {
  const known = places.get(bytes);
  if (known !== undefined) return known;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: number[] = [];
  for (const mark of marks) {
    for (let at = text.indexOf(mark, 0, 'latin1'); at >= 0; at = text.indexOf(mark, at + 1, 'latin1')) found.push(at);
  }
  places.set(bytes, found);
  return found;
}

/** The bytes with `count` from `at` on replaced. */
function replaced(bytes: Uint8Array, at: number, count: number, by: Uint8Array): Uint8Array {
  const end = Math.min(bytes.length, at + count);
  const out = new Uint8Array(at + by.length + bytes.length - end);
  out.set(bytes.subarray(0, at));
  out.set(by, at);
  out.set(bytes.subarray(end), at + by.length);
  return out;
}

/** Sizes that no file has, that this one has, and that overflow something. */
function sizeOfInterest(bytes: Uint8Array, random: Random): bigint {
  const length = BigInt(bytes.length);
  const sizes = [
    0n,
    1n,
    -1n,
    127n,
    128n,
    255n,
    65_535n,
    0x7fff_ffffn,
    0x8000_0000n,
    0xffff_fff0n,
    1n << 40n,
    1n << 53n,
  ];
  const all = [...sizes, length, length - 1n, length + 1n, length * 2n, BigInt(random.integer(4096))];
  return all[random.integer(all.length)];
}

const overwrite: Operation = (bytes, random) => {
  const width = [1, 2, 4, 8][random.integer(4)];
  const number = new DataView(new ArrayBuffer(8));
  const little = random.integer(8) > 0;
  number.setBigUint64(0, BigInt.asUintN(8 * width, sizeOfInterest(bytes, random)), little);
  const all = new Uint8Array(number.buffer);
  return replaced(bytes, place(bytes, random), width, little ? all.subarray(0, width) : all.subarray(8 - width));
};

const flip: Operation = (bytes, random) => {
  const at = place(bytes, random);
  return at < bytes.length ? replaced(bytes, at, 1, Uint8Array.of(bytes[at] ^ (1 << random.integer(8)))) : bytes;
};

const set: Operation = (bytes, random) =>
  replaced(bytes, place(bytes, random), 1, Uint8Array.of(bytesOfInterest[random.integer(bytesOfInterest.length)]));

const insert: Operation = (bytes, random) =>
  replaced(bytes, place(bytes, random), 0, Uint8Array.of(random.integer(256)));

const remove: Operation = (bytes, random) =>
  replaced(bytes, place(bytes, random), 1 + random.integer(8), new Uint8Array(0));

const repeat: Operation = (bytes, random) => {
  const at = place(bytes, random);
  return replaced(bytes, at, 0, bytes.slice(at, at + 1 + random.integer(64)));
};

const say: Operation = (bytes, random) =>
  replaced(bytes, place(bytes, random), random.integer(2) * 4, words[random.integer(words.length)]);

const cut: Operation = (bytes, random) =>
  random.next() < 0.2 ? bytes.subarray(0, random.integer(bytes.length + 1)) : bytes;

const splice: Operation = (bytes, random, other) => {
  if (random.next() > 0.2) return bytes;
  const start = random.integer(other.length + 1);
  return replaced(bytes, place(bytes, random), bytes.length, other.subarray(start));
};

const operations: readonly Operation[] = [flip, set, insert, remove, repeat, overwrite, overwrite, say, cut, splice];
