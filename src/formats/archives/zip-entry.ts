/** Unpacks one entry of a zip archive piece by piece, and never hands over more than the archive says it holds. */
import { Inflate } from 'fflate';
import { ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import { crc32 } from '../artifact/crc32';
import { piecesOf } from '../byte-window';
import type { Limits } from '../limits';
import { readSlice, type SourceFile } from '../source';
import { broken, damaged, type ZipEntry } from './zip-reader';

const localMark = 0x04034b50;
const localBytes = 30;
/** Packed bytes that are unpacked at once: deflate makes at most 1032 of one. */
const stepBytes = 2 ** 16;
const bytesBetweenBreaths = 2 ** 22;

/**
 * The pieces in their order; the last one is a failure when length or checksum is wrong. Whoever has seen enough may stop.
 * @param name of the entry, for the sentences
 * @throws Cancelled
 */
export async function* unpackedPieces(
  file: SourceFile,
  entry: ZipEntry,
  name: string,
  limits: Limits,
  task: Task,
): AsyncGenerator<Result<Uint8Array>> {
  const start = await dataStart(file, entry, name);
  if (!start.ok) return yield start;
  let [length, crc] = [0, 0];
  let breath = 0;
  const end = start.value + entry.packed;
  const steps = entry.method === 0 ? stored : inflating();
  let at = start.value;
  for await (const piece of piecesOf(file, limits, task, { start: start.value, end })) {
    if (!piece.ok) return yield piece;
    at += piece.value.length;
    for (const step of steps(piece.value, at === end)) {
      if (step === null || length + step.length > entry.size) return yield damaged(name);
      length += step.length;
      crc = crc32(step, crc);
      yield ok(step);
      breath += step.length;
      if (breath < bytesBetweenBreaths) continue;
      breath = 0;
      await task.breathe();
    }
  }
  if (length !== entry.size || crc !== entry.crc) yield damaged(name);
}

/** Where the packed bytes start; the entry's own header says how long its name is there. */
async function dataStart(file: SourceFile, { offset, packed }: ZipEntry, name: string): Promise<Result<number>> {
  if (offset + localBytes > file.size) return broken(name);
  const head = await readSlice(file, offset, offset + localBytes);
  if (!head.ok) return head;
  const view = new DataView(head.value.buffer, head.value.byteOffset, head.value.byteLength);
  if (view.byteLength < localBytes || view.getUint32(0, true) !== localMark) return broken(name);
  const start = offset + localBytes + view.getUint16(26, true) + view.getUint16(28, true);
  return start + packed > file.size ? broken(name) : ok(start);
}

type Steps = (piece: Uint8Array, last: boolean) => Iterable<Uint8Array | null>;

const stored: Steps = (piece) => [piece];

/** What each few packed bytes unpack to; null when they are not deflate. */
function inflating(): Steps {
  let out: Uint8Array = new Uint8Array(0);
  const stream = new Inflate((chunk) => (out = chunk));
  return function* (piece, last) {
    for (let at = 0; at < piece.length; at += stepBytes) {
      try {
        stream.push(piece.subarray(at, at + stepBytes), last && at + stepBytes >= piece.length);
      } catch {
        return yield null;
      }
      yield out;
    }
  };
}
