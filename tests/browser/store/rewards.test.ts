import type { RewardRow } from '../../../src/store/types';
import { describe, expect, test } from 'vitest';
import type { Patch } from '../../../src/reward/types';
import { datasetRow, event, failure, freshName, open, rewardRow, runRow, checkpoint, value } from './fixtures';

const patch: Patch = {
  id: 'p',
  kind: 'suppress',
  space: 'input',
  center: [0.1, -2],
  kernel: 'plateau',
  reach: 0.5,
  core: 0.25,
  strength: 1,
  gate: null,
};

describe('rewards', () => {
  test('document, patches and tensors come back after a reopening', async () => {
    const name = freshName();
    const first = await open(name);
    const row = { ...rewardRow('r', null), patches: [patch] };
    value(await first.rewards.add(row, { weights: Float32Array.of(1.5, -0) }, event));
    first.close();
    const second = await open(name);
    expect(value(await second.rewards.get('r'))).toEqual(row);
    expect(value(await second.rewards.arrays('r')).weights).toEqual(Float32Array.of(1.5, -0));
  });

  test('a save changes what it names, counts the revision and keeps the rest', async () => {
    const store = await open(freshName());
    value(await store.rewards.add(rewardRow('r', null), {}, event));
    expect(value(await store.rewards.save('r', { patches: [patch] }, 0, event))).toEqual({ revision: 1 });
    expect(value(await store.rewards.save('r', { name: 'Renamed' }, 1, event))).toEqual({ revision: 2 });
    expect(value(await store.rewards.get('r'))).toMatchObject({
      name: 'Renamed',
      patches: [patch],
      revision: 2,
      document: { family: 'mixture' },
    });
  });

  test('a tab that fell behind is told so and overwrites nothing', async () => {
    const name = freshName();
    const [here, there] = [await open(name), await open(name)];
    value(await here.rewards.add(rewardRow('r', null), {}, event));
    value(await there.rewards.save('r', { patches: [patch] }, 0, event));
    const { kind, message } = failure(await here.rewards.save('r', { patches: [] }, 0, event));
    expect(kind).toBe('elsewhere');
    expect(message).toContain('another tab');
    expect(value(await here.rewards.get('r'))).toMatchObject({ patches: [patch], revision: 1 });
  });

  test('of two tabs that save the same revision at once exactly one wins', async () => {
    const name = freshName();
    const stores = [await open(name), await open(name)];
    value(await stores[0].rewards.add(rewardRow('r', null), {}, event));
    for (let revision = 0; revision < 10; revision++) {
      const saves = await Promise.all(
        stores.map((store, i) => store.rewards.save('r', { name: `${i}` }, revision, event)),
      );
      expect(saves.filter(({ ok }) => ok)).toHaveLength(1);
      const winner = saves.findIndex(({ ok }) => ok);
      expect(value(await stores[0].rewards.get('r'))).toMatchObject({ name: `${winner}`, revision: revision + 1 });
    }
  });

  test('a reward that a run has made is named by it, and its evaluation ends the run in the same step', async () => {
    const store = await open(freshName());
    value(await store.datasets.add(datasetRow('a'), {}, event));
    value(await store.runs.put(runRow('run', 'a')));
    value(await store.runs.checkpoints.save('run', checkpoint(0, 9)));
    const first = { 'mixture/0/W': Float32Array.of(1, 2) };
    value(await store.rewards.add(rewardRow('r', 'a'), first, event, { runId: 'run' }));
    expect(value(await store.runs.get('run'))).toMatchObject({ status: 'running', rewardId: 'r' });
    expect(value(await store.runs.checkpoints.list('run'))).toHaveLength(1);
    expect(value(await store.rewards.get('r')).datasetId).toBe('a');
    // A person renames it while it is evaluated.
    value(await store.rewards.save('r', { name: 'mine' }, 0, event));
    const later = { 'knn/0/points': Float32Array.of(3) };
    const evaluate = { kind: 'evaluate', payload: { reward: 'r', run: 'run' } } as const;
    const kappa = (now: RewardRow['document']) => ({ ...now, kappa: 7 });
    value(await store.rewards.evaluate('r', kappa, later, evaluate, 'run'));
    expect(value(await store.rewards.get('r'))).toMatchObject({ name: 'mine', revision: 2, document: { kappa: 7 } });
    expect(value(await store.rewards.arrays('r'))).toEqual({ ...first, ...later });
    expect(value(await store.runs.get('run'))).toMatchObject({ status: 'done', rewardId: 'r' });
    expect(value(await store.runs.checkpoints.list('run'))).toEqual([]);
    expect(value(await store.runs.unfinished())).toEqual([]);
  });

  test('an evaluation of a reward that was deleted changes nothing', async () => {
    const store = await open(freshName());
    value(await store.runs.put(runRow('run', 'a')));
    const evaluate = { kind: 'evaluate', payload: { reward: 'r', run: 'run' } } as const;
    expect(failure(await store.rewards.evaluate('r', (now) => now, {}, evaluate, 'run')).kind).toBe('not-found');
    expect(value(await store.runs.get('run')).status).toBe('running');
  });

  test('a run can be ended without an evaluation', async () => {
    const store = await open(freshName());
    value(await store.runs.put(runRow('run', 'a')));
    value(await store.runs.checkpoints.save('run', checkpoint(0, 9)));
    value(await store.runs.finish('run'));
    expect(value(await store.runs.get('run')).status).toBe('done');
    expect(value(await store.runs.checkpoints.list('run'))).toEqual([]);
  });

  test('a reward whose data set was deleted during training is kept without it', async () => {
    const store = await open(freshName());
    value(await store.rewards.add(rewardRow('r', 'gone'), {}, event, { runId: 'gone' }));
    expect(value(await store.rewards.get('r')).datasetId).toBeNull();
  });

  test('a removed reward is gone with its arrays, from its run too', async () => {
    const store = await open(freshName());
    value(await store.runs.put({ ...runRow('run', 'a'), rewardId: 'r' }));
    value(await store.rewards.add(rewardRow('r', null), { x: Uint8Array.of(1) }, event));
    value(await store.rewards.remove('r', { kind: 'delete-reward', payload: { reward: 'r' } }));
    expect(value(await store.rewards.list())).toEqual([]);
    expect(failure(await store.rewards.arrays('r')).kind).toBe('not-found');
    expect(failure(await store.rewards.save('r', { patches: [] }, 0, event)).kind).toBe('not-found');
    expect(value(await store.runs.get('run')).rewardId).toBeNull();
    expect(value(await store.ledger.entries()).map(({ kind }) => kind)).toEqual(['import', 'delete-reward']);
  });

  test('lists are newest first', async () => {
    const store = await open(freshName());
    for (const [id, day] of [
      ['a', '02'],
      ['b', '03'],
      ['c', '01'],
    ]) {
      value(await store.rewards.add({ ...rewardRow(id, null), createdAt: `2026-01-${day}T00:00:00.000Z` }, {}, event));
    }
    expect(value(await store.rewards.list()).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  });
});
