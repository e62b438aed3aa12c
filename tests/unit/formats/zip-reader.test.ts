import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../src/formats/limits';
import { unwatched } from '../../../src/basics/task';
import { unpackedPieces } from '../../../src/formats/archives/zip-entry';
import { zipEntries, type ZipEntry } from '../../../src/formats/archives/zip-reader';
import { source } from './sources';

const text = new TextEncoder().encode('wheel '.repeat(100));

async function entriesOf(bytes: Uint8Array, limits = defaultLimits): Promise<ZipEntry[]> {
  const entries = await zipEntries(source('a.zip', bytes), limits, unwatched);
  if (!entries.ok) throw new Error(entries.failure.message);
  return entries.value;
}

async function kindOf(bytes: Uint8Array, limits = defaultLimits): Promise<string> {
  const entries = await zipEntries(source('a.zip', bytes), limits, unwatched);
  return entries.ok ? 'ok' : entries.failure.kind;
}

/** What an entry unpacks to, or the kind of the failure. */
async function unpacked(bytes: Uint8Array, entry: ZipEntry, pieceBytes: number): Promise<Buffer | string> {
  const pieces: Uint8Array[] = [];
  const limits = { ...defaultLimits, pieceBytes };
  for await (const piece of unpackedPieces(source('a.zip', bytes), entry, 'a', limits, unwatched)) {
    if (!piece.ok) return piece.failure.kind;
    pieces.push(piece.value.slice());
  }
  return Buffer.concat(pieces);
}

/** The same archive with the sizes of its one entry moved into a zip64 field, as archives beyond 4 GiB have them. */
function withWideSizes(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 6, true);
  const extraAt = directory + 46 + view.getUint16(directory + 28, true);
  const extra = new DataView(new ArrayBuffer(20));
  extra.setUint16(0, 1, true);
  extra.setUint16(2, 16, true);
  extra.setBigUint64(4, BigInt(view.getUint32(directory + 24, true)), true);
  extra.setBigUint64(12, BigInt(view.getUint32(directory + 20, true)), true);
  const out = new Uint8Array(bytes.length + 20);
  out.set(bytes.subarray(0, extraAt));
  out.set(new Uint8Array(extra.buffer), extraAt);
  out.set(bytes.subarray(extraAt), extraAt + 20);
  const changed = new DataView(out.buffer);
  changed.setUint16(directory + 30, 20, true);
  changed.setUint32(directory + 20, 0xffffffff, true);
  changed.setUint32(directory + 24, 0xffffffff, true);
  return out;
}

describe('zip reader', () => {
  it.each([0, 6] as const)('unpacks entries of level %i, from pieces of any size', async (level) => {
    const bytes = zipSync({ 'a.txt': text, 'b/c.txt': text.subarray(1) }, { level });
    const entries = await entriesOf(bytes);
    expect(entries.map(({ name }) => name)).toEqual(['a.txt', 'b/c.txt']);
    for (const pieceBytes of [1, 7, 100, 2 ** 20]) {
      expect(await unpacked(bytes, entries[1], pieceBytes)).toEqual(Buffer.from(text.subarray(1)));
      expect(await unpacked(bytes, { ...entries[1], crc: entries[1].crc ^ 1 }, pieceBytes)).toBe('malformed');
      for (const size of [text.length, text.length - 2]) {
        expect(await unpacked(bytes, { ...entries[1], size }, pieceBytes)).toBe('malformed');
      }
    }
  });

  it('reads sizes from a zip64 field', async () => {
    const bytes = withWideSizes(zipSync({ 'a.txt': text }));
    const [entry] = await entriesOf(bytes);
    expect(entry.size).toBe(text.length);
    expect(await unpacked(bytes, entry, 100)).toEqual(Buffer.from(text));
  });

  it('refuses what unpacks to more than each of its limits', async () => {
    const bytes = zipSync({ 'a.txt': text, 'b.txt': text });
    expect(await kindOf(bytes, { ...defaultLimits, entries: 1 })).toBe('too-large');
    expect(await kindOf(bytes, { ...defaultLimits, entryBytes: 500 })).toBe('too-large');
    expect(await kindOf(bytes, { ...defaultLimits, unpackedBytes: 1000 })).toBe('too-large');
    expect(await kindOf(bytes, { ...defaultLimits, ratio: 10, ratioFrom: 500 })).toBe('too-large');
    expect(await kindOf(bytes)).toBe('ok');
  });

  it('refuses passwords and unknown ways of packing', async () => {
    const bytes = zipSync({ 'a.txt': text });
    const directory = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
    for (const [offset, value] of [
      [8, 1],
      [10, 14],
    ]) {
      const copy = bytes.slice();
      copy[directory + offset] = value;
      expect(await kindOf(copy)).toBe('unsupported');
    }
  });

  it('takes any cut for an archive that ends too early', async () => {
    const bytes = zipSync({ 'a.txt': text });
    for (let length = 4; length < bytes.length; length++)
      expect(await kindOf(bytes.slice(0, length))).toBe('truncated');
  });
});
