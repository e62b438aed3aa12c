import { canonicalize } from 'json-canonicalize';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/basics/hash';
import type { LedgerRow } from '../../../src/store/types';
import { datasetRow, event, failure, freshName, open, openRaw, raw, value } from './fixtures';

const zeros = '0'.repeat(64);

async function filled(entries: number): Promise<string> {
  const name = freshName();
  const store = await open(name);
  for (let i = 0; i < entries; i++) value(await store.ledger.append('note', { number: i }));
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
    const first = value(await store.ledger.append('import', { z: 1, a: ['é', 1e21, 0.1] }));
    const second = value(await store.ledger.append('patch', null, 'auditor'));
    expect(first).toMatchObject({ seq: 0, prev: zeros, actor: 'local', time: '2026-01-02T03:04:05.000Z' });
    const canonical =
      '{"actor":"local","kind":"import","payload":{"a":["é",1e+21,0.1],"z":1},' +
      `"prev":"${zeros}","seq":0,"time":"2026-01-02T03:04:05.000Z"}`;
    expect(second).toMatchObject({ seq: 1, actor: 'auditor', prev: await sha256(new TextEncoder().encode(canonical)) });
    expect(value(await store.ledger.entries())).toEqual([first, second]);
    expect(value(await store.ledger.entries(1))).toEqual([second]);
    expect(value(await store.ledger.entries(0, 1))).toEqual([first]);
  });

  test('a whole chain verifies and gives its head; an empty one too', async () => {
    const store = await open(freshName());
    expect(value(await store.ledger.verifyLedger())).toEqual({ entries: 0, head: zeros });
    let last = value(await store.ledger.append('note', 0));
    for (let i = 1; i < 5; i++) last = value(await store.ledger.append('note', i));
    const head = await sha256(new TextEncoder().encode(canonicalize(last)));
    expect(value(await store.ledger.verifyLedger())).toEqual({ entries: 5, head });
  });

  test('chains longer than one read verify', async () => {
    const store = await open(freshName());
    const appended = await Promise.all(Array.from({ length: 1001 }, (_, i) => store.ledger.append('note', i)));
    expect(appended.every(({ ok }) => ok)).toBe(true);
    expect(value(await store.ledger.verifyLedger()).entries).toBe(1001);
  });

  test.each([0, 1, 3])('a changed payload in entry %i of 0 … 3 is detected', async (seq) => {
    const name = await filled(4);
    const { kind, message } = await verifyAfter(name, (table) =>
      table.put({ seq, prev: zeros, kind: 'note', time: 'then', actor: 'local', payload: { number: 99 } } as LedgerRow),
    );
    expect(kind).toBe('part-changed');
    expect(message).toContain('chain breaks at entry');
  });

  test('a change that keeps every other field is detected, wherever it is', async () => {
    for (const seq of [0, 1, 2]) {
      const name = await filled(3);
      const database = await openRaw(name);
      const row = (await raw(database, 'ledger', (table) => table.get(seq))) as LedgerRow;
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
    const appends = Array.from({ length: 40 }, (_, i) => stores[i % 2].ledger.append('note', { number: i }));
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
        store.ledger.append('note', i).then(value),
      ]),
    );
    expect(value(await stores[1].ledger.verifyLedger()).entries).toBe(4);
  });

  test('a payload that JSON cannot hold is a bug and writes nothing', async () => {
    const store = await open(freshName());
    await expect(store.ledger.append('note', { loss: NaN })).rejects.toThrow('not JSON');
    await expect(store.ledger.append('note', undefined)).rejects.toThrow('must be JSON');
    expect(value(await store.ledger.entries())).toEqual([]);
  });

  test('a payload is kept as JSON keeps it, so that the chain still verifies', async () => {
    const store = await open(freshName());
    const shared = { deep: [1] };
    const { payload } = value(await store.ledger.append('note', { a: shared, ab: shared, absent: undefined }));
    expect(payload).toEqual({ a: { deep: [1] }, ab: { deep: [1] } });
    value(await store.ledger.append('note', 1));
    expect(value(await store.ledger.verifyLedger()).entries).toBe(2);
  });
});
