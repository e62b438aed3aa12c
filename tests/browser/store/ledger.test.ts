import { canonicalize } from 'json-canonicalize';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/basics/hash';
import type { RawEntry } from '../../../src/store/ledger-entry';
import type { LedgerPayload } from '../../../src/store/types';
import { datasetRow, event, imported, note, failure, freshName, open, openRaw, raw, value } from './fixtures';

const zeros = '0'.repeat(64);

async function filled(entries: number): Promise<string> {
  const name = freshName();
  const store = await open(name);
  for (let i = 0; i < entries; i++) value(await store.ledger.append('phase-zero', note(i).payload));
  store.close();
  return name;
}

/** Changes a row behind the store's back, then verifies. */
async function verifyAfter(name: string, change: (table: IDBObjectStore) => IDBRequest, table = 'ledger') {
  const database = await openRaw(name);
  await raw(database, table, change);
  database.close();
  return failure(await (await open(name)).ledger.verifyLedger());
}

describe('the ledger', () => {
  test('each entry names the SHA-256 of the canonical form of the one before, the first 64 zeros', async () => {
    const store = await open(freshName());
    const first = value(await store.ledger.append('set-gate', { reward: 'é', dial: 1e21, aMax: 0.1, pMin: null }));
    const second = value(await store.ledger.append('reset-audit', { reward: 'r' }, 'auditor'));
    expect(first).toMatchObject({ seq: 0, prev: zeros, actor: 'local', time: '2026-01-02T03:04:05.000Z' });
    const canonical =
      '{"actor":"local","kind":"set-gate","payload":{"aMax":0.1,"dial":1e+21,"pMin":null,"reward":"é"},' +
      `"prev":"${zeros}","seq":0,"time":"2026-01-02T03:04:05.000Z"}`;
    expect(second).toMatchObject({ seq: 1, actor: 'auditor', prev: await sha256(new TextEncoder().encode(canonical)) });
    expect(value(await store.ledger.entries())).toEqual([first, second]);
    expect(value(await store.ledger.entries(1))).toEqual([second]);
    expect(value(await store.ledger.entries(0, 1))).toEqual([first]);
  });

  test('a whole chain verifies and gives its head; an empty one too', async () => {
    const store = await open(freshName());
    expect(value(await store.ledger.verifyLedger())).toEqual({ entries: 0, head: zeros });
    let last = value(await store.ledger.append('phase-zero', note(0).payload));
    for (let i = 1; i < 5; i++) last = value(await store.ledger.append('phase-zero', note(i).payload));
    const head = await sha256(new TextEncoder().encode(canonicalize(last)));
    expect(value(await store.ledger.verifyLedger())).toEqual({ entries: 5, head });
  });

  test('chains longer than one read verify', async () => {
    const store = await open(freshName());
    const appended = await Promise.all(
      Array.from({ length: 1001 }, (_, i) => store.ledger.append('phase-zero', note(i).payload)),
    );
    expect(appended.every(({ ok }) => ok)).toBe(true);
    expect(value(await store.ledger.verifyLedger()).entries).toBe(1001);
  });

  test.each([0, 1, 3])('a changed payload in entry %i of 0 … 3 is detected', async (seq) => {
    const name = await filled(4);
    const { kind, message } = await verifyAfter(name, (table) =>
      table.put({ seq, prev: zeros, time: 'then', actor: 'local', ...note(99) }),
    );
    expect(kind).toBe('part-changed');
    expect(message).toContain('chain breaks at entry');
  });

  test('a change that keeps every other field is detected, wherever it is', async () => {
    for (const seq of [0, 1, 2]) {
      const name = await filled(3);
      const database = await openRaw(name);
      const row = (await raw(database, 'ledger', (table) => table.get(seq))) as RawEntry;
      database.close();
      const { kind } = await verifyAfter(name, (table) => table.put({ ...row, payload: { number: seq + 1 } }));
      expect(kind, `entry ${seq}`).toBe('part-changed');
    }
  });

  test('entries removed from the end, the middle or altogether are detected', async () => {
    expect((await verifyAfter(await filled(3), (table) => table.delete(2))).kind).toBe('part-changed');
    expect((await verifyAfter(await filled(3), (table) => table.delete(1))).kind).toBe('part-changed');
    expect((await verifyAfter(await filled(3), (table) => table.clear())).kind).toBe('part-changed');
    expect((await verifyAfter(await filled(3), (table) => table.clear(), 'ledgerHead')).kind).toBe('part-changed');
  });

  test('two connections that append at once make one chain', async () => {
    const name = freshName();
    const stores = [await open(name), await open(name)];
    const appends = Array.from({ length: 40 }, (_, i) => stores[i % 2].ledger.append('phase-zero', note(i).payload));
    const rows = (await Promise.all(appends)).map(value);
    expect(rows.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(value(await stores[0].ledger.verifyLedger()).entries).toBe(40);
  });

  test('imports and notes from two connections make one chain', async () => {
    const name = freshName();
    const stores = [await open(name), await open(name)];
    const arrays = { x: new Float32Array(2_000_000) };
    await Promise.all(
      stores.flatMap((store, i) => [
        store.datasets.add(datasetRow(`${i}`), arrays, event).then(value),
        store.ledger.append('phase-zero', note(i).payload).then(value),
      ]),
    );
    expect(value(await stores[1].ledger.verifyLedger()).entries).toBe(4);
  });

  test('a payload that is not of its kind does not compile, and written past the compiler it is a bug that writes nothing', async () => {
    const store = await open(freshName());
    const lacking: Partial<LedgerPayload<'import'>> = { ...imported, rows: undefined };
    // @ts-expect-error rows may be missing
    await expect(store.ledger.append('import', lacking)).rejects.toThrow('the event import lacks rows');
    // @ts-expect-error a kind that is not in the table
    await expect(store.ledger.append('note', { reward: 'r' })).rejects.toThrow(TypeError);
    // @ts-expect-error the payload of another kind
    await expect(store.ledger.append('rename', { reward: 'r' })).rejects.toThrow('lacks before');
    await expect(store.ledger.append('set-gate', { reward: 'r', dial: NaN, aMax: 1, pMin: null })).rejects.toThrow(
      'not JSON',
    );
    expect(value(await store.ledger.entries())).toEqual([]);
  });

  test('a payload is kept as JSON keeps it, so that the chain still verifies', async () => {
    const store = await open(freshName());
    const shared = { deep: [1] };
    const settings = { a: shared, ab: shared, absent: undefined };
    const { payload } = value(await store.ledger.append('audit', { reward: 'r', settings }));
    expect(payload).toEqual({ reward: 'r', settings: { a: { deep: [1] }, ab: { deep: [1] } } });
    value(await store.ledger.append('reset-audit', { reward: 'r' }));
    expect(value(await store.ledger.verifyLedger()).entries).toBe(2);
  });

  test('entries of a kind that a newer page wrote, or whose payload is none, are not passed off as known', async () => {
    const entry = { seq: 1, prev: zeros, time: 'then', actor: 'local', payload: { reward: 1 } };
    for (const [kind, failed] of [
      ['promote', 'schema-newer'],
      ['reset-audit', 'storage'],
    ]) {
      const name = await filled(1);
      const database = await openRaw(name);
      await raw(database, 'ledger', (table) => table.put({ ...entry, kind }));
      database.close();
      const store = await open(name);
      expect(failure(await store.ledger.entries()).kind, kind).toBe(failed);
      expect(value(await store.ledger.entries(0, 1))).toHaveLength(1);
    }
  });
});
