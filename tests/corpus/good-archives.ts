/** Archives as people have them, and what the recordings inside must become. */
import { gzipSync, zipSync } from 'fflate';
import type { GoodSample } from './good';
import { floats, hdf5Bytes } from './hdf5-bytes';
import { counting, float64Npy } from './npy-bytes';
import { joined, paxData, tarBytes } from './tar-bytes';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const one = text('x,y\n1,0\n2,0\n');
const two = text('x,y\n3,0\n');
const npz = zipSync({ 'obs.npy': float64Npy(counting(8), [4, 2]) });
const long = `${'deep/'.repeat(30)}ep1.csv`;

export const goodArchives: readonly GoodSample[] = [
  {
    title: 'zip of a folder: an episode a file, with what an operating system leaves',
    files: { 'run.zip': zipSync({ 'run/ep10.csv': two, 'run/ep2.csv': one, '__MACOSX/run/._ep2.csv': two }) },
    rows: 3,
    columns: ['x', 'y'],
    episodes: [0, 2],
  },
  {
    title: 'zip with an npz and an HDF5 file inside',
    files: { 'a.zip': zipSync({ 'a.npz': npz, 'b.h5': hdf5Bytes({ actions: floats([4, 1]) }) }) },
    rows: 4,
    columns: ['obs_0', 'obs_1', 'act_0'],
    episodes: null,
  },
  {
    title: 'zip of arrays in a folder',
    files: { 'a.zip': zipSync({ 'set/obs.npy': float64Npy(counting(8), [4, 2]), 'set/actions.npy': float64Npy([1, 2, 3, 4], [4]) }) },
    rows: 4,
    columns: ['act_0', 'obs_0', 'obs_1'],
    episodes: null,
  },
  {
    title: 'zip of arrays side by side: NumPy’s own layout',
    files: { 'a.zip': npz },
    rows: 4,
    columns: ['obs_0', 'obs_1'],
    episodes: null,
  },
  {
    title: 'gzip of one file',
    files: { 'a.csv.gz': gzipSync(one) },
    rows: 2,
    columns: ['x', 'y'],
    episodes: null,
  },
  {
    title: 'gzip in two members',
    files: { 'a.csv.gz': joined([gzipSync(one), gzipSync(text('5,6\n'))]) },
    rows: 3,
    columns: ['x', 'y'],
    episodes: null,
  },
  {
    title: 'gzip with something after its end',
    files: { 'a.csv.gz': joined([gzipSync(one), text('garbage')]) },
    rows: 2,
    columns: ['x', 'y'],
    episodes: null,
    skipped: ['a.csv.gz'],
  },
  {
    title: 'gzip filled up with zeros',
    files: { 'a.csv.gz': joined([gzipSync(one), new Uint8Array(700)]) },
    rows: 2,
    columns: ['x', 'y'],
    episodes: null,
  },
  {
    title: 'tar.gz of a folder',
    files: { 'run.tar.gz': gzipSync(tarBytes({ name: 'run/', flag: '5' }, { name: 'run/ep1.csv', data: one }, { name: 'run/ep2.csv', data: two })) },
    rows: 3,
    columns: ['x', 'y'],
    episodes: [0, 2],
  },
  {
    title: 'tar with names in a prefix, in pax records and as GNU writes them',
    files: {
      'run.tar': tarBytes(
        { name: 'ep0.csv', prefix: 'run/a', data: two },
        { name: 'x', flag: 'x', data: paxData({ path: long, mtime: '1.5' }) },
        { name: 'short', data: one },
        { name: '././@LongLink', flag: 'L', data: `${'g/'.repeat(80)}ep2.csv\0` },
        { name: 'g', data: two },
      ),
    },
    rows: 4,
    columns: ['x', 'y'],
    episodes: [0, 2, 3],
  },
  {
    title: 'tar with links, devices and paths that lead elsewhere beside good files',
    files: {
      'a.tar': tarBytes(
        { name: 'good.csv', data: one },
        { name: 'link.csv', flag: '2', linkTo: '/etc/passwd' },
        { name: 'hard.csv', flag: '1', linkTo: 'good.csv' },
        { name: 'null', flag: '3' },
        { name: 'pipe', flag: '6' },
        { name: '../up.csv', data: two },
        { name: '/etc/x.csv', data: two },
        { name: 'C:\\x.csv', data: two },
        { name: 'a\\..\\..\\x.csv', data: two },
        { name: './good.csv', data: two },
      ),
    },
    rows: 2,
    columns: ['x', 'y'],
    episodes: null,
    skipped: ['a/../up.csv', 'a/./good.csv', 'a//etc/x.csv', 'a/C:\\x.csv', 'a/a\\..\\..\\x.csv', 'a/hard.csv', 'a/link.csv', 'a/null', 'a/pipe'],
  },
  {
    title: 'an archive in an archive, and one in that',
    files: { 'a.zip': zipSync({ 'x.tar.gz': gzipSync(tarBytes({ name: 'a.csv', data: one }, { name: 'b.zip', data: zipSync({ 'c.csv': two }) })) }) },
    rows: 2,
    columns: ['x', 'y'],
    episodes: null,
    skipped: ['a/x/b.zip'],
  },
];
