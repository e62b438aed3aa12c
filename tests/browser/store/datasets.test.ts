import { describe, expect, test } from 'vitest';
import type { Arrays } from '../../../src/store/types';
import {
  countRows,
  datasetRow,
  event,
  failure,
  firstDifference,
  freshName,
  imported,
  open,
  openRaw,
  raw,
  rewardRow,
  runRow,
  checkpoint,
  value,
} from './fixtures';

/** Floats whose bits cover zeros of both signs, infinities, denormals and NaNs with payloads. */
function oddBits(): Arrays {
  const words = Uint32Array.of(
    0,
    0x80000000,
    0x7f800000,
    0xff800000,
    1,
    0x7fc00000,
    0x7fc12345,
    0xffedcba9,
    0x7f812345,
    7,
  );
  return {
    singles: new Float32Array(words.slice().buffer),
    doubles: new Float64Array(words.slice().buffer),
    counts: words,
    flags: Uint8Array.of(0, 255, 7),
    none: new Float32Array(0),
  };
}

describe('data sets', () => {
  test('typed arrays come back bit for bit after the database was closed and opened again', async () => {
    const name = freshName();
    const written = oddBits();
    const first = await open(name);
    value(await first.datasets.add(datasetRow('a'), written, event));
    first.close();
    const read = value(await (await open(name)).datasets.arrays('a'));
    expect(Object.keys(read)).toEqual(Object.keys(written));
    for (const key of Object.keys(written)) {
      expect(read[key].constructor, key).toBe(written[key].constructor);
      expect(firstDifference(read[key], written[key]), key).toBe(-1);
    }
  });

  test('an array of 64 MiB takes 16 chunks and comes back bit for bit', async () => {
    const name = freshName();
    const store = await open(name);
    const values = new Float32Array(16 * 1024 * 1024);
    const words = new Uint32Array(values.buffer);
    for (let i = 0; i < words.length; i++) words[i] = Math.imul(i, 2654435761);
    value(await store.datasets.add(datasetRow('a'), { values }, event));
    expect(await countRows(name, 'chunks')).toBe(16);
    expect(firstDifference(value(await store.datasets.arrays('a')).values, values)).toBe(-1);
  });

  test('a view stores its own elements, not the buffer behind it, and ends of chunks hold no more than is left', async () => {
    const name = freshName();
    const store = await open(name);
    const behind = Float64Array.from({ length: 1024 * 1024 }, (_, i) => i / 3);
    const view = behind.subarray(5, 5 + 524288 + 1);
    value(await store.datasets.add(datasetRow('a'), { view }, event));
    const database = await openRaw(name);
    const chunks = await raw(database, 'chunks', (table) => table.getAll());
    database.close();
    expect(chunks.map(({ bytes }: { bytes: Uint8Array }) => bytes.buffer.byteLength)).toEqual([4 * 1024 * 1024, 8]);
    expect(firstDifference(value(await store.datasets.arrays('a')).view, view)).toBe(-1);
  });

  test('asking for some arrays reads only those, and an unknown name is refused', async () => {
    const store = await open(freshName());
    value(await store.datasets.add(datasetRow('a'), oddBits(), event));
    expect(Object.keys(value(await store.datasets.arrays('a', ['flags'])))).toEqual(['flags']);
    expect(failure(await store.datasets.arrays('a', ['nothing'])).kind).toBe('not-found');
    expect(failure(await store.datasets.arrays('b')).kind).toBe('not-found');
  });

  test('a name like __proto__ is a name like any other', async () => {
    const store = await open(freshName());
    const arrays = Object.fromEntries([['__proto__', Uint8Array.of(1, 2)]]);
    value(await store.datasets.add(datasetRow('a'), arrays, event));
    const read = value(await store.datasets.arrays('a'));
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test('an import that fails halfway leaves no row, no chunk and no ledger entry', async () => {
    const name = freshName();
    const store = await open(name);
    const bad = { good: new Float32Array(3_000_000), bad: [1, 2] as unknown as Float32Array };
    await expect(store.datasets.add(datasetRow('a'), bad, event)).rejects.toThrow('not a typed array');
    const wrong = { ...datasetRow('a'), rows: 0.5 };
    await expect(store.datasets.add(wrong, { good: new Float32Array(9) }, event)).rejects.toThrow(
      'rows is not a whole',
    );
    for (const table of ['datasets', 'manifests', 'chunks', 'ledger', 'ledgerHead']) {
      expect(await countRows(name, table), table).toBe(0);
    }
  });

  test('adding an identity twice is refused and the first stays as it was', async () => {
    const store = await open(freshName());
    value(await store.datasets.add(datasetRow('a'), { x: Uint32Array.of(1) }, event));
    const again = await store.datasets.add({ ...datasetRow('a'), name: 'other' }, { x: Uint32Array.of(2) }, event);
    expect(failure(again).kind).toBe('storage');
    expect(value(await store.datasets.get('a')).name).toBe('Data set a');
    expect(value(await store.datasets.arrays('a')).x).toEqual(Uint32Array.of(1));
    expect(value(await store.ledger.entries())).toHaveLength(1);
  });

  test('each import writes one ledger entry', async () => {
    const store = await open(freshName());
    for (const id of ['a', 'b'])
      value(await store.datasets.add(datasetRow(id), {}, { kind: 'import', payload: { ...imported, dataset: id } }));
    expect(value(await store.ledger.entries()).map(({ kind, payload }) => ({ kind, payload }))).toEqual([
      { kind: 'import', payload: { ...imported, dataset: 'a' } },
      { kind: 'import', payload: { ...imported, dataset: 'b' } },
    ]);
  });

  test('deleting a data set deletes its chunks, runs and checkpoints, and leaves its rewards working', async () => {
    const name = freshName();
    const store = await open(name);
    for (const id of ['a', 'b']) value(await store.datasets.add(datasetRow(id), { x: Uint32Array.of(1) }, event));
    value(await store.runs.put(runRow('run', 'a')));
    value(await store.runs.checkpoints.save('run', checkpoint(0, 1)));
    value(await store.runs.putArrays('run', { x: Uint32Array.of(1) }));
    value(await store.rewards.add(rewardRow('r', 'a'), { weights: Float32Array.of(0.5) }, event));
    value(await store.datasets.remove('a', { kind: 'delete-dataset', payload: { dataset: 'a' } }));
    expect(value(await store.datasets.list()).map(({ id }) => id)).toEqual(['b']);
    expect(value(await store.runs.list())).toEqual([]);
    expect(value(await store.runs.checkpoints.list('run'))).toEqual([]);
    expect(value(await store.rewards.get('r')).datasetId).toBeNull();
    expect(value(await store.rewards.arrays('r')).weights).toEqual(Float32Array.of(0.5));
    expect(await countRows(name, 'chunks')).toBe(2);
    expect(failure(await store.datasets.remove('a', event)).kind).toBe('not-found');
  });

  test('lost bytes are noticed when arrays are read', async () => {
    const name = freshName();
    const store = await open(name);
    value(await store.datasets.add(datasetRow('a'), { x: new Float32Array(3_000_000) }, event));
    const database = await openRaw(name);
    await raw(database, 'chunks', (table) => table.delete(['dataset/a', 'x', 1]));
    database.close();
    expect(failure(await store.datasets.arrays('a'))).toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('“x”'),
    });
  });

  test('leftovers that belong to nobody are removed at the next opening, and nothing else', async () => {
    const name = freshName();
    const first = await open(name);
    value(await first.datasets.add(datasetRow('a'), { x: Uint8Array.of(1) }, event));
    first.close();
    const database = await openRaw(name);
    const lost = { owner: 'dataset/lost', name: 'x', index: 0, bytes: Uint8Array.of(1) };
    await raw(database, 'chunks', (table) => table.put(lost));
    await raw(database, 'checkpoints', (table) =>
      table.put({ runId: 'lost', member: 0, checkpoint: checkpoint(0, 1) }),
    );
    database.close();
    const second = await open(name);
    expect(await countRows(name, 'chunks')).toBe(1);
    expect(await countRows(name, 'checkpoints')).toBe(0);
    expect(value(await second.datasets.arrays('a')).x).toEqual(Uint8Array.of(1));
  });
});
