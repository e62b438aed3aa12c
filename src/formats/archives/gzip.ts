/** Unpacks gzip, one or several members, and stops as soon as it grows beyond what it may. */
import { Gunzip } from 'fflate';
import { joined } from '../../basics/arrays';
import { fail, ok, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import { crc32 } from '../artifact/crc32';
import { piecesOf } from '../byte-window';
import type { Limits } from '../limits';
import type { SourceFile } from '../source';
import { UnpackedBytes } from './unpacked-bytes';

export interface Unpacked {
  readonly file: SourceFile;
  /** Bytes after the end that belong to nothing; zeros that fill up a block are not counted. */
  readonly trailing: number;
}

/** Packed bytes that are unpacked at once: deflate makes at most 1032 of one. */
const pushed = 2 ** 16;
const bytesBetweenBreaths = 2 ** 22;
const trailerBytes = 8;
/** Bytes of a member without its trailer, at least. */
const shortestMember = 10;

class TooLarge extends Error {}
class Damaged extends Error {}

/** Collects what comes out, with the checksum of the member that is being unpacked. */
class Sink {
  readonly unpacked: UnpackedBytes;
  private memberStart = 0;
  private crc = 0;

  constructor(
    private readonly most: number,
    limits: Limits,
  ) {
    this.unpacked = new UnpackedBytes(limits);
  }

  get length(): number {
    return this.unpacked.size;
  }

  take(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.most) throw new TooLarge();
    this.crc = crc32(chunk, this.crc);
    this.unpacked.add(chunk);
  }

  /** Checksum and length, as they must stand at the end of the member. */
  trailer(): Uint8Array {
    const view = new DataView(new ArrayBuffer(trailerBytes));
    view.setUint32(0, this.crc, true);
    view.setUint32(4, (this.length - this.memberStart) % 2 ** 32, true);
    return new Uint8Array(view.buffer);
  }

  nextMember(): void {
    this.memberStart = this.length;
    this.crc = 0;
  }
}

/** The packed bytes that went in last: a member ends in them, when it ends. */
class Tail {
  private bytes: Uint8Array = new Uint8Array(0);
  /** Offset in the file of what follows on them. */
  end = 0;

  add(piece: Uint8Array): void {
    const kept = this.bytes.subarray(Math.max(0, this.bytes.length - pushed - trailerBytes));
    const bytes = new Uint8Array(kept.length + piece.length);
    bytes.set(kept);
    bytes.set(piece, kept.length);
    this.bytes = bytes;
    this.end += piece.length;
  }

  /** True when these bytes stand before an offset of the file. */
  endsWith(trailer: Uint8Array, offset: number): boolean {
    return endsWith(this.bytes.subarray(0, Math.max(0, this.bytes.length - (this.end - offset))), trailer);
  }

  /** Offset after the first place behind `from` where these bytes stand; −1 when there is none. */
  find(trailer: Uint8Array, from: number): number {
    for (let end = Math.max(from, this.end - this.bytes.length) + trailerBytes; end <= this.end; end++) {
      if (this.endsWith(trailer, end)) return end;
    }
    return -1;
  }
}

/**
 * Fails with `truncated`, `malformed` (checksums), `too-large` or `storage`.
 * @param most bytes that may come out
 * @throws Cancelled
 */
export async function gunzip(file: SourceFile, most: number, limits: Limits, task: Task): Promise<Result<Unpacked>> {
  const sink = new Sink(most, limits);
  const tail = new Tail();
  const stream = new Gunzip((chunk) => sink.take(chunk));
  let lastMember = 0;
  stream.onmember = (offset) => {
    if (!tail.endsWith(sink.trailer(), offset)) throw new Damaged();
    lastMember = offset;
    sink.nextMember();
  };
  let breath = 0;
  for await (const step of stepsOf(piecesOf(file, limits, task))) {
    if (!step.ok) return step;
    tail.add(step.value);
    try {
      stream.push(step.value, tail.end >= file.size);
    } catch (error) {
      if (error instanceof TooLarge) return tooLarge(file.name);
      if (error instanceof Damaged) return damaged(file.name);
      // The decoder takes whatever follows a whole member for the next one: then only the trailer tells the end.
      return ending(file, lastMember, tail, sink, limits, task, String(error));
    }
    if (sink.length > limits.ratioFrom && sink.length > limits.ratio * tail.end) return tooLarge(file.name);
    if (sink.length - breath < bytesBetweenBreaths) continue;
    breath = sink.length;
    task.report({ label: `Unpacking ${file.name}`, done: tail.end, total: file.size });
    await task.breathe();
    if (task.cancelled()) throw new Cancelled();
  }
  return ending(file, lastMember, tail, sink, limits, task);
}

/** The same steps whatever the pieces are, so that what is found in a damaged file does not depend on them. */
async function* stepsOf(pieces: AsyncIterable<Result<Uint8Array>>): AsyncGenerator<Result<Uint8Array>> {
  let left: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    if (!piece.ok) return yield piece;
    const bytes = left.length === 0 ? piece.value : joined([left, piece.value]);
    let at = 0;
    for (; at + pushed <= bytes.length; at += pushed) yield ok(bytes.slice(at, at + pushed));
    left = bytes.slice(at);
  }
  if (left.length > 0) yield ok(left);
}

/** Finds the trailer of the last member; nothing but zeros or strangers may follow it. */
async function ending(
  file: SourceFile,
  lastMember: number,
  tail: Tail,
  sink: Sink,
  limits: Limits,
  task: Task,
  cause?: string,
): Promise<Result<Unpacked>> {
  const trailer = sink.trailer();
  const whole = cause === undefined && tail.endsWith(trailer, file.size);
  const end = whole ? file.size : tail.find(trailer, lastMember + shortestMember + trailerBytes);
  if (end >= 0) {
    const zeros = await isZero(file, end, limits, task);
    return zeros.ok
      ? ok({ file: sink.unpacked.source(file.name), trailing: zeros.value ? 0 : file.size - end })
      : zeros;
  }
  // The right length under the wrong checksum is damage; where not even the length stands, the end is missing.
  const missing =
    cause === undefined ? !tail.endsWith(trailer.subarray(4), file.size) : cause.includes('unexpected EOF');
  return missing ? cut(file.name) : damaged(file.name, cause);
}

/** True when all bytes from an offset on are zero. */
async function isZero(file: SourceFile, start: number, limits: Limits, task: Task): Promise<Result<boolean>> {
  for await (const piece of piecesOf(file, limits, task, { start })) {
    if (!piece.ok) return piece;
    if (piece.value.some((byte) => byte !== 0)) return ok(false);
  }
  return ok(true);
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  const from = bytes.length - end.length;
  return from >= 0 && end.every((byte, i) => bytes[from + i] === byte);
}

function cut(file: string): ReturnType<typeof fail> {
  const message = `“${file}” ends too early: part of the packed data is missing.`;
  return fail('truncated', message, 'Copy or download it again.');
}

function damaged(file: string, cause?: string): ReturnType<typeof fail> {
  const message = `“${file}” is damaged: it cannot be unpacked to what was packed.`;
  return fail('malformed', message, 'Copy or download it again.', cause);
}

function tooLarge(file: string): ReturnType<typeof fail> {
  const message = `“${file}” was refused: it unpacks to more than is safe to open.`;
  return fail('too-large', message, 'Choose a smaller recording, or unpack it and choose the files inside.');
}
