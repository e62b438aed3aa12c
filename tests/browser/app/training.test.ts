import { describe, expect, test } from 'vitest';
import { connect, importCircles, need, quick, trainUntil, withStore } from './studio';

/** Long enough to be caught at work: the page hears of a run four times a second. */
const longer = { ...quick, epochs: 6000 };

/** Bytes of every tensor of a stored reward. */
async function tensorsOf(rewardId: string): Promise<Record<string, number[]>> {
  const arrays = await withStore(async (store) => need(await store.rewards.arrays(rewardId)));
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { buffer, byteOffset, byteLength }]) => [
      name,
      [...new Uint8Array(buffer, byteOffset, byteLength)],
    ]),
  );
}

describe('a training run, in real workers over a real store', { timeout: 120_000 }, () => {
  test('ends in a stored reward with every family, its figures and a ledger entry', async () => {
    const services = connect();
    const dataset = await importCircles(services);
    const state = await trainUntil(services, dataset.id, quick);
    expect(state.failure).toBeNull();
    const summary = need(await services.inspect.open(state.rewardId ?? ''));
    expect(summary.assessment?.families.map(({ family }) => family)).toEqual(['mixture', 'gaussians', 'knn']);
    expect(summary.assessment?.families.map(({ family }) => family)).toContain(summary.assessment?.proposed);
    expect(summary.patches).toEqual([]);
    const entries = await withStore(async (store) => need(await store.ledger.entries()));
    expect(
      entries.filter(({ kind, payload }) => kind === 'train' && JSON.stringify(payload).includes(summary.id)),
    ).toHaveLength(1);
    expect(entries.some(({ kind, payload }) => kind === 'import' && JSON.stringify(payload).includes(dataset.id))).toBe(
      true,
    );
  });

  test('paused and resumed by another tab, it gives the same reward, byte for byte', async () => {
    const services = connect();
    const dataset = await importCircles(services);
    const whole = await trainUntil(services, dataset.id, longer);
    const begun = await trainUntil(services, dataset.id, longer, ({ members }) =>
      members.some(({ epoch }) => epoch >= 5),
    );
    await services.training.pause(begun.runId);
    const anotherTab = connect();
    await expect
      .poll(async () => (await anotherTab.training.unfinished()).map(({ runId }) => runId))
      .toContain(begun.runId);
    const resumed = await trainUntil(anotherTab, dataset.id, longer, undefined, begun.runId);
    expect(resumed.failure).toBeNull();
    expect(await tensorsOf(resumed.rewardId ?? '')).toEqual(await tensorsOf(whole.rewardId ?? ''));
  });

  test('skipped, its evaluation leaves a reward that can be opened, and no run behind', async () => {
    const services = connect();
    const dataset = await importCircles(services, 7);
    const early = await trainUntil(services, dataset.id, { ...quick, members: 4 }, ({ rewardId }) => rewardId !== null);
    expect(early.phase).toBe('assessing');
    const rewardId = early.rewardId ?? '';
    expect(need(await services.inspect.open(rewardId)).assessment).toBeNull();
    await services.training.skip(early.runId);
    expect(need(await services.inspect.open(rewardId)).id).toBe(rewardId);
    expect((await connect().training.unfinished()).map(({ runId }) => runId)).not.toContain(early.runId);
  });

  test('stopped and resumed, its evaluation adds the figures to the reward as it has become', async () => {
    const services = connect();
    const dataset = await importCircles(services, 8);
    const settings = { ...quick, members: 4 };
    const whole = await trainUntil(services, dataset.id, settings);
    const figures = need(await services.inspect.open(whole.rewardId ?? '')).assessment;
    const early = await trainUntil(services, dataset.id, settings, ({ rewardId }) => rewardId !== null);
    const rewardId = early.rewardId ?? '';
    await services.training.pause(early.runId);
    expect(need(await services.inspect.open(rewardId)).assessment).toBeNull();
    await services.inspect.rename(rewardId, 'mine');
    const anotherTab = connect();
    await expect
      .poll(async () => (await anotherTab.training.unfinished()).map(({ runId }) => runId))
      .toContain(early.runId);
    const done = await trainUntil(services, dataset.id, settings, undefined, early.runId);
    expect(done).toMatchObject({ phase: 'done', rewardId });
    const summary = need(await services.inspect.open(rewardId));
    expect(summary).toMatchObject({ name: 'mine', assessment: figures });
  });

  test('is at work in one tab at a time, and another neither offers it nor takes it', async () => {
    const services = connect();
    const dataset = await importCircles(services, 5);
    const settings = { ...longer, epochs: 60_000 };
    const begun = await trainUntil(services, dataset.id, settings, ({ members }) => members.length > 0);
    const anotherTab = connect();
    expect((await anotherTab.training.unfinished()).map(({ runId }) => runId)).not.toContain(begun.runId);
    await expect(trainUntil(anotherTab, dataset.id, settings, undefined, begun.runId)).rejects.toThrow(/another tab/);
    await services.training.pause(begun.runId);
    await expect
      .poll(async () => (await anotherTab.training.unfinished()).map(({ runId }) => runId))
      .toContain(begun.runId);
    await anotherTab.training.cancel(begun.runId);
    expect((await connect().training.unfinished()).map(({ runId }) => runId)).not.toContain(begun.runId);
  });

  test('cannot be resumed where it was paused once another tab has ended it', async () => {
    const services = connect();
    const dataset = await importCircles(services, 6);
    const begun = await trainUntil(services, dataset.id, longer, ({ members }) => members.length > 0);
    await services.training.pause(begun.runId);
    await expect
      .poll(async () => (await connect().training.unfinished()).map(({ runId }) => runId))
      .toContain(begun.runId);
    const ended = await trainUntil(connect(), dataset.id, longer, undefined, begun.runId);
    expect(ended.phase).toBe('done');
    const answer = () => services.training.resume(begun.runId).then(() => 'went on', String);
    await expect.poll(answer).toMatch(/ended in another tab/);
  });

  test('a cancelled run leaves nothing behind', async () => {
    const services = connect();
    const dataset = await importCircles(services);
    const begun = await trainUntil(services, dataset.id, longer, ({ members }) => members.length > 0);
    await services.training.cancel(begun.runId);
    expect(await services.training.unfinished()).toEqual([]);
    await withStore(async (store) => {
      expect((await store.runs.get(begun.runId)).ok).toBe(false);
      expect(need(await store.runs.checkpoints.list(begun.runId))).toEqual([]);
    });
  });

  test('too few rows are refused with a sentence before anything is trained', async () => {
    const services = connect();
    const preview = need(await services.data.read([new File(['x,y\n1,2\n2,3\n3,5'], 'tiny.csv')], () => undefined));
    const dataset = need(await services.data.commit(preview.token, preview.proposed, 'tiny'));
    await expect(
      services.training.start(dataset.id, { settings: quick, backend: 'wasm' }, () => undefined),
    ).rejects.toThrow(/too few/);
    const unfinished = await services.training.unfinished();
    expect(unfinished.filter(({ datasetId }) => datasetId === dataset.id)).toEqual([]);
  });
});
