/** The files of a zip archive, unpacked when they are read; the last one that was is kept. */
import { fail, ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import type { Contents, Entry } from './archive-contents';
import type { Limits } from '../limits';
import { foreignArchive } from '../foreign';
import { Unreadable, type SourceFile } from '../source';
import { UnpackedBytes } from './unpacked-bytes';
import { unpackedPieces } from './zip-entry';
import { zipEntries, type ZipEntry } from './zip-reader';

const linkMode = 0xa000;
const typeMask = 0xf000;

/** null when the archive is a file of its own kind: arrays of NumPy. Fails with `unsupported` for a reward file. */
export async function zipContents(file: SourceFile, limits: Limits, task: Task): Promise<Result<Contents> | null> {
  if (/\.npz$/i.test(file.name)) return null;
  const listed = await zipEntries(file, limits, task);
  if (!listed.ok) return listed;
  const names = listed.value.map(({ name }) => name);
  if (names.length === 0 || names.every((name) => /^[^/\\]+\.npy$/.test(name))) return null;
  if (names.includes('manifest.json') && names.includes('model.safetensors')) return rewardFile(file.name);
  const foreign = foreignArchive(names, file.name);
  if (foreign !== null) return { ok: false, failure: foreign };
  const total = listed.value.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.ratioFrom && total > limits.ratio * file.size) return bomb(file.name, total, file.size);
  const unpack = unpacker(file, limits, task);
  const entries = listed.value
    .filter(({ name, size }) => size > 0 || !/[/\\]$/.test(name))
    .map((entry): Entry => {
      const why = (entry.mode & typeMask) === linkMode ? 'a link to another file: links are not followed' : null;
      return { name: entry.name, size: entry.size, why, open: (name) => packedSource(name, entry, unpack) };
    });
  return ok({ entries, notes: [] });
}

type Unpack = (entry: ZipEntry, name: string) => Promise<SourceFile>;

function unpacker(archive: SourceFile, limits: Limits, task: Task): Unpack {
  let last: { readonly entry: ZipEntry; readonly file: SourceFile } | null = null;
  return async (entry, name) => {
    if (last?.entry === entry) return last.file;
    last = null;
    const unpacked = new UnpackedBytes(limits);
    for await (const piece of unpackedPieces(archive, entry, name, limits, task)) {
      if (!piece.ok) throw new Unreadable(piece.failure);
      unpacked.add(piece.value);
    }
    last = { entry, file: unpacked.source(name) };
    return last.file;
  };
}

function packedSource(name: string, entry: ZipEntry, unpack: Unpack): SourceFile {
  return {
    name,
    size: entry.size,
    bytes: async () => (await unpack(entry, name)).bytes(),
    slice: async (start, end) => (await unpack(entry, name)).slice(start, end),
    reader: async () => (await unpack(entry, name)).reader?.() ?? null,
  };
}

function rewardFile(file: string): ReturnType<typeof fail> {
  const message = `“${file}” is a reward file, not a recording.`;
  return fail('unsupported', message, 'Drop it alone, under a name that ends in .reward.zip, to open it.');
}

function bomb(file: string, total: number, packed: number): ReturnType<typeof fail> {
  const message = `“${file}” was refused: its ${packed} bytes claim to unpack to ${total}, more than is safe to open.`;
  return fail('too-large', message, 'Unpack it and choose the files inside.');
}
