/** Reads zip archives by their central directory, and refuses those that unpack to more than they may. */
import { inflateSync } from 'fflate';
import { fail, ok, type Result } from '../basics/result';
import { crc32 } from './artifact/crc32';
import type { Limits } from './limits';

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** Offset of the local header. */
  readonly offset: number;
  /** What it is, as Unix puts it; 0 where the archive does not say. */
  readonly mode: number;
}

const localMark = 0x04034b50;
const centralMark = 0x02014b50;
const endMark = 0x06054b50;
const longestComment = 65_535;
const wide = 0xffffffff;

/** The entries that the archive lists. Fails with `truncated`, `malformed`, `unsupported` or `too-large`. */
export function zipEntries(bytes: Uint8Array, file: string, limits: Limits): Result<ZipEntry[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0) return broken(file);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > limits.entries) return tooLarge(file, `it lists ${count} entries`);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== centralMark) return broken(file);
    const next =
      at + 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) return broken(file);
    const entry = centralEntry(view, bytes, at);
    if (entry === null) return encrypted(file);
    entries.push(entry);
    at = next;
  }
  return checkSizes(entries, file, limits);
}

/** Unpacks one entry into bytes of its own and checks length and checksum. @param name for the sentences */
export function readZipEntry(bytes: Uint8Array, entry: ZipEntry, name: string): Result<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, packed, size, method } = entry;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== localMark) return broken(name);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) return broken(name);
  const data = bytes.subarray(start, start + packed);
  const unpacked = method === 0 ? new Uint8Array(data) : inflate(data, size);
  if (unpacked === null || unpacked.length !== size || crc32(unpacked) !== entry.crc) return damaged(name);
  return ok(unpacked);
}

/** Never writes more than `size` + 1 bytes; null when the data is not deflate. */
function inflate(data: Uint8Array, size: number): Uint8Array | null {
  try {
    // One byte more than promised shows when an entry unpacks to more than it says.
    return inflateSync(data, { out: new Uint8Array(size + 1) });
  } catch {
    return null;
  }
}

function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - longestComment);
  for (let at = view.byteLength - 22; at >= lowest; at--) if (view.getUint32(at, true) === endMark) return at;
  return -1;
}

function centralEntry(view: DataView, bytes: Uint8Array, at: number): ZipEntry | null {
  if (view.getUint16(at + 8, true) & 1) return null;
  const nameLength = view.getUint16(at + 28, true);
  const extraStart = at + 46 + nameLength;
  const extraEnd = extraStart + view.getUint16(at + 30, true);
  const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const [size, packed, offset] = wideSizes(view, sizes, extraStart, extraEnd);
  return {
    name: new TextDecoder().decode(bytes.subarray(at + 46, extraStart)),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size,
    packed,
    offset,
    mode: view.getUint8(at + 5) === 3 ? view.getUint16(at + 40, true) : 0,
  };
}

/** Replaces sizes that say “see the zip64 field” by what that field says. */
function wideSizes(view: DataView, sizes: readonly number[], start: number, end: number): readonly number[] {
  if (!sizes.includes(wide)) return sizes;
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    return sizes.map((size) => {
      if (size !== wide || field + 8 > end) return size;
      field += 8;
      return Number(view.getBigUint64(field - 8, true));
    });
  }
  return sizes;
}

function checkSizes(entries: ZipEntry[], file: string, limits: Limits): Result<ZipEntry[]> {
  let total = 0;
  for (const { name, method, packed, size } of entries) {
    if (method !== 0 && method !== 8) return unknownMethod(file, name);
    if (method === 0 && packed !== size) return damaged(file);
    if (size > limits.entryBytes) return tooLarge(file, `“${name}” unpacks to ${size} bytes`);
    if (size > limits.ratioFrom && size > limits.ratio * packed)
      return tooLarge(file, `“${name}” unpacks from ${packed} to ${size} bytes`);
    total += size;
    if (total > limits.unpackedBytes) return tooLarge(file, 'it unpacks to more than fits');
  }
  return ok(entries);
}

function broken(file: string): ReturnType<typeof fail> {
  const message = `“${file}” is an archive that ends too early or is cut: part of it is missing.`;
  return fail('truncated', message, 'Copy or download it again.');
}

function damaged(file: string): ReturnType<typeof fail> {
  return fail('malformed', `“${file}” is damaged: its checksum does not match.`, 'Copy or download it again.');
}

function encrypted(file: string): ReturnType<typeof fail> {
  return fail('unsupported', `“${file}” is protected by a password.`, 'Unpack it and choose the files inside.');
}

function unknownMethod(file: string, name: string): ReturnType<typeof fail> {
  const message = `“${name}” in “${file}” is packed in a way that is not read.`;
  return fail('unsupported', message, 'Unpack the archive and choose the files inside.');
}

function tooLarge(file: string, why: string): ReturnType<typeof fail> {
  const message = `“${file}” was refused: ${why}, which is more than is safe to open.`;
  return fail('too-large', message, 'Choose a smaller recording, or unpack it and choose the files inside.');
}
