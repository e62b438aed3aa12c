import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../src/formats/limits';
import { readZipEntry, zipEntries, type ZipEntry } from '../../../src/formats/zip-reader';

const text = new TextEncoder().encode('wheel '.repeat(100));

function entriesOf(bytes: Uint8Array, limits = defaultLimits): ZipEntry[] {
  const entries = zipEntries(bytes, 'a.zip', limits);
  if (!entries.ok) throw new Error(entries.failure.message);
  return entries.value;
}

function kindOf(bytes: Uint8Array, limits = defaultLimits): string {
  const entries = zipEntries(bytes, 'a.zip', limits);
  return entries.ok ? 'ok' : entries.failure.kind;
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
  it.each([0, 6] as const)('unpacks entries of level %i', (level) => {
    const bytes = zipSync({ 'a.txt': text, 'b/c.txt': text.subarray(1) }, { level });
    const entries = entriesOf(bytes);
    expect(entries.map(({ name }) => name)).toEqual(['a.txt', 'b/c.txt']);
    const unpacked = readZipEntry(bytes, entries[1], 'c');
    expect(unpacked.ok && Buffer.from(unpacked.value).equals(text.subarray(1))).toBe(true);
  });

  it('reads sizes from a zip64 field', () => {
    const bytes = withWideSizes(zipSync({ 'a.txt': text }));
    const [entry] = entriesOf(bytes);
    expect(entry.size).toBe(text.length);
    expect(readZipEntry(bytes, entry, 'a').ok).toBe(true);
  });

  it('refuses what unpacks to more than each of its limits', () => {
    const bytes = zipSync({ 'a.txt': text, 'b.txt': text });
    expect(kindOf(bytes, { ...defaultLimits, entries: 1 })).toBe('too-large');
    expect(kindOf(bytes, { ...defaultLimits, entryBytes: 500 })).toBe('too-large');
    expect(kindOf(bytes, { ...defaultLimits, unpackedBytes: 1000 })).toBe('too-large');
    expect(kindOf(bytes, { ...defaultLimits, ratio: 10, ratioFrom: 500 })).toBe('too-large');
    expect(kindOf(bytes)).toBe('ok');
  });

  it('refuses passwords and unknown ways of packing', () => {
    const bytes = zipSync({ 'a.txt': text });
    const directory = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
    for (const [offset, value] of [
      [8, 1],
      [10, 14],
    ]) {
      const copy = bytes.slice();
      copy[directory + offset] = value;
      expect(kindOf(copy)).toBe('unsupported');
    }
  });

  it('takes any cut for an archive that ends too early', () => {
    const bytes = zipSync({ 'a.txt': text });
    for (let length = 4; length < bytes.length; length++) expect(kindOf(bytes.slice(0, length))).toBe('truncated');
  });
});
