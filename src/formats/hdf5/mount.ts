/** Lays a file before the HDF5 library without copying it into the library's memory: pages are read when it asks for them. */
import type { Hdf5Library } from './library';
import type { Reader } from '../source';

/** The library reads headers of some hundred bytes, near each other; numbers it reads in long runs. */
const pageBytes = 2 ** 18;
const mostPages = 64;
const longestRun = 4 * pageBytes;

export interface Mounted {
  /** What was thrown when the file could no longer be read; null while it can. */
  lost: unknown;
}

/** @param name in the root folder */
export function mountFile({ FS }: Hdf5Library, name: string, size: number, read: Reader): Mounted {
  const mounted: Mounted = { lost: null };
  const pages = new Pages(size, read);
  const node = FS.createFile('/', name, {}, true, false);
  node.usedBytes = size;
  node.stream_ops = {
    ...node.stream_ops,
    read(_, target, offset, length, position) {
      try {
        return pages.copy(target.subarray(offset, offset + length), position);
      } catch (error) {
        // Nothing may be thrown through the library: what it misses shows as damage, and `lost` says what it was.
        mounted.lost = error;
        return 0;
      }
    },
  };
  return mounted;
}

/** Parts of the file that were read last. */
class Pages {
  private readonly held = new Map<number, Uint8Array>();

  constructor(
    private readonly size: number,
    private readonly read: Reader,
  ) {}

  /** Copies what lies at `position`, as far as the file goes; how many bytes that were. */
  copy(target: Uint8Array, position: number): number {
    const length = Math.max(0, Math.min(target.length, this.size - position));
    for (let done = 0; done < length;) {
      const at = position + done;
      const left = length - done;
      // Whole pages in the middle of long runs are read past the pages, some as one.
      const run = at % pageBytes === 0 ? Math.min(longestRun, left - (left % pageBytes)) : 0;
      const from = run > 0 ? this.read(at, at + run) : this.page(at).subarray(at % pageBytes);
      const part = from.subarray(0, run > 0 ? run : left);
      if (part.length === 0) return done;
      target.set(part, done);
      done += part.length;
    }
    return length;
  }

  private page(at: number): Uint8Array {
    const number = Math.floor(at / pageBytes);
    const page = this.held.get(number) ?? this.read(number * pageBytes, (number + 1) * pageBytes);
    // Put at the end again: the first of the map is the one that was not asked for the longest.
    this.held.delete(number);
    this.held.set(number, page);
    const [oldest] = this.held.keys();
    if (this.held.size > mostPages) this.held.delete(oldest);
    return page;
  }
}
