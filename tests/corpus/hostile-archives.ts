/** Archives that are made to harm, and files that are not what their names say. */
import { gzipSync, zipSync } from 'fflate';
import type { HostileSample } from './hostile';
import { floats, hdf5Bytes } from './hdf5-bytes';
import { leRobotInfo } from './good-lerobot';
import { tarBytes } from './tar-bytes';

const csv = new TextEncoder().encode('x,y\n1,0\n2,0\n');
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'c'.repeat(64)}\nsize 9000\n`;
const hdf5 = hdf5Bytes({ observations: floats([4, 2]) });
const pickle = Uint8Array.of(0x80, 4, 0x95, 0, 0);

/** Every entry of a zip claims `size` bytes and lies at the first one's place, packed in `packed` bytes. */
function overlapping(entries: number, size: number, packed: number): Uint8Array {
  const names = Object.fromEntries(Array.from({ length: entries }, (_, i) => [`${i}.csv`, csv]));
  const bytes = zipSync(names);
  const view = new DataView(bytes.buffer);
  let at = view.getUint32(bytes.length - 6, true);
  for (let i = 0; i < entries; i++) {
    view.setUint32(at + 20, packed, true);
    view.setUint32(at + 24, size, true);
    view.setUint32(at + 42, 0, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return bytes;
}

/** An archive in an archive in an archive, and so on. */
function nested(depth: number): Uint8Array {
  let bytes = zipSync({ 'a.csv': csv });
  for (let i = 0; i < depth; i++) bytes = zipSync({ [`${i}.zip`]: bytes });
  return bytes;
}

/** A gzip of 65 MiB of zeros: two members, or it would be made in one piece of them. */
function zeros(): Uint8Array {
  return gzipSync(new Uint8Array(65 * 2 ** 20 + 1), { level: 1 });
}

export const hostileArchives: readonly HostileSample[] = [
  { title: 'a zip whose entries claim more than fits together', files: { 'a.zip': overlapping(8, 150_000_000, 5_000_000) }, kind: 'too-large' },
  { title: 'a zip of one place under ten names, with a ratio beyond reason', files: { 'a.zip': overlapping(10, 100_000_000, 20) }, kind: 'too-large' },
  { title: 'a gzip that unpacks to hundreds of times its size', files: { 'a.csv.gz': zeros() }, kind: 'too-large' },
  { title: 'archives in archives without end', files: { 'a.zip': nested(20) }, kind: 'empty' },
  { title: 'a zip with nothing but paths that lead out', files: { 'a.zip': zipSync({ '../../etc/x.csv': csv, '/x.csv': csv }) }, kind: 'unsafe-name' },
  { title: 'a zip with backslashes that lead out', files: { 'a.zip': zipSync({ '..\\..\\x.csv': csv }) }, kind: 'unsafe-name' },
  { title: 'a zip with a drive in the path', files: { 'a.zip': zipSync({ 'C:\\Windows\\x.csv': csv }) }, kind: 'unsafe-name' },
  { title: 'a zip whose name is turned around when it is shown', files: { 'a.zip': zipSync({ 'x\u202evsc.exe': csv }) }, kind: 'unsafe-name' },
  { title: 'a tar with nothing but a link', files: { 'a.tar': tarBytes({ name: 'x.csv', flag: '2', linkTo: '/etc/passwd' }) }, kind: 'empty' },
  { title: 'a tar whose entry claims more than there is', files: { 'a.tar': tarBytes({ name: 'x.csv', data: csv, size: 8 ** 10 }) }, kind: 'truncated' },
  { title: 'a pickle in a zip', files: { 'a.zip': zipSync({ 'a.pkl': pickle }) }, kind: 'pickle' },
  { title: 'a git-lfs pointer in a zip', files: { 'a.zip': zipSync({ 'data/a.npz': new TextEncoder().encode(pointer) }) }, kind: 'git-lfs-pointer' },
  {
    title: 'a LeRobot folder of git-lfs pointers',
    files: { 'arm/meta/info.json': leRobotInfo('v2.1', 1), 'arm/data/chunk-000/episode_000000.parquet': pointer },
    kind: 'git-lfs-pointer',
  },
  { title: 'a pickle named CSV', files: { 'a.csv': pickle }, kind: 'pickle' },
  { title: 'HDF5 named npz, cut', files: { 'a.npz': hdf5.slice(0, 200) }, kind: 'truncated' },
  { title: 'a picture named Parquet', files: { 'a.parquet': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) }, kind: 'unsupported' },
  { title: 'a table named HDF5 whose rows are ragged', files: { 'a.hdf5': 'x,y\n1,2\n3\n' }, kind: 'ragged' },
];
