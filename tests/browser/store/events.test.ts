/** Every change and its event are in one transaction: where it is aborted, neither is there. */
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/store/store';
import type { LedgerEvent } from '../../../src/store/types';
import { auditContent, datasetRow, event, failure, freshName, open, rewardRow, runRow, value } from './fixtures';

const norms = [{ id: 'left', type: 'range', features: [0], min: [-1], max: [1] }] as const;
const both: LedgerEvent = { kind: 'norms', payload: { reward: 'r', dataset: 'a', norms: { norms } } };
const audit = { document: auditContent(0), cells: null };

async function filled(): Promise<Store> {
  const store = await open(freshName());
  value(await store.datasets.add(datasetRow('a'), {}, event));
  value(await store.rewards.add(rewardRow('r', 'a'), {}, event));
  return store;
}

async function events(store: Store): Promise<LedgerEvent[]> {
  return value(await store.ledger.entries(2)).map(({ kind, payload }) => ({ kind, payload }) as LedgerEvent);
}

describe('a change and its event', () => {
  test('norms of a reward and of its data set change together, with one event that names both', async () => {
    const store = await filled();
    expect(value(await store.audits.keep('r', audit, { norms }, 0, both, 'a'))).toEqual({ revision: 1 });
    expect(value(await store.rewards.get('r')).norms).toEqual(norms);
    expect(value(await store.datasets.get('a')).norms).toEqual(norms);
    expect(await events(store)).toEqual([both]);
  });

  test('where the data set is gone, the reward keeps its norms alone', async () => {
    const store = await filled();
    value(await store.audits.keep('r', audit, { norms }, 0, both, 'gone'));
    expect(value(await store.rewards.get('r'))).toMatchObject({ norms, revision: 1 });
    expect(await events(store)).toEqual([both]);
  });

  test('a rename, an edit and a choice of family are refused with their events when another tab was faster', async () => {
    const store = await filled();
    const rename: LedgerEvent = { kind: 'rename', payload: { reward: 'r', before: 'r', after: 's' } };
    value(await store.rewards.save('r', { name: 's' }, 0, rename));
    const set = { ids: [], sha256: '0'.repeat(64) };
    const family = {
      kind: 'use-family',
      payload: { reward: 'r', before: 'mixture', after: 'knn', patches: set },
    } as const;
    const edit = { kind: 'edit-patches', payload: { reward: 'r', before: set, after: set } } as const;
    for (const late of [rename, family, edit]) {
      expect(failure(await store.rewards.save('r', { name: 't' }, 0, late)).kind).toBe('elsewhere');
    }
    expect(await events(store)).toEqual([rename]);
    expect(value(await store.rewards.get('r')).name).toBe('s');
  });

  test('a payload that is not of its kind undoes the change', async () => {
    const store = await filled();
    const wrong = { kind: 'rename', payload: { reward: 'r' } } as unknown as LedgerEvent;
    await expect(store.rewards.save('r', { name: 's' }, 0, wrong)).rejects.toThrow('lacks before');
    expect(value(await store.rewards.get('r'))).toMatchObject({ name: 'r', revision: 0 });
    expect(await events(store)).toEqual([]);
  });

  test('a document that could not be read back is a bug that leaves neither itself nor its event', async () => {
    const store = await filled();
    const broken = { ...rewardRow('x', null).document, dims: -1 };
    await expect(store.rewards.save('r', { document: broken }, 0, both)).rejects.toThrow('dims is less than 1');
    await expect(store.runs.begin({ ...runRow('run', 'a'), id: '' }, both)).rejects.toThrow('id is empty');
    expect(await events(store)).toEqual([]);
  });

  test('a reward that comes with an audit is stored with it under one event', async () => {
    const store = await filled();
    const opened: LedgerEvent = { kind: 'open', payload: { reward: 'o', id: 'i', sha256: 'a'.repeat(64), cells: 0 } };
    value(await store.rewards.add(rewardRow('o', null), {}, opened, { audit }));
    expect(value(await store.audits.get('o'))).toMatchObject(audit);
    expect(await events(store)).toEqual([opened]);
  });
});
