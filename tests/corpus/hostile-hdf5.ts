/** HDF5 files that are broken, foreign or meant to harm, and the kind of failure that each must give. */
import { flags, floats, hdf5Bytes, type Tree } from './hdf5-bytes';
import type { HostileSample } from './hostile';

const good = hdf5Bytes({ observations: floats([40, 3]), actions: floats([40, 1]) });

function matlab(): Uint8Array {
  const bytes = new Uint8Array(512 + good.length);
  bytes.set(new TextEncoder().encode('MATLAB 7.3 MAT-file'));
  bytes.set(good, 512);
  return bytes;
}

const sample = (title: string, tree: Tree, kind: HostileSample['kind']): HostileSample => ({
  title,
  files: { 'a.h5': hdf5Bytes(tree) },
  kind,
});

/** The library with one byte of the version of the superblock changed. */
const foreignVersion = good.map((byte, i) => (i === 8 ? 9 : byte));

export const hostileHdf5: readonly HostileSample[] = [
  { title: 'HDF5 cut in half', files: { 'a.h5': good.slice(0, good.length >> 1) }, kind: 'truncated' },
  { title: 'HDF5 without its last byte', files: { 'a.h5': good.slice(0, -1) }, kind: 'truncated' },
  { title: 'HDF5 of an unknown version', files: { 'a.h5': foreignVersion }, kind: 'malformed' },
  { title: 'HDF5 whose root leads nowhere', files: { 'a.h5': good.map((b, i) => (i > 56 && i < 96 ? 0x7f : b)) }, kind: 'malformed' },
  { title: 'HDF5 whose tables are overwritten', files: { 'a.h5': good.map((b, i) => (i > 96 ? 0xff : b)) }, kind: 'malformed' },
  { title: 'a MATLAB file', files: { 'a.mat': matlab() }, kind: 'unsupported' },
  sample('HDF5 of nothing', {}, 'empty'),
  sample('HDF5 of text alone', { observations: { data: ['a', 'b'] } }, 'unsupported'),
  sample('HDF5 that reads as zeros', { observations: { data: new Float32Array(30), shape: [10, 3], chunks: [2, 3], compression: 'gzip' } }, 'unsupported'),
  sample('HDF5 without one finite number', { observations: { data: new Float32Array(30).fill(NaN), shape: [10, 3] } }, 'unsupported'),
  sample('HDF5 with an array named __proto__', { observations: floats([4, 2]), __proto__x: floats([4]), ['__proto__']: floats([4]) }, 'unsafe-name'),
  sample('HDF5 with a group named constructor', { episode_0: { obs: { constructor: { a: floats([4]) } }, actions: flags(4) } }, 'unsafe-name'),
];
