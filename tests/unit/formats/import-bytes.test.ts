import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesToRead, importBytes, storedBytes } from '../../../src/formats/import-bytes';
import { defaultLimits } from '../../../src/formats/limits';
import type { SourceFile } from '../../../src/formats/source';
import { importNeed } from '../../../src/app/data/import-need';

/** A file that cannot be read: what is told beforehand is told by its name and size. */
function sized(name: string, size: number): SourceFile {
  const read = (): never => {
    throw new Error(`${name} was read`);
  };
  return { name, size, bytes: read, slice: read };
}

const names = [
  'a.csv',
  'b.npy',
  'c.npz',
  'd.hdf5',
  'e.parquet',
  'f.json',
  'g.jsonl',
  'h.tar.gz',
  'i.tar',
  'j',
  'k.mp4',
];
const folder = fc.array(
  fc
    .record({ name: fc.constantFrom(...names), size: fc.integer({ min: 0, max: 2 ** 32 }) })
    .map(({ name, size }) => sized(name, size)),
);

describe('what an import asks for', () => {
  it('is told without reading: more memory than the files hold, and less room', () => {
    fc.assert(
      fc.property(folder, (files) => {
        const bytes = filesToRead(files).reduce((sum, { size }) => sum + size, 0);
        expect(importBytes(files)).toBeGreaterThanOrEqual(bytes);
        expect(storedBytes(files)).toBeLessThanOrEqual(bytes);
        const { fileBytes, refusal } = importNeed(files, null);
        expect(fileBytes).toBe(bytes);
        expect(refusal?.kind ?? null).toBe(bytes > defaultLimits.totalBytes ? 'too-large' : null);
      }),
    );
  });

  it('leaves out videos, pictures and what tools hide', () => {
    const files = [
      sized('arm/a.mp4', 9e9),
      sized('arm/b.PNG', 9e9),
      sized('arm/.git/c.csv', 9e9),
      sized('arm/d.csv', 7),
    ];
    expect(importNeed(files, 2 ** 30)).toMatchObject({ fileBytes: 7, refusal: null });
  });

  it('is refused politely, with figures and advice, when it is more than is read at once', () => {
    const { refusal } = importNeed([sized('a.parquet', 3 * 2 ** 30)], 2 ** 40);
    expect(refusal?.kind).toBe('too-large');
    expect(refusal?.message).toContain('3.0 GiB; at most 2.0 GiB');
    expect(refusal?.advice).toContain('fewer files');
  });

  it('is refused when the browser does not lend what is stored at least', () => {
    const files = [sized('a.npy', 2 ** 30)];
    const { refusal } = importNeed(files, 50 * 2 ** 20);
    expect(refusal?.kind).toBe('storage-full');
    expect(refusal?.message).toMatch(/256 MiB or more .* lends 50 MiB more/);
    expect(importNeed(files, 2 ** 29).refusal).toBeNull();
  });

  it('is not refused for files that may hold pictures alone, or where the browser does not say', () => {
    expect(importNeed([sized('a.hdf5', 2 ** 30)], 50 * 2 ** 20).refusal).toBeNull();
    expect(importNeed([sized('a.npy', 2 ** 30)], null).refusal).toBeNull();
  });
});
