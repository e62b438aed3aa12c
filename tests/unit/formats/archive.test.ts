import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Cancelled, unwatched } from '../../../src/basics/task';
import { defaultLimits, type Limits } from '../../../src/formats/limits';
import { openFiles } from '../../../src/formats/open-files';
import { joined, tarBytes } from '../../corpus/tar-bytes';
import { kindOf, open, opened, source, valuesOf } from './sources';

const csv = new TextEncoder().encode('x,y\n1,0\n2,0\n');
const bulk = new TextEncoder().encode(`x\n${'1\n'.repeat(20_000)}`);
const tight: Limits = { ...defaultLimits, ratioFrom: 10_000, ratio: 20 };

async function kindWithin(limits: Limits, name: string, bytes: Uint8Array): Promise<string> {
  const result = await openFiles([source(name, bytes)], unwatched, limits);
  return result.ok ? 'ok' : result.failure.kind;
}

describe('archives', () => {
  it('reads the first of two entries of the same name, not the second', async () => {
    const tar = tarBytes({ name: 'a.csv', data: 'x\n1\n2\n' }, { name: 'a.csv', data: 'x\n3\n4\n' });
    expect(valuesOf(await opened(source('a.tar', tar)), 'x')).toEqual([1, 2]);
  });

  it('refuses a bomb by one entry, by all of them, by their number and by its ratio', async () => {
    const archives = {
      'a.zip': zipSync({ 'a.csv': bulk, 'b.csv': bulk }),
      'a.tar.gz': gzipSync(tarBytes({ name: 'a.csv', data: bulk }, { name: 'b.csv', data: bulk })),
    };
    for (const [name, bytes] of Object.entries(archives)) {
      expect(await kindWithin(defaultLimits, name, bytes)).toBe('ok');
      expect(await kindWithin({ ...defaultLimits, unpackedBytes: 50_000 }, name, bytes)).toBe('too-large');
      expect(await kindWithin({ ...defaultLimits, entries: 1 }, name, bytes)).toBe('too-large');
      expect(await kindWithin(tight, name, bytes)).toBe('too-large');
    }
    expect(await kindWithin({ ...defaultLimits, entryBytes: 30_000 }, 'a.zip', archives['a.zip'])).toBe('too-large');
    expect(await kindWithin(tight, 'a.csv.gz', gzipSync(bulk))).toBe('too-large');
  });

  it('counts what archives inside archives unpack to', async () => {
    const inner = zipSync({ 'a.csv': bulk });
    const outer = zipSync({ 'a.zip': inner, 'b.zip': inner, 'c.zip': inner });
    expect(await kindWithin(defaultLimits, 'o.zip', outer)).toBe('ok');
    const limits = { ...defaultLimits, unpackedBytes: 100_000 };
    const result = await openFiles([source('o.zip', outer)], unwatched, limits);
    expect(result).toMatchObject({ ok: true, value: { rows: 40_000 } });
    if (result.ok) expect(result.value.skipped.map(({ what }) => what)).toEqual(['o/c.zip']);
  });

  it('takes every cut of a gzip for one that ends too early', async () => {
    const bytes = gzipSync(csv);
    for (let length = 2; length < bytes.length; length++) {
      expect(`${length} ${await kindOf(source('a.csv.gz', bytes.slice(0, length)))}`).toBe(`${length} truncated`);
    }
  });

  it('takes every cut of a tar for one that ends too early, or for a whole one where the bytes of an entry end', async () => {
    const bytes = tarBytes({ name: 'a.csv', data: csv }, { name: 'b.csv', data: csv });
    for (let length = 512; length < bytes.length; length += 64) {
      const whole = (length > 512 && length <= 1024) || length > 1536;
      const wanted = whole ? 'ok' : 'truncated';
      expect(`${length} ${await kindOf(source('a.tar', bytes.slice(0, length)))}`).toBe(`${length} ${wanted}`);
    }
  });

  it('notices a changed byte in gzip, in zip and in a header of tar', async () => {
    const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const gz = gzipSync(csv, { level: 0 });
    expect(await kindOf(source('a.csv.gz', flipped(gz, gz.length - 12)))).toBe('malformed');
    const zip = zipSync({ 'a.csv': csv }, { level: 0 });
    expect(await kindOf(source('a.zip', flipped(zip, 40)))).toBe('malformed');
    const tar = tarBytes({ name: 'a.csv', data: csv }, { name: 'b.csv', data: csv });
    expect(await kindOf(source('a.tar', flipped(tar, 1030)))).toBe('malformed');
  });

  it('says that a reward file is one', async () => {
    const reward = zipSync({ 'manifest.json': csv, 'model.safetensors': csv });
    const result = await open(source('a.zip', reward));
    expect(result).toMatchObject({ ok: false, failure: { kind: 'unsupported' } });
    if (!result.ok) expect(result.failure.message).toContain('a reward file');
  });

  it('does not follow links in a zip', async () => {
    const zip = zipSync({
      'good.csv': csv,
      'link.csv': [new TextEncoder().encode('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }],
    });
    const table = await opened(source('a.zip', zip));
    expect(table.skipped).toEqual([{ what: 'a/link.csv', why: 'a link to another file: links are not followed' }]);
  });

  it('refuses an archive of nothing but paths that lead elsewhere, or of nothing', async () => {
    expect(await kindOf(source('a.zip', zipSync({ '../a.csv': csv })))).toBe('unsafe-name');
    expect(await kindOf(source('a.tar', tarBytes({ name: '/a.csv', data: csv })))).toBe('unsafe-name');
    expect(await kindOf(source('a.zip', zipSync({ 'a\0b.csv': csv })))).toBe('unsafe-name');
    expect(await kindOf(source('a.tar', tarBytes({ name: 'a/', flag: '5' })))).toBe('empty');
    expect(await kindOf(source('a.zip', zipSync({ '.DS_Store': csv })))).toBe('empty');
    expect(await kindOf(source('a.tar', tarBytes({ name: 'a', flag: '2', linkTo: 'b' })))).toBe('empty');
  });

  it('stops when it is cancelled', async () => {
    const task = { ...unwatched, cancelled: () => true };
    await expect(openFiles([source('a.csv.gz', gzipSync(csv))], task)).rejects.toBeInstanceOf(Cancelled);
  });

  it('leaves out what follows the closing blocks of a tar', async () => {
    const tar = joined([tarBytes({ name: 'a.csv', data: csv }), new TextEncoder().encode('garbage')]);
    expect((await opened(source('a.tar', tar))).rows).toBe(2);
  });
});
