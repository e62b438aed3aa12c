/** An audit that is closed, or whose tab dies, is whole on the disk and can be gone on with; by real workers. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditMemory } from '../../../src/flywheel/memory';
import { defaultAudit, type AuditSettings, type AuditState, type Norm } from '../../../src/app/audit/types';
import type { AuditService } from '../../../src/app/audit/types';
import type { Patch } from '../../../src/reward/types';
import { projectWorker } from '../../../src/app/worker/start';
import { connect, importCircles, need, quick, trainUntil, withStore } from './studio';

const settings: AuditSettings = { ...defaultAudit, queries: 3000, maxIterations: 4, kinds: ['mask', 'kernels'] };
const norms: readonly Norm[] = [{ id: 'left', type: 'range', features: [0], min: [-0.8], max: [100] }];

interface Tab {
  readonly service: AuditService;
  /** As the browser does when a tab is closed: nothing is said to anybody. */
  die(): void;
}

function tab(): Tab {
  const { api, terminate } = projectWorker();
  return { service: api.audit, die: terminate };
}

async function onDisk(rewardId: string): Promise<{ memory: AuditMemory | undefined; patches: readonly Patch[] }> {
  return withStore(async (store) => {
    const audit = need(await store.audits.get(rewardId));
    const document = audit?.document as { readonly memory?: AuditMemory } | undefined;
    return { memory: document?.memory, patches: need(await store.rewards.get(rewardId)).patches };
  });
}

/** What is there belongs together: patches and the batches that brought them. */
async function expectWhole(rewardId: string): Promise<number> {
  const { memory, patches } = await onDisk(rewardId);
  const brought = new Set(memory?.batches.flatMap(({ added }) => added));
  expect(new Set(patches.map(({ id }) => id))).toEqual(brought);
  return memory?.iterations.length ?? 0;
}

/** Without what the clock says. */
function timeless({ iterations, ...memory }: AuditMemory) {
  return { ...memory, iterations: iterations.map((iteration) => ({ ...iteration, seconds: 0 })) };
}

/** Begins an audit and resolves at the first picture that fits, with the run still going on. */
async function until(
  service: AuditService,
  fits: (state: AuditState) => boolean,
): Promise<{ ended: Promise<unknown> }> {
  return new Promise((resolve, reject) => {
    const onState = (state: AuditState): void => {
      if (fits(state)) resolve({ ended });
    };
    const ended = service.run(settings, settings.maxIterations, onState);
    ended.then(
      (end) => reject(new Error(`it ended first: ${JSON.stringify(end).slice(0, 200)}`)),
      () => undefined,
    );
  });
}

describe('an audit that is broken off', { timeout: 240_000 }, () => {
  let rewardId: string;
  let whole: Awaited<ReturnType<typeof onDisk>>;

  beforeAll(async () => {
    const services = connect();
    const dataset = await importCircles(services, 7);
    const trained = await trainUntil(services, dataset.id, { ...quick, epochs: 30 });
    rewardId = trained.rewardId ?? '';
    const { service, die } = tab();
    need(await service.open(rewardId));
    need(await service.saveNorms(norms));
    const view = need(await service.run(settings, settings.maxIterations, () => undefined));
    expect(view.state.phase).toBe('done');
    whole = await onDisk(rewardId);
    expect(whole.memory?.iterations.length).toBeGreaterThan(1);
    for (const { iteration } of [...view.state.batches].reverse()) need(await service.undoBatch(iteration));
    need(await service.reset());
    die();
  }, 240_000);

  /** Back to where nothing was audited. */
  async function begunAnew(): Promise<Tab> {
    const fresh = tab();
    need(await fresh.service.open(rewardId));
    for (const { iteration, undone } of [...((await onDisk(rewardId)).memory?.batches ?? [])].reverse()) {
      if (!undone) need(await fresh.service.undoBatch(iteration));
    }
    need(await fresh.service.reset());
    return fresh;
  }

  async function goneOnWith(): Promise<void> {
    const { service, die } = tab();
    need(await service.open(rewardId));
    const view = need(await service.run(settings, settings.maxIterations, () => undefined));
    expect(view.state.phase).toBe('done');
    const { memory, patches } = await onDisk(rewardId);
    expect(patches).toEqual(whole.patches);
    if (memory === undefined || whole.memory === undefined) throw new Error('nothing was kept');
    expect(timeless(memory)).toEqual(timeless(whole.memory));
    die();
  }

  test.each([
    ['in its first attack', (state: AuditState) => state.phase === 'attacking'],
    ['while it repairs', (state: AuditState) => state.phase === 'repairing'],
    ['while it measures', (state: AuditState) => state.phase === 'measuring'],
    ['after its first iteration', (state: AuditState) => state.iterations.length === 1],
    [
      'after its last iteration',
      (state: AuditState) => state.iterations.length === (whole.memory?.iterations.length ?? 0),
    ],
  ])('by a tab that dies %s is whole on the disk, and comes to the same end', async (_, fits) => {
    const first = await begunAnew();
    await until(first.service, fits);
    first.die();
    await expectWhole(rewardId);
    await goneOnWith();
  });

  test('by closing ends before the answer comes, lets nobody in half, and comes to the same end', async () => {
    const first = await begunAnew();
    const { ended } = await until(first.service, ({ phase }) => phase === 'repairing');
    await first.service.close();
    expect(await Promise.race([ended, Promise.resolve('still running')])).toMatchObject({
      ok: true,
      value: { state: { phase: 'stopped' } },
    });
    await expectWhole(rewardId);
    await goneOnWith();
    first.die();
  });

  test('by opening another reward stops first; the same reward may be looked at while it runs', async () => {
    const first = await begunAnew();
    const { ended } = await until(first.service, ({ phase }) => phase === 'attacking');
    expect(need(await first.service.open(rewardId)).state.phase).not.toBe('stopped');
    const services = connect();
    const other = await trainUntil(services, (await importCircles(services, 8)).id, quick);
    const seen = need(await first.service.open(other.rewardId ?? ''));
    expect(seen.rewardId).toBe(other.rewardId);
    expect(await ended).toMatchObject({ ok: true });
    expect((await onDisk(other.rewardId ?? '')).memory?.iterations ?? []).toEqual([]);
    await expectWhole(rewardId);
    first.die();
  });

  test('by closing before it has begun makes no iteration, and a second run beside the first is refused', async () => {
    const first = await begunAnew();
    const run = () => first.service.run(settings, 1, () => undefined);
    const [one, two] = [run(), run()];
    await first.service.close();
    expect(await two).toMatchObject({ ok: false, failure: { kind: 'busy' } });
    expect(await one).toMatchObject({ ok: true, value: { state: { phase: 'stopped' } } });
    expect((await onDisk(rewardId)).memory?.iterations).toEqual([]);
    first.die();
  });
});
