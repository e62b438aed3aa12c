/**
 * One HDF5 file in an instance of the library of its own: what lies in it, and its numbers. Reads in slices of bounded size
 * and believes a slice only when the library says that it was read and every part of it was written.
 */
import { ok, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import { textAttribute } from './attributes';
import { newHdf5Library, type Hdf5Library } from './library';
import { numberCode } from './numbers';
import { bytesOf, decodeNumbers, type NumberCode } from '../tables/number-bytes';
import { readerOf, unreadable, type SourceFile } from '../source';
import { mountFile, type Mounted } from './mount';
import { checkSuperblock, damagedHdf5 } from './superblock';

/** An array in the file. */
export interface Hdf5Array {
  /** Without a leading `/`. */
  readonly path: string;
  readonly shape: readonly number[];
  /** null when it does not hold numbers, then `holds` says what it holds. */
  readonly code: NumberCode | null;
  readonly holds: string;
  readonly chunks: readonly number[] | null;
}

/** Something in the file that leads nowhere, and why. */
export interface Unreachable {
  readonly path: string;
  readonly why: string;
}

/** The library trapped or lost its way: nothing it says of this file can be believed any more. */
export class BrokenHdf5 extends Error {}

const place = 'input.h5';
const deepest = 32;
/** Arrays and groups of one file that are looked at; 20 000 episodes of ten arrays fit. */
const mostNodes = 250_000;
const sliceBytes = 8 * 2 ** 20;
/** What unwritten memory holds, so that it shows. */
const unwritten = 0xa5;
const builtInFilters = 6;

export class Hdf5File {
  private constructor(
    private readonly library: Hdf5Library,
    private readonly handle: bigint,
    private readonly complaints: { count: number },
    private readonly mounted: Mounted,
  ) {}

  /** Fails with `truncated`, `malformed`, `unsupported` or `storage`. */
  static async open(file: SourceFile): Promise<Result<Hdf5File>> {
    const whole = await checkSuperblock(file);
    if (!whole.ok) return whole;
    const read = await readerOf(file);
    if (!read.ok) return read;
    const complaints = { count: 0 };
    const library = await newHdf5Library(() => complaints.count++);
    if (!library.ok) return library;
    try {
      const mounted = mountFile(library.value, place, file.size, read.value);
      const handle = library.value.open(`/${place}`, library.value.H5F_ACC_RDONLY, false, -1, -1);
      if (mounted.lost !== null) return unreadable(file, mounted.lost);
      return handle > 0n ? ok(new Hdf5File(library.value, handle, complaints, mounted)) : damagedHdf5(file.name);
    } catch (error) {
      return damagedHdf5(file.name, String(error));
    }
  }

  /** What was thrown when the file went away while it was read, else null: then nothing that was read counts. */
  get lost(): unknown {
    return this.mounted.lost;
  }

  /** All arrays by depth and then in the order of the file. @throws BrokenHdf5 */
  async list(task: Task): Promise<{ readonly arrays: Hdf5Array[]; readonly unreachable: Unreachable[] }> {
    const arrays: Hdf5Array[] = [];
    const unreachable: Unreachable[] = [];
    let level = [''];
    let nodes = 0;
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > deepest) throw new BrokenHdf5('groups lie in each other without end');
      const below: string[] = [];
      for (const group of level) {
        for (const path of this.childrenOf(group, unreachable)) {
          if (++nodes > mostNodes) throw new BrokenHdf5(`more than ${mostNodes} arrays and groups`);
          if (nodes % 500 === 0) await pause(task);
          const kind = this.call(() => this.library.get_type(this.handle, path));
          if (kind === this.library.H5G_GROUP) below.push(path);
          else if (kind === this.library.H5G_DATASET) this.look(path, arrays, unreachable);
          else unreachable.push({ path, why: 'a link that leads out of the file or nowhere' });
        }
      }
      level = below;
    }
    return { arrays, unreachable };
  }

  /**
   * Hands over the numbers of an array in slices, row-major.
   * @param take gets the numbers and the place of the first among all of the array
   * @returns how many 64-bit integers were rounded, or why the array cannot be read
   * @throws BrokenHdf5, Cancelled
   */
  async read(
    array: Hdf5Array,
    task: Task,
    take: (numbers: ArrayLike<number>, first: number) => void,
  ): Promise<{ rounded: number } | { why: string }> {
    const { code, path } = array;
    // A single number is read as a list of one.
    const shape = array.shape.length === 0 ? [1] : array.shape;
    if (code === null) return { why: `${array.holds}: not numbers` };
    const [rows] = shape;
    const width = shape.slice(1).reduce((product, length) => product * length, 1);
    const rowBytes = width * bytesOf(code);
    if (rowBytes > sliceBytes) return { why: 'one row of it is too large' };
    const step = stepRows(rowBytes, array.chunks);
    let rounded = 0;
    for (let row = 0; row < rows && width > 0; row += step) {
      await pause(task);
      const count = Math.min(step, rows - row);
      const raw = this.call(() => this.slice(path, [count, ...shape.slice(1)], row, count * rowBytes));
      if (raw === null) return { why: this.unreadable(path) };
      const decoded = decodeNumbers(raw, code);
      rounded += decoded.rounded;
      take(decoded.numbers, row * width);
    }
    return { rounded };
  }

  /** A text beside the arrays, by the path of what it belongs to; null where there is none. */
  text(path: string, name: string): string | null {
    return textAttribute(this.library, this.handle, path, name);
  }

  private childrenOf(group: string, unreachable: Unreachable[]): string[] {
    try {
      const before = this.complaints.count;
      const names = this.call(() => this.library.get_names(this.handle, `/${group}`, false));
      if (this.complaints.count > before) throw new Error('not all of the group could be listed');
      // A name with a slash or a dot alone would lead elsewhere.
      return names
        .filter((name) => name !== '' && name !== '.' && !name.includes('/'))
        .map((name) => (group === '' ? name : `${group}/${name}`));
    } catch (error) {
      if (error instanceof BrokenHdf5 || group === '') throw new BrokenHdf5(String(error));
      unreachable.push({ path: group, why: 'a damaged group, or a link that leads nowhere' });
      return [];
    }
  }

  private look(path: string, arrays: Hdf5Array[], unreachable: Unreachable[]): void {
    try {
      const before = this.complaints.count;
      const metadata = this.call(() => this.library.get_dataset_metadata(this.handle, path));
      if (this.complaints.count > before) throw new Error('not all of it could be read');
      const number = numberCode(metadata);
      const { shape, chunks } = metadata;
      if (metadata.virtual_sources !== undefined) {
        unreachable.push({ path, why: 'it is put together from other files' });
      } else if (shape === null || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
        unreachable.push({ path, why: 'it is empty' });
      } else {
        const [code, holds] = 'code' in number ? [number.code, 'numbers'] : [null, number.holds];
        arrays.push({ path, shape: [...shape], code, holds, chunks });
      }
    } catch (error) {
      if (error instanceof BrokenHdf5) throw error;
      unreachable.push({ path, why: 'a damaged array' });
    }
  }

  /** The bytes of some rows, or null when the library could not read them or left all of them unwritten. */
  private slice(path: string, count: readonly number[], row: number, bytes: number): Uint8Array<ArrayBuffer> | null {
    const { library } = this;
    const address = library._malloc(bytes);
    if (address === 0) return null;
    try {
      library.HEAPU8.fill(unwritten, address, address + bytes);
      const offset = count.map((_, axis) => BigInt(axis === 0 ? row : 0));
      const ones = count.map(() => 1n);
      const status = library.get_dataset_data(this.handle, path, count.map(BigInt), offset, ones, BigInt(address));
      if (status < 0) return null;
      const raw = library.HEAPU8.slice(address, address + bytes);
      return bytes >= 8 && raw.every((byte) => byte === unwritten) ? null : raw;
    } finally {
      library._free(address);
    }
  }

  private unreadable(path: string): string {
    const filters = this.call(() => this.library.get_dataset_filters(this.handle, path));
    const foreign = filters.filter(({ id }) => id > builtInFilters).map(({ id, name }) => name || `filter ${id}`);
    return foreign.length === 0
      ? 'it is damaged and cannot be unpacked'
      : `it is packed with “${foreign.join('”, “')}”, which is not read: write it with gzip or unpacked`;
  }

  /** A trap leaves the instance in no state to go on. Sentences of the library are thrown on as they are. */
  private call<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) throw new BrokenHdf5(String(error));
      throw error;
    }
  }
}

/** Rows of a slice: whole chunks where they fit, so that none is unpacked twice. */
function stepRows(rowBytes: number, chunks: readonly number[] | null): number {
  const fitting = Math.max(1, Math.floor(sliceBytes / Math.max(1, rowBytes)));
  const chunk = chunks?.[0] ?? 1;
  return chunk > 0 && chunk <= fitting ? fitting - (fitting % chunk) : fitting;
}

async function pause(task: Task): Promise<void> {
  if (task.cancelled()) throw new Cancelled();
  await task.breathe();
}
