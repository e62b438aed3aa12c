/** Lists tar archives: ustar, with the long names and sizes of pax and GNU. Reads headers only. */
import { fail, ok, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import { ByteWindow } from '../byte-window';
import type { Limits } from '../limits';
import type { SourceFile } from '../source';
import { isTarHeader, isZeroBlock, paxRecords, tarHeader, textOf, type TarHeader } from './tar-header';

export type TarKind = 'file' | 'folder' | 'link' | 'device' | 'other';

export interface TarEntry {
  readonly name: string;
  readonly kind: TarKind;
  /** Where its bytes start in the archive, and how many they are. */
  readonly start: number;
  readonly size: number;
}

const block = 512;
/** Bytes of one long name or one set of pax records. */
const mostExtra = 65_536;
/** Bytes that are read at once: small entries lie close together. */
const windowBytes = 2 ** 16;

/** What the headers before an entry say of it. */
interface Extra {
  name?: string;
  size?: number;
}

/**
 * The entries in their order. Fails with `truncated`, `malformed` or `too-large`; an archive without its two closing blocks
 * is whole when it ends where an entry does.
 */
export async function tarEntries(file: SourceFile, limits: Limits, task: Task): Promise<Result<TarEntry[]>> {
  const entries: TarEntry[] = [];
  const global: Extra = {};
  let extra: Extra = {};
  let headers = 0;
  let at = 0;
  const window = new ByteWindow(file, windowBytes);
  while (at + block <= file.size) {
    if (++headers > 4 * limits.entries || entries.length > limits.entries) return tooMany(file.name, limits);
    if (headers % 200 === 0) await task.breathe();
    if (task.cancelled()) throw new Cancelled();
    const head = await window.at(at, at + block);
    if (!head.ok) return head;
    if (isZeroBlock(head.value)) return ok(entries);
    const header = tarHeader(head.value);
    if (header === null) return damaged(file.name);
    const size = isExtra(header) ? header.size : (extra.size ?? global.size ?? header.size);
    const start = at + block;
    if (start + size > file.size) return cut(file.name);
    at = start + Math.ceil(size / block) * block;
    if (isExtra(header)) {
      if (size > mostExtra) return damaged(file.name);
      const data = await window.at(start, start + size);
      if (!data.ok) return data;
      const said = extraOf(header.flag, data.value);
      if (said === null) return damaged(file.name);
      if (header.flag === 'g') Object.assign(global, said);
      else extra = { ...extra, ...said };
    } else {
      entries.push({ name: extra.name ?? global.name ?? header.name, kind: kindOf(header), start, size });
      extra = {};
    }
  }
  const rest = await window.at(at, file.size);
  if (!rest.ok) return rest;
  return isZeroBlock(rest.value) && Object.keys(extra).length === 0 ? ok(entries) : cut(file.name);
}

/** True when the bytes begin with a whole tar header. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= block && isTarHeader(head.subarray(0, block));
}

/** Headers whose bytes are about the next entry. */
function isExtra({ flag }: TarHeader): boolean {
  return flag === 'x' || flag === 'g' || flag === 'L' || flag === 'K';
}

function extraOf(flag: string, data: Uint8Array): Extra | null {
  if (flag === 'L') return { name: textOf(data) };
  if (flag === 'K') return {};
  const records = paxRecords(data);
  if (records === null) return null;
  const [name, size] = [records.get('path'), records.get('size')];
  if (size !== undefined && !/^\d{1,15}$/.test(size)) return null;
  return { ...(name === undefined ? {} : { name }), ...(size === undefined ? {} : { size: Number(size) }) };
}

function kindOf({ flag, name }: TarHeader): TarKind {
  if (flag === '5' || (flag !== '1' && flag !== '2' && name.endsWith('/'))) return 'folder';
  if (flag === '0' || flag === '\0' || flag === '7') return 'file';
  if (flag === '1' || flag === '2') return 'link';
  return flag === '3' || flag === '4' || flag === '6' ? 'device' : 'other';
}

function cut(file: string): ReturnType<typeof fail> {
  const message = `“${file}” is an archive that ends too early: part of it is missing.`;
  return fail('truncated', message, 'Copy or download it again.');
}

function damaged(file: string): ReturnType<typeof fail> {
  return fail('malformed', `“${file}” is a damaged tar archive.`, 'Copy or download it again.');
}

function tooMany(file: string, { entries }: Limits): ReturnType<typeof fail> {
  const message = `“${file}” was refused: it lists more than ${entries} entries, which is more than is safe to open.`;
  return fail('too-large', message, 'Unpack it and choose the files inside.');
}
