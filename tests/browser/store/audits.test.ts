import { describe, expect, test } from 'vitest';
import { auditContent, datasetRow, event, failure, freshName, open, rewardRow, value } from './fixtures';

const cells = {
  dims: 2,
  centroids: Float32Array.of(0, 1, 2, 3),
  draws: Uint32Array.of(59, 60),
  flaws: Uint32Array.of(0, 1),
};

describe('audits', () => {
  test('an audit comes back after a reopening, with the patches of its iteration', async () => {
    const name = freshName();
    const first = await open(name);
    value(await first.rewards.add(rewardRow('r', null), {}, event));
    const kept = await first.audits.keep('r', { document: auditContent(2), cells }, { patches: [] }, 0, event);
    expect(value(kept)).toEqual({ revision: 1 });
    first.close();
    const second = await open(name);
    expect(value(await second.audits.get('r'))).toMatchObject({ document: auditContent(2), cells });
    expect(value(await second.rewards.get('r')).revision).toBe(1);
  });

  test('nothing is kept of an iteration that started from an older revision, not even its entry in the ledger', async () => {
    const store = await open(freshName());
    value(await store.rewards.add(rewardRow('r', null), {}, event));
    value(await store.rewards.save('r', { name: 'Changed elsewhere' }, 0, event));
    const entries = value(await store.ledger.entries()).length;
    const refused = await store.audits.keep('r', { document: auditContent(0), cells: null }, { patches: [] }, 0, event);
    expect(failure(refused).kind).toBe('elsewhere');
    expect(value(await store.audits.get('r'))).toBeNull();
    expect(value(await store.ledger.entries())).toHaveLength(entries);
  });

  test('norms are kept with the reward and with its data set, or with neither', async () => {
    const store = await open(freshName());
    const norms = [{ id: 'left', type: 'range', features: [0], min: [-1], max: [1] }] as const;
    value(await store.datasets.add(datasetRow('d'), {}, event));
    value(await store.rewards.add(rewardRow('r', 'd'), {}, event));
    const keep = (revision: number) =>
      store.audits.keep('r', { document: auditContent(1), cells: null }, { norms }, revision, event, 'd');
    expect(failure(await keep(7)).kind).toBe('elsewhere');
    expect(value(await store.datasets.get('d')).norms).toEqual([]);
    expect(value(await store.rewards.get('r')).norms).toEqual([]);
    value(await keep(0));
    expect(value(await store.datasets.get('d')).norms).toEqual(norms);
    expect(value(await store.rewards.get('r')).norms).toEqual(norms);
  });

  test('a save of patches keeps what it leaves of the audit with them, or neither', async () => {
    const store = await open(freshName());
    value(await store.rewards.add(rewardRow('r', null), {}, event));
    value(await store.audits.keep('r', { document: auditContent(2), cells }, {}, 0, event));
    const less = { ...cells, draws: Uint32Array.of(0, 60) };
    expect(failure(await store.rewards.save('r', { patches: [] }, 0, event, less)).kind).toBe('elsewhere');
    expect(value(await store.audits.get('r'))).toMatchObject({ cells });
    value(await store.rewards.save('r', { patches: [] }, 1, event, less));
    expect(value(await store.audits.get('r'))).toMatchObject({ document: auditContent(2), cells: less });
    value(await store.rewards.save('r', { name: 'Renamed' }, 2, event));
    expect(value(await store.audits.get('r'))).toMatchObject({ cells: less });
  });

  test('an audit goes with its reward', async () => {
    const store = await open(freshName());
    value(await store.rewards.add(rewardRow('r', null), {}, event));
    value(await store.audits.keep('r', { document: auditContent(0), cells: null }, {}, 0, event));
    value(await store.rewards.remove('r', event));
    expect(value(await store.audits.get('r'))).toBeNull();
  });

  test('norms of a data set wait for its next training', async () => {
    const store = await open(freshName());
    const missing = await store.datasets.setNorms('gone', [], event);
    expect(failure(missing).kind).toBe('not-found');
  });
});
