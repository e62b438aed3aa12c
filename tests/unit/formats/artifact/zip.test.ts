import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { findPython } from '../../release/find-python';
import { crc32 } from '../../../../src/formats/artifact/crc32';
import { readZip, writeZip } from '../../../../src/formats/artifact/zip';

const python = findPython('zipfile');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const parts = new Map([
  ['b.json', text('{}')],
  ['a/deep.sig', text('signature')],
  ['empty', new Uint8Array()],
]);

function kindOf(bytes: Uint8Array): string {
  const read = readZip(bytes);
  return read.ok ? 'ok' : read.failure.kind;
}

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('the canonical zip', () => {
  it('gives back the parts that were written, by name', () => {
    const read = readZip(writeZip(parts));
    expect(read.ok && [...read.value.parts.keys()]).toEqual(['a/deep.sig', 'b.json', 'empty']);
    expect(read.ok && read.value.parts.get('b.json')).toEqual(text('{}'));
    expect(read.ok && read.value.damaged).toEqual([]);
  });

  it('gives the same bytes whatever the order of parts and the time zone', () => {
    const bytes = writeZip(parts);
    for (const place of ['Pacific/Kiritimati', 'America/Los_Angeles', 'UTC']) {
      process.env.TZ = place;
      expect(writeZip(new Map([...parts].reverse()))).toEqual(bytes);
    }
  });

  it.skipIf(python === null)('stores entries at 1980-01-01 without extra fields, as other programs see them', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'zip-')), 'x.zip');
    writeFileSync(path, writeZip(parts));
    const script = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print([(i.filename, i.date_time, i.compress_type, len(i.extra), i.file_size) for i in z.infolist()])`;
    const seen = execFileSync(python ?? '', ['-c', script, path], { encoding: 'utf8' }).trim();
    const date = '(1980, 1, 1, 0, 0, 0)';
    expect(seen).toBe(`[('a/deep.sig', ${date}, 0, 0, 9), ('b.json', ${date}, 0, 0, 2), ('empty', ${date}, 0, 0, 0)]`);
  });

  it('knows the checksum of the usual test string', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
  });

  it('tells a foreign file, a truncated one and a repacked one apart', () => {
    const bytes = writeZip(parts);
    expect(kindOf(text('hello, this is no zip'))).toBe('unrecognised');
    expect(kindOf(new Uint8Array())).toBe('unrecognised');
    expect(kindOf(bytes.subarray(0, bytes.length - 30))).toBe('truncated');
    expect(kindOf(bytes.subarray(0, 5))).toBe('truncated');
    expect(kindOf(zipSync({ 'b.json': text('{}') }, { level: 0 }))).toBe('not-canonical');
    expect(kindOf(zipSync({ 'b.json': text('x'.repeat(500)) }, { level: 9 }))).toBe('not-canonical');
    expect(kindOf(Uint8Array.from([...bytes, 0]))).toBe('not-canonical');
  });

  it('names a part whose bytes were changed', () => {
    const bytes = writeZip(parts);
    const at = Buffer.from(bytes).indexOf('signature');
    bytes[at] ^= 1;
    const read = readZip(bytes);
    expect(read.ok && read.value.damaged).toEqual(['a/deep.sig']);
  });

  it('never throws and never accepts a changed byte silently', () => {
    const bytes = writeZip(parts);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = bytes.slice();
        changed[at] ^= flip;
        const read = readZip(changed);
        expect(read.ok && read.value.damaged.length === 0).toBe(false);
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it('refuses sizes that point outside the file', () => {
    const bytes = writeZip(parts);
    const view = new DataView(bytes.buffer);
    const central = view.getUint32(bytes.length - 6, true);
    for (const [at, value] of [
      [central + 20, 0xfffffff0],
      [central + 24, 0xfffffff0],
      [central + 42, 0xfffffff0],
      [bytes.length - 6, 0xfffffff0],
    ]) {
      const hostile = bytes.slice();
      new DataView(hostile.buffer).setUint32(at, value, true);
      expect(kindOf(hostile)).toBe('not-canonical');
    }
  });

  it('refuses entries that share bytes', () => {
    const bytes = writeZip(parts);
    const view = new DataView(bytes.buffer);
    const second = view.getUint32(bytes.length - 6, true) + 46 + 'a/deep.sig'.length;
    view.setUint32(second + 42, 0, true);
    expect(kindOf(bytes)).toBe('not-canonical');
  });

  it('refuses names that climb out of a folder', () => {
    for (const name of ['../x', '/x', 'a//b', 'a\\b', 'ü']) {
      expect(() => writeZip(new Map([[name, text('x')]]))).toThrow(RangeError);
    }
  });
});
