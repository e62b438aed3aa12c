/** One owner of the open reward in a tab: every change comes after the one before, and a machine's after a person's. */
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultAudit, type AuditSettings, type Norm } from '../../../src/app/audit/types';
import type { ProjectEvent, Services } from '../../../src/app/types';
import { connect, importCircles, need, quick, trainUntil } from './studio';

describe('changes of the open reward', { timeout: 120_000 }, () => {
  const settings: AuditSettings = { ...defaultAudit, queries: 3000, maxIterations: 3, kinds: ['mask'] };
  const left: Norm = { id: 'left', type: 'range', features: [0], min: [-0.8], max: [100] };
  let services: Services;
  let rewardId: string;
  const events: ProjectEvent[] = [];

  beforeAll(async () => {
    services = connect();
    const dataset = await importCircles(services, 22);
    rewardId = (await trainUntil(services, dataset.id, { ...quick, epochs: 20 })).rewardId ?? '';
    await services.inspect.follow((event) => events.push(event));
    need(await services.inspect.open(rewardId));
  }, 120_000);

  const patchAt = async (x: number) => need(await services.inspect.createPatch('suppress', [x, 0, 0, 0], 0.1, 1, null));

  test('come one after the other, whoever asks: none of one tab is ever refused for another of it', async () => {
    const { patches } = need(await services.inspect.open(rewardId));
    const outcomes = await Promise.all([
      services.inspect.savePatches(rewardId, [...patches, await patchAt(5)]),
      services.audit.saveNorms([left]),
      services.audit.setGate(0.1, 0.2, null),
      services.inspect.rename(rewardId, 'circles by hand').then(() => ({ ok: true as const })),
      services.inspect.savePatches(rewardId, [...patches, await patchAt(5), await patchAt(6)]),
      services.audit.phaseZero(),
      services.audit.importFlaws(''),
    ]);
    expect(outcomes.slice(0, 6).map(({ ok }) => ok)).toEqual(new Array(6).fill(true));
    await expect.poll(() => events.at(-1)?.reward.name).toBe('circles by hand');
    const { reward, revision } = events.at(-1) as ProjectEvent;
    expect(reward).toMatchObject({ name: 'circles by hand', thresholds: { dial: 0.1, aMax: 0.2 } });
    expect(reward.patches).toHaveLength(2);
    expect(events.map((event) => event.revision)).toEqual(events.map((event) => event.revision).sort((a, b) => a - b));
    expect(revision).toBeGreaterThan(3);
  });

  test('by a person during an audit are kept; what the audit proposes then is refused with a sentence', async () => {
    const edits: Promise<unknown>[] = [];
    const { patches } = need(await services.inspect.open(rewardId));
    const view = need(
      await services.audit.run(settings, settings.maxIterations, ({ phase }) => {
        if (phase !== 'attacking' || edits.length > 0) return;
        edits.push(services.inspect.savePatches(rewardId, patches.slice(0, 1)).then(need));
      }),
    );
    await Promise.all(edits);
    expect(view.state).toMatchObject({ phase: 'failed', failure: { kind: 'busy' } });
    expect(view.state.failure?.message).toMatch(/changed while the audit was at work/);
    expect(view.patches).toEqual(patches.slice(0, 1));
    const again = need(await services.audit.run(settings, settings.maxIterations, () => undefined));
    expect(again.state).toMatchObject({ phase: 'done', failure: null });
  });

  test('a new name during an audit is no reason to refuse what it proposes', async () => {
    need(await services.audit.reset());
    const names: Promise<void>[] = [];
    const view = need(
      await services.audit.run(settings, settings.maxIterations, () => {
        if (names.length === 0) names.push(services.inspect.rename(rewardId, 'renamed'));
      }),
    );
    await Promise.all(names);
    expect(view.state.phase).toBe('done');
    expect(need(await services.inspect.open(rewardId)).name).toBe('renamed');
  });
});
