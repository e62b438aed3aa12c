/** Which HDF5 types are numbers. */
import type { Hdf5Metadata } from './library';
import type { NumberCode } from '../tables/number-bytes';

const integer = 0;
const floating = 1;
const bits = 4;
/** h5py stores truth values so. */
const enumeration = 8;
const others: Readonly<Record<number, string>> = {
  2: 'times',
  3: 'text',
  5: 'bytes without meaning',
  6: 'records of several fields',
  7: 'references to other arrays',
  9: 'lists of any length',
  10: 'small arrays',
};

/** The code of a type of numbers, or what else the type holds, for people. */
export function numberCode({ type, size, signed, vlen }: Hdf5Metadata): { code: NumberCode } | { holds: string } {
  if (vlen) return { holds: 'text' };
  if (type === floating && (size === 2 || size === 4 || size === 8)) return { code: `f${size}` };
  if (type === integer || type === bits || type === enumeration) {
    const sign = signed && type !== bits ? 'i' : 'u';
    if (size === 1 || size === 2 || size === 4 || size === 8) return { code: `${sign}${size}` };
  }
  return { holds: others[type] ?? `numbers of ${size} bytes` };
}
