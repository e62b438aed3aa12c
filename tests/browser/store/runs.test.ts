import { describe, expect, test } from 'vitest';
import {
  checkpoint,
  countRows,
  failure,
  firstDifference,
  freshName,
  open,
  openRaw,
  raw,
  runRow,
  value,
} from './fixtures';

describe('runs and checkpoints', () => {
  test('a checkpoint comes back bit for bit, cut loose from the buffer it was a view of', async () => {
    const name = freshName();
    const first = await open(name);
    value(await first.runs.put(runRow('run', 'a')));
    const written = checkpoint(2, 7);
    value(await first.runs.checkpoints.save('run', written));
    first.close();
    const [read] = value(await (await open(name)).runs.checkpoints.list('run'));
    expect(read).toEqual(written);
    expect(firstDifference(read.best, written.best)).toBe(-1);
    expect(read.best.buffer.byteLength).toBe(40);
  });

  test('a newer checkpoint replaces the older of its member and leaves the others', async () => {
    const store = await open(freshName());
    value(await store.runs.put(runRow('run', 'a')));
    value(await store.runs.put(runRow('other', 'a')));
    for (const [member, step] of [
      [1, 5],
      [0, 1],
      [0, 2],
    ]) {
      value(await store.runs.checkpoints.save('run', checkpoint(member, step)));
    }
    value(await store.runs.checkpoints.save('other', checkpoint(0, 99)));
    const read = value(await store.runs.checkpoints.list('run'));
    expect(read.map(({ member, step }) => [member, step])).toEqual([
      [0, 2],
      [1, 5],
    ]);
  });

  test('a run that begins and one that is given up write an event each', async () => {
    const store = await open(freshName());
    const payload = { run: 'run', dataset: 'a' };
    const begun = { kind: 'start-training', payload: { ...payload, settings: { epochs: 3 } } } as const;
    value(await store.runs.begin(runRow('run', 'a'), begun));
    value(await store.runs.remove('run', { kind: 'cancel-training', payload }));
    expect(value(await store.ledger.entries())).toMatchObject([begun, { kind: 'cancel-training', payload }]);
  });

  test('a checkpoint of a run that is gone is refused and not stored', async () => {
    const name = freshName();
    const store = await open(name);
    expect(failure(await store.runs.checkpoints.save('gone', checkpoint(0, 1))).kind).toBe('not-found');
    expect(await countRows(name, 'checkpoints')).toBe(0);
    expect(failure(await store.runs.putArrays('gone', {})).kind).toBe('not-found');
  });

  test('a checkpoint whose parts do not fit together is not used', async () => {
    const name = freshName();
    const store = await open(name);
    value(await store.runs.put(runRow('run', 'a')));
    const database = await openRaw(name);
    const damaged = { ...checkpoint(0, 1), best: new Float32Array(3) };
    await raw(database, 'checkpoints', (table) => table.put({ runId: 'run', member: 0, checkpoint: damaged }));
    database.close();
    expect(failure(await store.runs.checkpoints.list('run')).kind).toBe('storage');
  });

  test('unfinished runs are those that run or are paused, newest first', async () => {
    const store = await open(freshName());
    const statuses = ['running', 'paused', 'done', 'failed', 'cancelled'] as const;
    for (const [i, status] of statuses.entries()) {
      value(await store.runs.put({ ...runRow(status, 'a'), status, updatedAt: `2026-01-0${i + 1}T00:00:00.000Z` }));
    }
    expect(value(await store.runs.unfinished()).map(({ id }) => id)).toEqual(['paused', 'running']);
    expect(value(await store.runs.list())).toHaveLength(5);
  });

  test('a removed run takes its checkpoints and arrays along', async () => {
    const name = freshName();
    const store = await open(name);
    value(await store.runs.put(runRow('run', 'a')));
    value(await store.runs.checkpoints.save('run', checkpoint(0, 1)));
    value(await store.runs.putArrays('run', { x: Float64Array.of(1 / 3) }));
    expect(value(await store.runs.arrays('run')).x).toEqual(Float64Array.of(1 / 3));
    value(await store.runs.remove('run', { kind: 'cancel-training', payload: { run: 'run', dataset: 'a' } }));
    for (const table of ['runs', 'checkpoints', 'chunks', 'manifests'])
      expect(await countRows(name, table), table).toBe(0);
    expect(failure(await store.runs.get('run')).kind).toBe('not-found');
  });
});
