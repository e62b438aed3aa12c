import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from '../../../src/store/database';
import { askToPersist } from '../../../src/store/persistence';
import { roomLeft } from '../../../src/store/room-left';
import { schemaVersions, type SchemaVersion } from '../../../src/store/schema';
import { openStore } from '../../../src/store/store';
import {
  clock,
  countRows,
  datasetRow,
  deleteDatabase,
  event,
  failure,
  freshName,
  open,
  openRaw,
  value,
} from './fixtures';

function startWriter(name: string, elements: number) {
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module' });
  onTestFinished(() => worker.terminate());
  const heard: string[] = [];
  worker.onmessage = ({ data }: MessageEvent<string>) => heard.push(data);
  worker.postMessage({ name, id: 'w', elements });
  return { worker, heard };
}

const next = Math.max(...schemaVersions.map(({ version }) => version)) + 1;

/** Tables plus one, as a later release might add it, with a change of rows. */
const nextVersions: readonly SchemaVersion[] = [
  ...schemaVersions,
  {
    version: next,
    stores: { extras: 'id' },
    upgrade: async (transaction) => {
      await transaction.table('datasets').toCollection().modify({ name: 'migrated' });
    },
  },
];

describe('opening and closing', () => {
  test('a worker writes what a window reads', async () => {
    const name = freshName();
    const { heard } = startWriter(name, 1000);
    await vi.waitFor(() => expect(heard).toContain('saved'), 10_000);
    const store = await open(name);
    expect(value(await store.datasets.arrays('w')).values).toEqual(new Float32Array(1000).fill(0.5));
  });

  test('a worker killed in the middle of an import leaves nothing, and the next import works', async () => {
    const name = freshName();
    const store = await open(name);
    const { worker, heard } = startWriter(name, 32 * 1024 * 1024);
    await vi.waitFor(() => expect(heard).toContain('writing'), 10_000);
    worker.terminate();
    expect(heard).not.toContain('saved');
    expect(value(await store.datasets.list())).toEqual([]);
    for (const table of ['chunks', 'manifests', 'ledger']) expect(await countRows(name, table), table).toBe(0);
    value(await store.datasets.add(datasetRow('a'), { x: Uint8Array.of(1) }, event));
    expect(value(await store.ledger.verifyLedger()).entries).toBe(1);
  });

  test('an open tab lets go when a newer version needs the tables, and says so at its next call', async () => {
    const name = freshName();
    const onClose = vi.fn();
    const old = await open(name, onClose);
    value(await old.datasets.add(datasetRow('a'), {}, event));
    const newer = value(await openDatabase(name, () => undefined, nextVersions));
    onTestFinished(() => newer.close());
    expect((await newer.datasets.get('a'))?.name).toBe('migrated');
    expect(onClose).toHaveBeenCalledTimes(1);
    expect(failure(await old.datasets.list())).toMatchObject({
      kind: 'storage',
      advice: expect.stringContaining('Reload'),
    });
    newer.close();
    expect(failure(await openStore(name, clock)).kind).toBe('schema-newer');
  });

  test('a database of a newer version is refused and left as it is', async () => {
    const name = freshName();
    (await openRaw(name, 500)).close();
    expect(failure(await openStore(name, clock)).kind).toBe('schema-newer');
    const database = await openRaw(name);
    expect(database.version).toBe(500);
    database.close();
  });

  test('a tab that does not let go blocks the opening with a sentence instead of for ever', async () => {
    const name = freshName();
    const stubborn = await openRaw(name, 5);
    onTestFinished(() => stubborn.close());
    expect(failure(await openStore(name, clock))).toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('Another tab'),
    });
  });

  test('a migration that fails leaves the old version whole', async () => {
    const name = freshName();
    const old = await open(name);
    value(await old.datasets.add(datasetRow('a'), {}, event));
    old.close();
    const broken = [
      ...schemaVersions,
      { version: next, stores: {}, upgrade: () => Promise.reject(new Error('broken')) },
    ];
    await expect(openDatabase(name, () => undefined, broken)).rejects.toThrow('broken');
    expect(value(await (await open(name)).datasets.get('a')).name).toBe('Data set a');
  });

  test('clearing the storage closes the store and tells its holder', async () => {
    const name = freshName();
    const onClose = vi.fn();
    const store = await open(name, onClose);
    await deleteDatabase(name);
    expect(onClose).toHaveBeenCalledTimes(1);
    expect(failure(await store.rewards.list()).kind).toBe('storage');
  });

  test('a store that was closed refuses further work and reports no loss', async () => {
    const onClose = vi.fn();
    const store = await open(freshName(), onClose);
    store.close();
    expect(failure(await store.mappings.recall('x')).kind).toBe('storage');
    expect(onClose).not.toHaveBeenCalled();
  });

  test('a mapping is remembered by its layout', async () => {
    const name = freshName();
    const first = await open(name);
    const { mapping } = datasetRow('a');
    value(await first.mappings.remember('csv: x, y', { ...mapping, fps: 1 }));
    value(await first.mappings.remember('csv: x, y', { ...mapping, fps: 20 }));
    first.close();
    const second = await open(name);
    expect(value(await second.mappings.recall('csv: x, y'))).toEqual({ ...mapping, fps: 20 });
    expect(value(await second.mappings.recall('csv: x, z'))).toBeNull();
  });

  test('the room that is left is what the browser lends less what is used, and unknown where it does not say', async () => {
    const saying = (estimate: { quota?: number; usage?: number }) => ({ estimate: () => Promise.resolve(estimate) });
    expect(await roomLeft(saying({ quota: 100, usage: 30 }))).toBe(70);
    expect(await roomLeft(saying({ quota: 100, usage: 130 }))).toBe(0);
    expect(await roomLeft(saying({ quota: 100 }))).toBeNull();
    expect(await roomLeft({})).toBeNull();
    expect(await roomLeft({ estimate: () => Promise.reject(new TypeError('no')) })).toBeNull();
    expect(await roomLeft()).toBeGreaterThan(0);
  });

  test('persistence is asked for only where it can be', async () => {
    expect(await askToPersist(undefined)).toBe('unavailable');
    const persist = vi.fn(() => Promise.resolve(false));
    expect(await askToPersist({ persisted: () => Promise.resolve(true), persist })).toBe('kept');
    expect(persist).not.toHaveBeenCalled();
    expect(await askToPersist({ persisted: () => Promise.resolve(false), persist })).toBe('evictable');
    expect(['kept', 'evictable']).toContain(await askToPersist(navigator.storage));
  });
});
