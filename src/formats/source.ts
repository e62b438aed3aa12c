/** A file as readers see it, whether it came from a drop, a folder or a test. */
import { fail, ok, type Failure, type Result } from '../basics/result';

export interface SourceFile {
  /** Path relative to what was dropped, with `/`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  /** Bytes start ≤ i < end, cut to the file. */
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** Thrown by a source that knows why it cannot be read, such as an entry of an archive that is damaged. */
export class Unreadable extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** A browser's file; a file of a dropped folder keeps its path. */
export function sourceFromFile(file: File): SourceFile {
  const path = 'webkitRelativePath' in file ? file.webkitRelativePath : '';
  return {
    name: path === '' ? file.name : path,
    size: file.size,
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
    slice: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  };
}

/** Bytes in memory under a name. */
export function sourceFromBytes(name: string, bytes: Uint8Array): SourceFile {
  return {
    name,
    size: bytes.length,
    bytes: () => Promise.resolve(bytes),
    slice: (start, end) => Promise.resolve(new Uint8Array(bytes.subarray(start, end))),
  };
}

/** Films and pictures: never read, whatever their size. */
export const mediaEnding = /\.(mp4|m4v|mov|avi|mkv|webm|png|jpe?g)$/i;

/** Last part of the path. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** All bytes, or `storage` when the file went away or changed since it was dropped. */
export async function readBytes(file: SourceFile): Promise<Result<Uint8Array>> {
  return guarded(file, () => file.bytes());
}

/** Some bytes, or `storage` when the file went away or changed since it was dropped. */
export async function readSlice(file: SourceFile, start: number, end: number): Promise<Result<Uint8Array>> {
  return guarded(file, () => file.slice(start, end));
}

async function guarded(file: SourceFile, read: () => Promise<Uint8Array>): Promise<Result<Uint8Array>> {
  try {
    return ok(await read());
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, failure: error.failure };
    const message = `“${file.name}” can no longer be read: it was moved, changed or is too large for this browser.`;
    return fail('storage', message, 'Choose the file again.', String(error));
  }
}
