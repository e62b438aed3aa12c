/** A file as readers see it, whether it came from a drop, a folder or a test. */
import { fail, ok, type Failure, type Result } from '../basics/result';
import { Cancelled } from '../basics/task';

export interface SourceFile {
  /** Path relative to what was dropped, with `/`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** All of it in memory: for small files alone. */
  bytes(): Promise<Uint8Array>;
  /** Bytes start ≤ i < end, cut to the file. */
  slice(start: number, end: number): Promise<Uint8Array>;
  /** A way to slice without waiting; left out, or null, where the platform has none. */
  reader?(): Promise<Reader | null>;
}

/** Bytes start ≤ i < end, cut to the file, at once: for libraries that cannot wait. */
export type Reader = (start: number, end: number) => Uint8Array;

/** Thrown by a source that knows why it cannot be read, such as an entry of an archive that is damaged. */
export class Unreadable extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** A browser's file; a file of a dropped folder keeps its path. */
export function sourceFromFile(file: File): SourceFile {
  const path = 'webkitRelativePath' in file ? file.webkitRelativePath : '';
  return sourceFromBlob(path === '' ? file.name : path, file);
}

/** What the browser keeps for us, in memory or on disk, under a name. */
export function sourceFromBlob(name: string, blob: Blob): SourceFile {
  return {
    name,
    size: blob.size,
    bytes: async () => new Uint8Array(await blob.arrayBuffer()),
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
    reader: () => Promise.resolve(blockingReader(blob)),
  };
}

/** Workers may stand still until a file is read; pages may not. */
function blockingReader(blob: Blob): Reader | null {
  if (typeof FileReaderSync === 'undefined') return null;
  const reader = new FileReaderSync();
  return (start, end) => new Uint8Array(reader.readAsArrayBuffer(blob.slice(start, end)));
}

/** Bytes in memory under a name. */
export function sourceFromBytes(name: string, bytes: Uint8Array): SourceFile {
  return {
    name,
    size: bytes.length,
    bytes: () => Promise.resolve(bytes),
    slice: (start, end) => Promise.resolve(new Uint8Array(bytes.subarray(start, end))),
    reader: () => Promise.resolve((start, end) => bytes.subarray(start, end)),
  };
}

/** Videos and pictures: never read, whatever their size. */
export const mediaEnding = /\.(mp4|m4v|mov|avi|mkv|webm|png|jpe?g)$/i;

/** Last part of the path. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/**
 * A part of another source under a name of its own.
 * @param start offset in the other source
 * @param size bytes
 */
export function windowOn(file: SourceFile, start: number, size: number, name: string): SourceFile {
  const at = (offset: number): number => start + Math.min(offset, size);
  return {
    name,
    size,
    bytes: () => file.slice(start, start + size),
    slice: (from, to) => file.slice(at(from), at(to)),
    reader: async () => {
      const read = (await file.reader?.()) ?? null;
      return read === null ? null : (from, to) => read(at(from), at(to));
    },
  };
}

/** All bytes, or `storage` when the file went away or changed since it was dropped. */
export async function readBytes(file: SourceFile): Promise<Result<Uint8Array>> {
  return guarded(file, () => file.bytes());
}

/** Some bytes, or `storage` when the file went away or changed since it was dropped. */
export async function readSlice(file: SourceFile, start: number, end: number): Promise<Result<Uint8Array>> {
  return guarded(file, () => file.slice(start, end));
}

/** A way to read without waiting; all bytes are held where the platform has none. Fails as `readBytes` does. */
export async function readerOf(file: SourceFile): Promise<Result<Reader>> {
  return guarded(file, async (): Promise<Reader> => {
    const reader = (await file.reader?.()) ?? null;
    if (reader !== null) return reader;
    const bytes = await file.bytes();
    return (start, end) => bytes.subarray(start, end);
  });
}

async function guarded<T>(file: SourceFile, read: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await read());
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    if (error instanceof Unreadable) return { ok: false, failure: error.failure };
    return unreadable(file, error);
  }
}

/** The refusal of a file that went away or changed. */
export function unreadable(file: SourceFile, error: unknown): ReturnType<typeof fail> {
  const message = `“${file.name}” can no longer be read: it was moved, changed or is too large for this browser.`;
  return fail('storage', message, 'Choose the file again.', String(error));
}
