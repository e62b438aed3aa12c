/** Texts that lie beside the arrays of an HDF5 file, and what robomimic says in one of them. */
import { isObject, parseJson, type Json } from '../text/json-values';

/** The calls of the library that attributes need. They may throw and even trap. */
export interface Hdf5AttributeCalls {
  /** Replaced when memory grows: take it anew after each call. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  _malloc(bytes: number): number;
  _free(address: number): void;
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(
    file: bigint,
    path: string,
    name: string,
  ): { readonly type: number; readonly size: number; readonly vlen: boolean; readonly shape: readonly number[] | null };
  get_attribute_data(file: bigint, path: string, name: string, address: bigint): number;
  reclaim_vlen_memory(file: bigint, path: string, name: string, address: bigint): number;
}

const text = 3;
/** Bytes of the longest text that is looked at. */
const longest = 2 ** 20;
/** Frames a second above which a control frequency is not believed. */
const fastest = 1e5;

/** A text of any or of fixed length; null where there is none, or where it cannot be read. */
export function textAttribute(library: Hdf5AttributeCalls, file: bigint, path: string, name: string): string | null {
  try {
    if (!library.get_attribute_names(file, path).includes(name)) return null;
    const { type, size, vlen, shape } = library.get_attribute_metadata(file, path, name);
    if (type !== text || shape === null || shape.some((length) => length !== 1) || size > longest) return null;
    return readText(library, file, path, name, size, vlen);
  } catch {
    // Nothing that counts lies in it: the arrays were read before.
    return null;
  }
}

function readText(
  library: Hdf5AttributeCalls,
  file: bigint,
  path: string,
  name: string,
  size: number,
  vlen: boolean,
): string | null {
  const address = library._malloc(size);
  if (address === 0) return null;
  library.HEAPU8.fill(0, address, address + size);
  try {
    if (library.get_attribute_data(file, path, name, BigInt(address)) < 0) return null;
    if (!vlen) return endingAtZero(library.HEAPU8, address, size);
    const { buffer } = library.HEAPU8;
    const place = new DataView(buffer).getUint32(address, true);
    const read = place === 0 ? null : endingAtZero(library.HEAPU8, place, longest);
    library.reclaim_vlen_memory(file, path, name, BigInt(address));
    return read;
  } finally {
    library._free(address);
  }
}

function endingAtZero(memory: Uint8Array, start: number, most: number): string {
  const bytes = memory.subarray(start, start + most);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.slice(0, end < 0 ? bytes.length : end));
}

/** Frames per second of a robomimic data set, out of the text that says how its environment was made; null elsewhere. */
export function controlFrequency(environment: string | null): number | null {
  const { value } = parseJson(environment ?? '');
  const frequency = inside(inside(value, 'env_kwargs'), 'control_freq') ?? inside(value, 'control_freq');
  return typeof frequency === 'number' && frequency > 0 && frequency <= fastest ? frequency : null;
}

function inside(value: Json | undefined, key: string): Json | undefined {
  return value !== undefined && isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
