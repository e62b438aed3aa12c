/**
 * The canonical zip of docs/methods.md 10: stored entries in ascending order of name, fixed time (1980-01-01) and attributes,
 * no extra fields, no comments. The same parts give the same bytes on every machine and in every time zone.
 */
import { fail, ok, type Failure, type Result } from '../../basics/result';
import { crc32 } from './crc32';

/** Parts of an archive by name. A `Map`, so that no name can reach a prototype. */
export type Parts = ReadonlyMap<string, Uint8Array>;

/** An archive as found: its parts, and the names of those whose checksum does not fit their bytes. */
export interface OpenedZip {
  readonly parts: Parts;
  readonly damaged: readonly string[];
}

const localMagic = 0x04034b50;
const centralMagic = 0x02014b50;
const endMagic = 0x06054b50;
const localSize = 30;
const centralSize = 46;
const endSize = 22;
const fixedDate = 0x0021;
const version = 10;
const entryLimit = 4096;
const sizeLimit = 0xffffffff;
const plainName = /^\w[\w.-]*(\/\w[\w.-]*)*$/;

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Fields that a local and a central header share, from `version needed` to the length of the extra field. */
function writeShared(view: DataView, at: number, name: string, bytes: Uint8Array, crc: number): void {
  view.setUint16(at, version, true);
  view.setUint16(at + 8, fixedDate, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, bytes.length, true);
  view.setUint32(at + 18, bytes.length, true);
  view.setUint16(at + 22, name.length, true);
}

function writeName(out: Uint8Array, at: number, name: string): void {
  for (let i = 0; i < name.length; i++) out[at + i] = name.charCodeAt(i);
}

/**
 * Writes the canonical archive.
 * @throws RangeError on names that are not plain ASCII paths, or above 4 GiB: callers choose both
 */
export function writeZip(parts: Parts): Uint8Array<ArrayBuffer> {
  const names = [...parts.keys()].sort(byName);
  const body = names.reduce((sum, name) => sum + localSize + name.length + (parts.get(name)?.length ?? 0), 0);
  const directory = names.reduce((sum, name) => sum + centralSize + name.length, 0);
  const total = body + directory + endSize;
  if (total > sizeLimit || names.length > entryLimit) throw new RangeError('the archive is too large');
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  let at = 0;
  let central = body;
  for (const name of names) {
    if (!plainName.test(name)) throw new RangeError(`not a plain part name: ${name}`);
    const bytes = parts.get(name) ?? new Uint8Array();
    const crc = crc32(bytes);
    view.setUint32(central, centralMagic, true);
    view.setUint16(central + 4, version, true);
    writeShared(view, central + 6, name, bytes, crc);
    view.setUint32(central + 42, at, true);
    writeName(out, central + centralSize, name);
    central += centralSize + name.length;
    view.setUint32(at, localMagic, true);
    writeShared(view, at + 4, name, bytes, crc);
    writeName(out, at + localSize, name);
    out.set(bytes, at + localSize + name.length);
    at += localSize + name.length + bytes.length;
  }
  view.setUint32(central, endMagic, true);
  view.setUint16(central + 8, names.length, true);
  view.setUint16(central + 10, names.length, true);
  view.setUint32(central + 12, directory, true);
  view.setUint32(central + 16, body, true);
  return out;
}

function notCanonical(cause: string): { readonly ok: false; readonly failure: Failure } {
  return fail(
    'not-canonical',
    'This zip was packed again by another program: it is not in the one form that a reward file has.',
    'Use the file as it was downloaded, without unpacking and packing it.',
    cause,
  );
}

function truncated(cause: string): { readonly ok: false; readonly failure: Failure } {
  return fail(
    'truncated',
    'The end of this file is missing: it was cut off while it was copied or downloaded.',
    'Copy or download it again.',
    cause,
  );
}

function hasEnd(view: DataView): boolean {
  const first = Math.max(0, view.byteLength - endSize - 0xffff);
  for (let at = view.byteLength - endSize; at >= first; at--) if (view.getUint32(at, true) === endMagic) return true;
  return false;
}

interface Entry {
  readonly name: string;
  readonly crc: number;
  readonly start: number;
  readonly size: number;
  /** Where the next central header starts. */
  readonly next: number;
}

/**
 * Reads one central header and finds its bytes; null where any number points outside or is not the canonical one.
 * @param local where the entry's local header must start: entries that overlap could ask for any amount of memory
 */
function readEntry(bytes: Uint8Array, view: DataView, at: number, end: number, local: number): Entry | null {
  if (at + centralSize > end || view.getUint32(at, true) !== centralMagic) return null;
  const length = view.getUint16(at + 28, true);
  const next = at + centralSize + length;
  const size = view.getUint32(at + 20, true);
  const start = local + localSize + length;
  const stored =
    view.getUint32(at + 42, true) === local &&
    view.getUint16(at + 10, true) === 0 &&
    view.getUint32(at + 24, true) === size;
  if (!stored || next > end || start + size > end) return null;
  const name = String.fromCharCode(...bytes.subarray(at + centralSize, next));
  return plainName.test(name) ? { name, crc: view.getUint32(at + 16, true), start, size, next } : null;
}

/**
 * Reads an archive that must be canonical, and compares it byte by byte with what `writeZip` makes of its parts.
 * Parts whose checksum does not fit are listed in `damaged` and are not a failure here: the caller names them better.
 * @returns `unrecognised` (no zip), `truncated`, or `not-canonical`
 */
export function readZip(bytes: Uint8Array): Result<OpenedZip> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint32(0, true) !== localMagic) {
    return fail('unrecognised', 'This is not a reward file.', 'Choose a file that ends in .reward.zip.');
  }
  if (bytes.length < endSize || !hasEnd(view)) return truncated('no end record');
  const end = bytes.length - endSize;
  if (view.getUint32(end, true) !== endMagic) return notCanonical('bytes after the end record');
  const count = view.getUint16(end + 10, true);
  const parts = new Map<string, Uint8Array>();
  const damaged: string[] = [];
  let at = view.getUint32(end + 16, true);
  let local = 0;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(bytes, view, at, end, local);
    if (entry === null || parts.has(entry.name)) return notCanonical(`entry ${i + 1}`);
    const part = bytes.slice(entry.start, entry.start + entry.size);
    parts.set(entry.name, part);
    if (crc32(part) !== entry.crc) damaged.push(entry.name);
    at = entry.next;
    local = entry.start + entry.size;
  }
  if (damaged.length === 0 && !sameBytes(writeZip(parts), bytes)) return notCanonical('headers or order');
  return ok({ parts, damaged });
}

/** True when both hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
