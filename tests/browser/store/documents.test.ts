/** What the store keeps is read through its schema: newer, damaged and foreign rows are refused and stay as they are. */
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/store/store';
import { auditContent, checkpoint, datasetRow, event, failure, freshName, open, openRaw, raw } from './fixtures';
import { rewardRow, runRow, value } from './fixtures';
import type { Result } from '../../../src/basics/result';

/** One row of every kind. */
async function filled(): Promise<string> {
  const name = freshName();
  const store = await open(name);
  value(await store.datasets.add(datasetRow('x'), {}, event));
  value(await store.runs.begin(runRow('x', 'x'), event));
  value(await store.runs.checkpoints.save('x', checkpoint(0, 1)));
  value(await store.rewards.add(rewardRow('x', 'x'), {}, event));
  value(await store.audits.keep('x', { document: auditContent(1), cells: null }, {}, 0, event));
  value(await store.mappings.remember('x', datasetRow('x').mapping));
  store.close();
  return name;
}

/** Changes the one row of a table behind the store's back. */
async function change(name: string, table: string, edit: (row: Record<string, unknown>) => object): Promise<void> {
  const database = await openRaw(name);
  const [row] = await raw(database, table, (rows) => rows.getAll() as IDBRequest<Record<string, unknown>[]>);
  await raw(database, table, (rows) => rows.put(edit(row)));
  database.close();
}

const tables: readonly [string, string, (store: Store) => Promise<Result<unknown>>][] = [
  ['datasets', 'truewheel.dataset/1', (store) => store.datasets.get('x')],
  ['runs', 'truewheel.run/1', (store) => store.runs.get('x')],
  ['checkpoints', 'truewheel.checkpoint/1', (store) => store.runs.checkpoints.list('x')],
  ['rewards', 'truewheel.reward/1', (store) => store.rewards.get('x')],
  ['audits', 'truewheel.audit/1', (store) => store.audits.get('x')],
  ['mappings', 'truewheel.mapping/1', (store) => store.mappings.recall('x')],
];

describe.each(tables)('rows of %s', (table, schema, read) => {
  test('name their form and its version, and come back', async () => {
    const name = await filled();
    await change(name, table, (row) => {
      expect(row.schema).toBe(schema);
      return row;
    });
    expect((await read(await open(name))).ok).toBe(true);
  });

  test('of a newer version are refused with a sentence and left as they are', async () => {
    const name = await filled();
    await change(name, table, (row) => ({ ...row, schema: schema.replace('/1', '/2'), more: 1 }));
    expect(failure(await read(await open(name)))).toMatchObject({
      kind: 'schema-newer',
      message: expect.stringContaining('newer Truewheel'),
    });
    await change(name, table, (row) => {
      expect(row).toMatchObject({ schema: schema.replace('/1', '/2'), more: 1 });
      return row;
    });
  });

  test.each([
    ['lack their form', { schema: undefined }],
    ['call themselves something else', { schema: 'truewheel.other/1' }],
    ['name no version', { schema: 'truewheel.reward/x' }],
    ['hold a field that nobody wrote', { extra: 1 }],
  ])('that %s are damaged, and the sentence says what is safe', async (_, part) => {
    const name = await filled();
    await change(name, table, (row) => ({ ...row, ...part }));
    const { kind, message, advice, cause } = failure(await read(await open(name)));
    expect(kind).toBe('storage');
    expect(message).toContain('could not be read back completely');
    expect(advice).toMatch(/not touched|safe/);
    expect(cause).toContain(schema.replace('/1', ''));
  });
});

describe('a row that cannot be read', () => {
  test('hides no other from the lists, and can be deleted', async () => {
    const name = await filled();
    await change(name, 'rewards', (row) => ({ ...row, document: {} }));
    await change(name, 'datasets', (row) => ({ ...row, features: 'none' }));
    const store = await open(name);
    value(await store.rewards.add(rewardRow('y', null), {}, event));
    value(await store.datasets.add(datasetRow('y'), {}, event));
    expect(value(await store.rewards.list()).map(({ id }) => id)).toEqual(['y']);
    expect(value(await store.datasets.list()).map(({ id }) => id)).toEqual(['y']);
    value(await store.rewards.remove('x', { kind: 'delete-reward', payload: { reward: 'x' } }));
    value(await store.datasets.remove('x', { kind: 'delete-dataset', payload: { dataset: 'x' } }));
    expect(failure(await store.rewards.get('x')).kind).toBe('not-found');
  });

  test('is not written over by a change, which leaves no event either', async () => {
    const name = await filled();
    await change(name, 'rewards', (row) => ({ ...row, schema: 'truewheel.reward/2' }));
    const store = await open(name);
    const before = value(await store.ledger.entries()).length;
    const renamed = { kind: 'rename', payload: { reward: 'x', before: 'x', after: 'y' } } as const;
    expect(failure(await store.rewards.save('x', { name: 'y' }, 1, renamed)).kind).toBe('schema-newer');
    expect(value(await store.ledger.entries())).toHaveLength(before);
  });
});
