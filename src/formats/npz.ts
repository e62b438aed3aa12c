/** NumPy archives: arrays by name in a zip. Pickled arrays are named and never opened. */
import { fail, type Failure, type Result } from '../basics/result';
import type { Skipped } from '../demonstrations/table';
import { arrayTable, type NamedArray } from './array-table';
import { isUnsafeName } from './column-names';
import type { Format } from './format';
import { unsafeName } from './make-table';
import { readNpyArray, roundedNote, type NpyArray } from './npy-array';
import { readBytes } from './source';
import { readZipEntry, zipEntries } from './zip-reader';

export const npz: Format = {
  id: 'npz',
  title: 'NumPy archive (.npz)',
  sniff: (head) => (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) ? 0.9 : 0),
  async open([file], limits, task) {
    const bytes = await readBytes(file);
    if (!bytes.ok) return bytes;
    const entries = zipEntries(bytes.value, file.name, limits);
    if (!entries.ok) return entries;
    const wanted = entries.value.filter(({ name }) => name.endsWith('.npy'));
    if (wanted.length === 0) return noArrays(file.name, entries.value.length);
    const unsafe = wanted.find(({ name }) => isUnsafeName(nameOf(name)));
    if (unsafe !== undefined) return unsafeName(file.name, nameOf(unsafe.name));
    const arrays: NamedArray[] = [];
    const skipped: Skipped[] = entries.value
      .filter(({ name }) => !name.endsWith('.npy') && !name.endsWith('/'))
      .map(({ name }) => ({ what: name === '' ? 'an entry without a name' : name, why: 'not a NumPy array' }));
    let first: Failure | null = null;
    for (const entry of wanted) {
      const name = nameOf(entry.name);
      const unpacked = readZipEntry(bytes.value, entry, `${file.name}: ${name}`);
      const array: Result<NpyArray> = unpacked.ok ? readNpyArray(unpacked.value, name) : unpacked;
      if (array.ok) {
        arrays.push({ name, shape: array.value.shape, values: array.value.values });
        skipped.push(...roundedNote(name, array.value.rounded));
      } else {
        first ??= array.failure;
        skipped.push({ what: name === '' ? entry.name : name, why: whySkipped(array.failure) });
      }
      await task.breathe();
    }
    if (arrays.length === 0 && first !== null) return { ok: false, failure: first };
    return arrayTable(file.name, 'npz', arrays, skipped, limits);
  },
};

function nameOf(entry: string): string {
  return entry.replace(/\.npy$/, '');
}

function whySkipped({ kind, message }: Failure): string {
  return kind === 'pickle' ? 'a pickled object column: never opened' : message;
}

function noArrays(file: string, entries: number): ReturnType<typeof fail> {
  const message =
    entries === 0 ? `“${file}” is an empty archive.` : `“${file}” is a zip archive without NumPy arrays in it.`;
  return fail(entries === 0 ? 'empty' : 'unsupported', message, 'Unpack it and choose the files inside.');
}
