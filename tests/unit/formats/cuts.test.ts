/** Files that end too early: at every byte, and so at every border of what lies inside them. */
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unwatched } from '../../../src/basics/task';
import { defaultLimits } from '../../../src/formats/limits';
import { openFiles } from '../../../src/formats/open-files';
import { readSafetensors, writeSafetensors } from '../../../src/formats/artifact/safetensors';
import { floats, hdf5Bytes } from '../../corpus/hdf5-bytes';
import { float64Npy, npyBytes, npyHeader } from '../../corpus/npy-bytes';
import { parquetBytes } from '../../corpus/parquet-bytes';
import { tarBytes } from '../../corpus/tar-bytes';
import { open, opened, source } from './sources';

const array = float64Npy([1, 2, 3, 4], [2, 2]);
const table = 'x,y\n1,0\n2,0\n';
const text = new TextEncoder().encode(table);
const block = 512;

/** Kinds that a cut file of numbers in bytes may be refused with: nothing of it may be taken. */
const cutKinds = ['empty', 'truncated', 'malformed', 'unrecognised', 'unsupported'];

describe('a file that is cut at any byte', () => {
  it.each<[string, Uint8Array]>([
    ['a.npy', array],
    ['a.npz', zipSync({ 'x.npy': array })],
    ['stored.npz', zipSync({ 'x.npy': array }, { level: 0 })],
    ['a.parquet', parquetBytes([{ name: 'x', type: 'DOUBLE', data: [1, 2, 3] }])],
    ['a.h5', hdf5Bytes({ observations: floats([4, 2]) })],
    ['new.h5', hdf5Bytes({ observations: floats([4, 2]) }, {}, 'v200')],
    ['a.zip', zipSync({ 'a.csv': text })],
    ['a.csv.gz', gzipSync(text)],
    ['a.tar.gz', gzipSync(tarBytes({ name: 'a.csv', data: text }))],
    ['a.json', new TextEncoder().encode('[{"x":1,"y":[2,3]},{"x":4,"y":[5,6]}]')],
  ])('%s is refused whole', async (name, bytes) => {
    await opened(source(name, bytes));
    for (let length = 0; length < bytes.length; length++) {
      const result = await open(source(name, bytes.slice(0, length)));
      expect(result.ok ? 'taken' : result.failure.kind, `${length} of ${bytes.length} bytes`).toBeOneOf(cutKinds);
    }
  });

  it('a.tar is taken where an entry ends, with or without what fills its block, and nowhere else', async () => {
    const bytes = tarBytes({ name: 'a.csv', data: text }, { name: 'b.csv', data: text });
    for (let length = 0; length < 2 * block; length += 2) {
      const result = await open(source('a.tar', bytes.slice(0, length)));
      expect(result.ok, `${length} bytes`).toBe(length >= block + text.length && length <= 2 * block);
    }
    for (let length = 2 * block + 2; length < 3 * block + text.length; length += 2) {
      expect((await open(source('a.tar', bytes.slice(0, length)))).ok, `${length} bytes`).toBe(false);
    }
  });

  it('a.csv and a.jsonl give the whole rows before a cut between rows', async () => {
    const lines = '{"x":1}\n{"x":2}\n';
    expect((await opened(source('a.csv', table.slice(0, 8)))).rows).toBe(1);
    expect((await opened(source('a.jsonl', lines.slice(0, 8)))).rows).toBe(1);
    const cut = await open(source('a.jsonl', lines.slice(0, 12)));
    expect(cut).toMatchObject({ ok: false, failure: { kind: 'truncated' } });
    expect(await open(source('a.csv', table.slice(0, 9)))).toMatchObject({ ok: false, failure: { kind: 'ragged' } });
  });

  it('a.safetensors is refused whole', () => {
    const tensors = new Map([['x', { shape: [3], data: Float32Array.of(1, 2, 3) }]]);
    const bytes = writeSafetensors({ tensors, metadata: new Map([['a', 'b']]) });
    expect(readSafetensors(bytes).ok).toBe(true);
    for (let length = 0; length < bytes.length; length++) {
      expect(readSafetensors(bytes.slice(0, length)).ok, `${length} bytes`).toBe(false);
    }
  });
});

describe('a file that is larger than what there is', () => {
  const huge = (name: string, size: number, head: Uint8Array, read: () => Promise<Uint8Array>) => ({
    name,
    size,
    bytes: read,
    slice: (start: number, end: number) =>
      end <= head.length ? Promise.resolve(head.slice(start, end)) : start === 0 ? Promise.resolve(head) : read(),
  });

  it('is refused by its size before a byte of it is read', async () => {
    const never = huge('a.npz', 3 * 2 ** 30, array, () => Promise.reject(new Error('it was read')));
    const result = await openFiles([{ ...never, slice: never.bytes }], unwatched);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'too-large' } });
  });

  it('is refused in a sentence when the machine has no room for it', async () => {
    const noRoom = (): Promise<Uint8Array> => Promise.reject(new RangeError('Array buffer allocation failed'));
    const heads = {
      'a.npy': npyBytes(npyHeader('<f8', [2 ** 26]), text),
      'a.csv': text,
      'a.h5': hdf5Bytes({ observations: floats([4, 2]) }),
      'a.zip': zipSync({ a: text }),
    };
    for (const [name, head] of Object.entries(heads)) {
      const result = await openFiles([huge(name, defaultLimits.totalBytes - 1, head, noRoom)], unwatched);
      expect(result.ok, name).toBe(false);
      if (!result.ok) expect(['storage', 'too-large', 'truncated'], name).toContain(result.failure.kind);
    }
  });
});
