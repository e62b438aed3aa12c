/** Reads the central directory of zip archives, and refuses those that say they unpack to more than they may. */
import { fail, ok, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import { ByteWindow } from '../byte-window';
import type { Limits } from '../limits';
import { readSlice, type SourceFile } from '../source';

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

const centralMark = 0x02014b50;
const endMark = 0x06054b50;
const centralBytes = 46;
const endBytes = 22;
const longestComment = 65_535;
/** Bytes of the directory that are read at once. */
const windowBytes = 2 ** 18;
const wide = 0xffffffff;

/**
 * The entries that the archive lists, read from its end alone. Fails with `truncated`, `malformed`, `unsupported`,
 * `too-large` or `storage`.
 */
export async function zipEntries(file: SourceFile, limits: Limits, task: Task): Promise<Result<ZipEntry[]>> {
  const tailStart = Math.max(0, file.size - endBytes - longestComment);
  const tail = await readSlice(file, tailStart, file.size);
  if (!tail.ok) return tail;
  const last = viewOf(tail.value);
  const found = findEnd(last);
  if (found < 0) return broken(file.name);
  const end = tailStart + found;
  const count = last.getUint16(found + 10, true);
  let at = last.getUint32(found + 16, true);
  if (count > limits.entries) return tooLarge(file.name, `it lists ${count} entries`);
  const directory = new ByteWindow(file, windowBytes);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (i % 1000 === 0) await task.breathe();
    if (task.cancelled()) throw new Cancelled();
    if (at + centralBytes > end) return broken(file.name);
    const head = await directory.at(at, at + centralBytes);
    if (!head.ok) return head;
    const view = viewOf(head.value);
    if (view.getUint32(0, true) !== centralMark) return broken(file.name);
    const next = at + centralLength(view);
    if (next > end) return broken(file.name);
    const record = await directory.at(at, next);
    if (!record.ok) return record;
    const entry = centralEntry(record.value);
    if (entry === null) return encrypted(file.name);
    entries.push(entry);
    at = next;
  }
  return checkSizes(entries, file.name, limits);
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - endBytes; at >= 0; at--) if (view.getUint32(at, true) === endMark) return at;
  return -1;
}

/** Bytes of a record of the directory, by its first ones. */
function centralLength(view: DataView): number {
  const [name, extra, comment] = [28, 30, 32].map((at) => view.getUint16(at, true));
  return centralBytes + name + extra + comment;
}

/** @param bytes of one record of the directory; null when the entry is encrypted */
function centralEntry(bytes: Uint8Array): ZipEntry | null {
  const view = viewOf(bytes);
  if (view.getUint16(8, true) & 1) return null;
  const extraStart = centralBytes + view.getUint16(28, true);
  const extraEnd = extraStart + view.getUint16(30, true);
  const sizes = [view.getUint32(24, true), view.getUint32(20, true), view.getUint32(42, true)];
  const [size, packed, offset] = wideSizes(view, sizes, extraStart, extraEnd);
  return {
    name: new TextDecoder().decode(bytes.subarray(centralBytes, extraStart)),
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    size,
    packed,
    offset,
    mode: view.getUint8(5) === 3 ? view.getUint16(40, true) : 0,
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
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

/** The refusal of an archive that is cut. @param file its name or that of an entry */
export function broken(file: string): ReturnType<typeof fail> {
  const message = `“${file}” is an archive that ends too early or is cut: part of it is missing.`;
  return fail('truncated', message, 'Copy or download it again.');
}

/** The refusal of bytes that are not what was packed. */
export function damaged(file: string): ReturnType<typeof fail> {
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
