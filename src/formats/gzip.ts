/** Unpacks gzip, one or several members, and stops as soon as it grows beyond what it may. */
import { Gunzip } from 'fflate';
import { fail, ok, type Result } from '../basics/result';
import { Cancelled, type Task } from '../basics/task';
import { crc32 } from './artifact/crc32';
import type { Limits } from './limits';

export interface Unpacked {
  readonly bytes: Uint8Array;
  /** Bytes after the end that belong to nothing; zeros that fill up a block are not counted. */
  readonly trailing: number;
}

const pushed = 65_536;
const trailerBytes = 8;

class TooLarge extends Error {}
class Damaged extends Error {}

/** Collects what comes out, with the checksum of the member that is being unpacked. */
class Sink {
  length = 0;
  private room = new Uint8Array(pushed);
  private memberStart = 0;
  private crc = 0;

  constructor(private readonly most: number) {}

  take(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.most) throw new TooLarge();
    if (this.length + chunk.length > this.room.length) {
      const larger = new Uint8Array(Math.min(this.most, Math.max(2 * this.room.length, this.length + chunk.length)));
      larger.set(this.room.subarray(0, this.length));
      this.room = larger;
    }
    this.room.set(chunk, this.length);
    this.crc = crc32(chunk, this.crc);
    this.length += chunk.length;
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

  bytes(): Uint8Array {
    return this.room.subarray(0, this.length);
  }
}

/**
 * Fails with `truncated`, `malformed` (checksums) or `too-large`.
 * @param most bytes that may come out
 */
export async function gunzip(
  packed: Uint8Array,
  file: string,
  most: number,
  limits: Limits,
  task: Task,
): Promise<Result<Unpacked>> {
  const sink = new Sink(most);
  const stream = new Gunzip((chunk) => sink.take(chunk));
  let lastMember = 0;
  stream.onmember = (offset) => {
    if (!endsWith(packed.subarray(0, offset), sink.trailer())) throw new Damaged();
    lastMember = offset;
    sink.nextMember();
  };
  try {
    for (let at = 0; at < packed.length; at += pushed) {
      if (task.cancelled()) throw new Cancelled();
      stream.push(packed.slice(at, at + pushed), at + pushed >= packed.length);
      if (sink.length > limits.ratioFrom && sink.length > limits.ratio * Math.min(at + pushed, packed.length))
        throw new TooLarge();
      if (at % (32 * pushed) === 0) await task.breathe();
    }
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    if (error instanceof TooLarge) return tooLarge(file);
    if (error instanceof Damaged) return damaged(file);
    // The decoder takes whatever follows a whole member for the next one: then only the trailer tells the end.
    return ending(packed, lastMember, sink, file, String(error));
  }
  return ending(packed, lastMember, sink, file);
}

/** Finds the trailer of the last member; nothing but zeros or strangers may follow it. */
function ending(packed: Uint8Array, lastMember: number, sink: Sink, file: string, cause?: string): Result<Unpacked> {
  const trailer = sink.trailer();
  if (cause === undefined && endsWith(packed, trailer)) return ok({ bytes: sink.bytes(), trailing: 0 });
  for (let end = lastMember + 18 + trailerBytes; end <= packed.length; end++) {
    if (packed[end - 1] !== trailer[7] || !endsWith(packed.subarray(0, end), trailer)) continue;
    const rest = packed.subarray(end);
    return ok({ bytes: sink.bytes(), trailing: rest.every((byte) => byte === 0) ? 0 : rest.length });
  }
  // The right length under the wrong checksum is damage; where not even the length stands, the end is missing.
  const missing = cause === undefined ? !endsWith(packed, trailer.subarray(4)) : cause.includes('unexpected EOF');
  return missing ? cut(file) : damaged(file, cause);
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
