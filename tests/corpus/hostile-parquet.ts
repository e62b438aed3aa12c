/** Parquet files that are broken, foreign or lie. */
import type { HostileSample } from './hostile';
import { firstChunk, parquetBytes, reforged, reforgedPage, type Edits } from './parquet-bytes';

const numbers = Array.from({ length: 100 }, (_, i) => i / 7);
const good = parquetBytes([{ name: 'x', type: 'DOUBLE', data: numbers }]);
const flags = parquetBytes([{ name: 'x', type: 'INT32', data: numbers.map((_, i) => i % 3) }]);
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'b'.repeat(64)}\nsize 20\n`;
const many = 2n ** 40n;
/** Rows as the file counts them: in all, and in its only group. */
const allRows = '3';
const groupRows = '4.0.3';

function withFooter(footer: readonly number[]): Uint8Array {
  const length = new Uint8Array(Uint32Array.of(footer.length).buffer);
  return Uint8Array.from([...good.slice(0, -8 - footerLength), ...footer, ...length, ...good.slice(-4)]);
}

const footerLength = new DataView(good.buffer).getUint32(good.length - 8, true);

/** The file whose only column chunk says something else. */
function chunk(field: number, value: Edits[string]): Uint8Array {
  return reforged(good, { [`${firstChunk}.${field}`]: value });
}

function file(title: string, bytes: Uint8Array, kind: HostileSample['kind']): HostileSample {
  return { title: `Parquet: ${title}`, files: { 'a.parquet': bytes }, kind };
}

export const hostileParquet: readonly HostileSample[] = [
  { title: 'a git-lfs pointer named Parquet', files: { 'a.parquet': pointer }, kind: 'git-lfs-pointer' },
  file('nothing but its mark', good.slice(0, 4), 'truncated'),
  file('cut in half', good.slice(0, good.length >> 1), 'truncated'),
  file('its last byte is missing', good.slice(0, -1), 'truncated'),
  file('cut in its values', Uint8Array.from([...good.slice(0, 300), ...good.slice(-8 - footerLength)]), 'malformed'),
  file('a table of contents longer than the file', Uint8Array.from([...good.slice(0, -8), 0xff, 0xff, 0xff, 0x7f, ...good.slice(-4)]), 'truncated'),
  file('a table of contents of nothing', withFooter([0]), 'malformed'),
  file('an integer without an end', withFooter([0x16, ...Array.from({ length: 5000 }, () => 0xff)]), 'malformed'),
  file('structs without an end', withFooter(Array.from({ length: 5000 }, () => 0x1c)), 'malformed'),
  file('a list that claims two thousand million entries', withFooter([0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 7]), 'malformed'),
  file('encrypted', Uint8Array.from([...good.slice(0, -1), 0x45]), 'unsupported'),
  file('more rows than its groups have', reforged(good, { [allRows]: many }), 'malformed'),
  file('a group of more rows than are there', reforged(good, { [allRows]: many, [groupRows]: many }), 'malformed'),
  file('fewer rows than are there', reforged(good, { [allRows]: 7n, [groupRows]: 7n }), 'malformed'),
  file('rows below zero', reforged(good, { [allRows]: -1n, [groupRows]: -1n }), 'malformed'),
  file('no rows', parquetBytes([{ name: 'x', type: 'DOUBLE', data: [] }]), 'empty'),
  file('a column of more values than memory', chunk(5, many), 'too-large'),
  file('a column of more values than are there', chunk(5, 101n), 'malformed'),
  file('a column that begins outside of it', chunk(9, many), 'malformed'),
  file('a column that is longer than it', chunk(7, many), 'malformed'),
  file('a column under another name', chunk(3, [Uint8Array.of(0x79)]), 'malformed'),
  file('a column in another file', reforged(good, { '4.0.1.0.1': Uint8Array.of(0x2f) }), 'unsupported'),
  file('packed with gzip', parquetBytes([{ name: 'x', type: 'DOUBLE', data: numbers }], { codec: 'GZIP' }), 'unsupported'),
  file('packed with what does not exist', chunk(4, 99), 'unsupported'),
  file('a schema that claims a million columns', reforged(good, { '2.0.5': 1_000_000 }), 'malformed'),
  file('a schema without a root', reforged(good, { '2': [] }), 'malformed'),
  file('a page that claims four gigabytes', reforgedPage(good, { '2': 0xffff_fff0 }), 'malformed'),
  file('a page that claims more than it can unpack to', reforgedPage(good, { '2': 400_000_000 }), 'malformed'),
  file('a page of another size than it says', reforgedPage(good, { '2': 801 }), 'malformed'),
  file('a page that claims more bytes than its column has', reforgedPage(good, { '3': 90_000 }), 'malformed'),
  file('a page of two thousand million values', reforgedPage(good, { '8.1': 2_000_000_000 }), 'malformed'),
  file('a dictionary of more entries than bytes', reforgedPage(flags, { '7.1': 2_000_000_000 }), 'malformed'),
  file('a dictionary that is too short', reforgedPage(flags, { '7.1': 1 }), 'malformed'),
  file('only pictures', parquetBytes([{ name: 'image', type: 'BYTE_ARRAY', data: [Uint8Array.of(1), Uint8Array.of(2)] }]), 'unsupported'),
  file('a column named __proto__', parquetBytes([{ name: '__proto__', type: 'DOUBLE', data: [1] }]), 'unsafe-name'),
  file('a column named constructor', parquetBytes([{ name: 'constructor', type: 'DOUBLE', list: true, data: [[1]] }]), 'unsafe-name'),
];
