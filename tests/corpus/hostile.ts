/** Files that are broken, foreign or meant to harm, and the kind of failure that each must give. */
import { zipSync } from 'fflate';
import type { FailureKind } from '../../src/basics/result';
import { hostileArchives } from './hostile-archives';
import { hostileHdf5 } from './hostile-hdf5';
import { hostileParquet } from './hostile-parquet';
import { hostileText } from './hostile-text';
import { counting, float64Npy, npyBytes, npyHeader } from './npy-bytes';

export interface HostileSample {
  readonly title: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly kind: FailureKind;
}

const good = zipSync({ 'obs.npy': float64Npy(counting(200), [100, 2]) });

/** A zip whose directory is changed after the fact: a 32-bit field at `offset` in the first entry. */
function forged(offset: number, value: number): Uint8Array {
  const bytes = good.slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(view.getUint32(bytes.length - 6, true) + offset, value, true);
  return bytes;
}

function changedByte(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= 0xff;
  return copy;
}

const none = new Uint8Array(0);
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 247960\n`;

export const hostileSamples: readonly HostileSample[] = [
  { title: 'nothing at all', files: {}, kind: 'empty' },
  { title: 'a file of no bytes', files: { 'a.npz': none }, kind: 'empty' },
  { title: 'only what an operating system leaves', files: { '.DS_Store': 'x', '__MACOSX/a.csv': '1\n' }, kind: 'empty' },
  { title: 'a git-lfs pointer', files: { 'a.npz': pointer }, kind: 'git-lfs-pointer' },
  { title: 'a git-lfs pointer named CSV', files: { 'a.csv': pointer }, kind: 'git-lfs-pointer' },
  { title: 'a pickle', files: { 'a.npy': Uint8Array.from([0x80, 4, 0x95, 0, 0]) }, kind: 'pickle' },
  { title: 'an old text pickle', files: { 'a.pkl': "cos\nsystem\n(S'echo'\ntR." }, kind: 'pickle' },
  { title: 'an array of Python objects', files: { 'a.npy': npyBytes(npyHeader('|O', [1]), Uint8Array.of(0x80, 4)) }, kind: 'pickle' },
  {
    title: 'an archive with nothing but Python objects',
    files: { 'a.npz': zipSync({ 'a.npy': npyBytes(npyHeader('|O', [1]), Uint8Array.of(0x80, 4)) }) },
    kind: 'pickle',
  },
  { title: 'an archive cut in half', files: { 'a.npz': good.slice(0, good.length >> 1) }, kind: 'truncated' },
  { title: 'an array cut short', files: { 'a.npy': float64Npy(counting(9), [9]).slice(0, -3) }, kind: 'truncated' },
  { title: 'an array cut in its header', files: { 'a.npy': float64Npy([1], [1]).slice(0, 40) }, kind: 'truncated' },
  {
    title: 'an array that claims more than it holds',
    files: { 'a.npy': npyBytes(npyHeader('<f8', [4_000_000_000, 4_000_000]), none) },
    kind: 'truncated',
  },
  {
    title: 'a header that calls a function',
    files: { 'a.npy': npyBytes(`{'descr': '<f8', 'fortran_order': exit(), 'shape': (1,)}`, new Uint8Array(8)) },
    kind: 'malformed',
  },
  {
    title: 'a header with a negative length',
    files: { 'a.npy': npyBytes(npyHeader('<f8', [-1]), new Uint8Array(8)) },
    kind: 'malformed',
  },
  {
    title: 'a header that is nested without end',
    files: { 'a.npy': npyBytes('('.repeat(5000), new Uint8Array(8)) },
    kind: 'malformed',
  },
  { title: 'an array of complex numbers', files: { 'a.npy': npyBytes(npyHeader('<c16', [1]), new Uint8Array(16)) }, kind: 'unsupported' },
  { title: 'an array of no rows', files: { 'a.npy': float64Npy([], [0, 4]) }, kind: 'empty' },
  { title: 'an array of a billion rows of nothing', files: { 'a.npy': float64Npy([], [1_000_000_000, 0]) }, kind: 'empty' },
  { title: 'an archive whose entry is changed', files: { 'a.npz': changedByte(good, 60) }, kind: 'malformed' },
  { title: 'an entry that claims four gigabytes', files: { 'a.npz': forged(24, 0xfffffff0) }, kind: 'too-large' },
  { title: 'an entry that claims many thousand times its bytes', files: { 'a.npz': forged(24, 400_000_000) }, kind: 'too-large' },
  { title: 'an entry that unpacks to more than it says', files: { 'a.npz': forged(24, 100) }, kind: 'malformed' },
  { title: 'an npz without arrays', files: { 'a.npz': zipSync({ 'a.txt': none }) }, kind: 'unsupported' },
  { title: 'an empty archive', files: { 'a.npz': zipSync({}) }, kind: 'empty' },
  { title: 'an array named __proto__', files: { 'a.npz': zipSync({ '__proto__.npy': float64Npy([1], [1]) }) }, kind: 'unsafe-name' },
  { title: 'a column named __proto__', files: { 'a.csv': 'x,__proto__\n1,2\n' }, kind: 'unsafe-name' },
  { title: 'a key __proto__', files: { 'a.json': '[{"x":1,"__proto__":{"polluted":1}}]' }, kind: 'unsafe-name' },
  { title: 'a key constructor inside', files: { 'a.jsonl': '{"x":{"constructor":{"prototype":{"polluted":1}}}}\n' }, kind: 'unsafe-name' },
  { title: 'a column object with __proto__', files: { 'a.json': '{"x":[1,2],"__proto__":[1,2]}' }, kind: 'unsafe-name' },
  { title: 'an episode with __proto__', files: { 'a.json': '{"episodes":[{"__proto__":[[1],[2]]}]}' }, kind: 'unsafe-name' },
  { title: 'a ragged CSV', files: { 'a.csv': 'x,y\n1,2\n3\n' }, kind: 'ragged' },
  { title: 'a ragged list in JSON Lines', files: { 'a.jsonl': '{"x":[1,2]}\n{"x":[1]}\n' }, kind: 'ragged' },
  { title: 'a header without rows', files: { 'a.csv': 'x,y\n' }, kind: 'empty' },
  { title: 'white space', files: { 'a.csv': '\n\n  \n' }, kind: 'empty' },
  { title: 'prose', files: { 'README.md': '# Hello\nNothing here is a number.\n' }, kind: 'unrecognised' },
  { title: 'decimal commas', files: { 'a.csv': `a;b\n${counting(40).map((i) => `${i},5;${i},25`).join('\n')}\n` }, kind: 'unsupported' },
  { title: 'a web page', files: { 'a.npz': '<!DOCTYPE html><html></html>' }, kind: 'unrecognised' },
  { title: 'cut JSON', files: { 'a.json': '[{"x":1},{"x":' }, kind: 'truncated' },
  { title: 'damaged JSON', files: { 'a.json': '[{"x":1},,]' }, kind: 'malformed' },
  { title: 'a cut last line', files: { 'a.jsonl': '{"x":1}\n{"x":2}\n{"x"' }, kind: 'truncated' },
  { title: 'a damaged line', files: { 'a.jsonl': '{"x":1}\n{x:2}\n{"x":3}\n' }, kind: 'malformed' },
  { title: 'JSON nested without end', files: { 'a.json': '['.repeat(200_000) }, kind: 'truncated' },
  { title: 'objects nested too deep', files: { 'a.json': `${'{"a":'.repeat(100)}1${'}'.repeat(100)}` }, kind: 'malformed' },
  { title: 'JSON without frames', files: { 'a.json': '[]' }, kind: 'unsupported' },
  { title: 'bytes that are no text', files: { 'a.csv': Uint8Array.from(counting(256)) }, kind: 'unrecognised' },
  { title: 'nothing but the mark of HDF5', files: { 'a.h5': Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a) }, kind: 'truncated' },
  { title: 'several bad files: the most telling one is named', files: { 'a.csv': none, 'b.npz': pointer, c: 'words\n' }, kind: 'git-lfs-pointer' },
  ...hostileParquet,
  ...hostileHdf5,
  ...hostileText,
  ...hostileArchives,
];
