/**
 * Owns the HDF5 library: loads it when the first such file is opened, and makes a new instance for each file, so that one
 * that a hostile file broke, or that grew large, is never used again.
 */
import { fail, ok, type Result } from '../../basics/result';
import type { Hdf5AttributeCalls } from './attributes';

/** What h5wasm says of a type and of the array that has it. */
export interface Hdf5Metadata {
  /** HDF5's type class: 0 integer, 1 floating point, 3 text … */
  readonly type: number;
  /** Bytes of one element. */
  readonly size: number;
  readonly signed: boolean;
  /** True for texts of any length. */
  readonly vlen: boolean;
  /** null for an array of nothing at all. */
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  readonly virtual_sources?: readonly unknown[];
}

export interface Hdf5Filter {
  readonly id: number;
  readonly name: string;
}

/** A file of the library's own file system. */
export interface Hdf5Node {
  /** What it says its size is. */
  usedBytes: number;
  stream_ops: {
    /** Copies up to `length` bytes at `position` to `target` from `offset` on; how many there were. */
    read(stream: unknown, target: Uint8Array, offset: number, length: number, position: number): number;
  };
}

/** The calls of h5wasm that reading needs. They may throw and even trap; then the instance must not be used again. */
export interface Hdf5Library extends Hdf5AttributeCalls {
  readonly FS: {
    createFile(folder: string, name: string, properties: object, canRead: boolean, canWrite: boolean): Hdf5Node;
  };
  readonly H5F_ACC_RDONLY: number;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  /** A handle, negative when it is no HDF5 file. */
  open(path: string, mode: number, trackOrder: boolean, low: number, high: number): bigint;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  /** −1 when the path leads nowhere. */
  get_type(file: bigint, path: string): number;
  get_dataset_metadata(file: bigint, path: string): Hdf5Metadata;
  get_dataset_filters(file: bigint, path: string): readonly Hdf5Filter[];
  /** Writes to `address` and returns a negative number when it could not; numbers come in the machine's byte order. */
  get_dataset_data(
    file: bigint,
    path: string,
    count: readonly bigint[],
    offset: readonly bigint[],
    strides: readonly bigint[],
    address: bigint,
  ): number;
}

/**
 * A new instance.
 * @param complain gets each line of what the library says of calls that failed inside; some of them return as if nothing
 * had happened, with a part of what was asked for
 * @returns fails with `storage` when the library cannot be loaded, as
 * without a network on a first visit.
 */
export async function newHdf5Library(complain: (line: string) => void): Promise<Result<Hdf5Library>> {
  try {
    const { default: instantiate } = await import('h5wasm-module');
    return ok(await instantiate({ noInitialRun: true, print: complain, printErr: complain }));
  } catch (error) {
    const message = 'The reader of HDF5 files could not be loaded.';
    return fail('storage', message, 'Check the connection, reload the page and choose the file again.', String(error));
  }
}
