/**
 * Named typed arrays of one owner, cut into byte chunks of about 4 MiB and read back bit for bit. Whoever writes opens
 * the transaction, so that arrays and the row that owns them appear and vanish together.
 */
import Dexie from 'dexie';
import { fail } from '../basics/result';
import type { Database } from './database';
import { refuse } from './failures';
import type { ElementType, ManifestRow, Owner } from './schema';
import type { Arrays, StoredArray } from './types';

export const chunkBytes = 4 * 1024 * 1024;

const constructors = { float32: Float32Array, float64: Float64Array, uint32: Uint32Array, uint8: Uint8Array };
const elementTypes = Object.keys(constructors) as ElementType[];

/** Tables that a transaction over arrays must name. */
export function arrayTables({ manifests, chunks }: Database) {
  return [manifests, chunks];
}

/**
 * Writes arrays of an owner. Call inside a transaction over `arrayTables`, and not through another async function: the
 * database loses sight of its transaction behind several of them.
 * @param beside keeps those that are there, of other names; by default they are replaced
 */
export async function writeArrays(database: Database, owner: Owner, arrays: Arrays, beside = false): Promise<void> {
  if (!beside) await deleteArrays(database, owner);
  const before = await database.manifests.get(owner);
  const added = Object.entries(arrays).map(([name, array]) => entry(name, array));
  const manifest: ManifestRow = { owner, arrays: [...(before?.arrays ?? []), ...added] };
  for (const { name, chunks } of added) {
    const { buffer, byteOffset, byteLength } = arrays[name];
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    for (let index = 0; index < chunks; index++) {
      // A view would store the whole buffer behind it, hence the copy; one put at a time keeps one copy alive.
      const chunk = bytes.slice(index * chunkBytes, (index + 1) * chunkBytes);
      await database.chunks.put({ owner, name, index, bytes: chunk });
    }
  }
  await database.manifests.put(manifest);
}

/** Deletes all arrays of an owner. Call inside a transaction over `arrayTables`. */
export async function deleteArrays(database: Database, owner: Owner): Promise<void> {
  await database.chunks
    .where('[owner+name+index]')
    .between([owner, Dexie.minKey, Dexie.minKey], [owner, Dexie.maxKey, Dexie.maxKey], true, true)
    .delete();
  await database.manifests.delete(owner);
}

/**
 * Arrays of an owner, in one consistent view.
 * @param names the arrays wanted; absent = all
 * @throws Refused `not-found` when the owner or a name is unknown, `storage` when bytes are missing
 */
export function readArrays(database: Database, owner: Owner, names?: readonly string[]): PromiseLike<Arrays> {
  return database.transaction('r', arrayTables(database), async () => {
    const manifest = (await database.manifests.get(owner)) ?? refuse(absent(owner));
    const wanted = names ?? manifest.arrays.map(({ name }) => name);
    const read: [string, StoredArray][] = [];
    for (const name of wanted) {
      const found = manifest.arrays.find((array) => array.name === name) ?? refuse(absent(`${owner}/${name}`));
      read.push([name, await readArray(database, owner, found)]);
    }
    return Object.fromEntries(read);
  });
}

async function readArray(
  database: Database,
  owner: Owner,
  wanted: ManifestRow['arrays'][number],
): Promise<StoredArray> {
  const array = new constructors[wanted.type](wanted.length);
  const bytes = new Uint8Array(array.buffer);
  let filled = 0;
  for (let index = 0; index < wanted.chunks; index++) {
    const chunk = await database.chunks.get([owner, wanted.name, index]);
    if (!chunk || filled + chunk.bytes.length > bytes.length) refuse(damaged(wanted.name));
    bytes.set(chunk.bytes, filled);
    filled += chunk.bytes.length;
  }
  if (filled !== bytes.length) refuse(damaged(wanted.name));
  return array;
}

function entry(name: string, array: StoredArray): ManifestRow['arrays'][number] {
  const type = elementTypes.find((candidate) => array instanceof constructors[candidate]);
  if (!type) throw new TypeError(`“${name}” is not a typed array that can be stored`);
  return { name, type, length: array.length, chunks: Math.ceil(array.byteLength / chunkBytes) };
}

function absent(what: string) {
  return fail(
    'not-found',
    'The stored numbers that belong to this are not in this browser.',
    'Reload the page to see what is stored here.',
    what,
  );
}

function damaged(name: string) {
  return fail(
    'storage',
    `Some stored numbers (“${name}”) could not be read back completely, so none of them are used.`,
    'Delete the entry and import the files again; the other entries are not touched.',
  );
}
