/** One audit from its norms to its undo, by real workers over a real store. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  defaultAudit,
  type AuditSettings,
  type AuditState,
  type AuditView,
  type Norm,
} from '../../../src/app/audit/types';
import type { DatasetSummary, Services } from '../../../src/app/types';
import { connect, importCircles, need, quick, trainUntil, withStore } from './studio';

const settings: AuditSettings = { ...defaultAudit, queries: 3000, maxIterations: 4, kinds: ['mask'] };
/** Cuts the left part of the circles off. */
const left: Norm = { id: 'left', type: 'range', features: [0], min: [-0.8], max: [100] };
const quiet = () => undefined;

let services: Services;
let dataset: DatasetSummary;
let rewardId: string;

async function kindsInLedger(): Promise<string[]> {
  const entries = await withStore(async (store) => need(await store.ledger.entries()));
  return entries.filter(({ payload }) => JSON.stringify(payload).includes(rewardId)).map(({ kind }) => kind);
}

async function revision(): Promise<number> {
  return withStore(async (store) => need(await store.rewards.get(rewardId)).revision);
}

beforeAll(async () => {
  services = connect();
  dataset = await importCircles(services, 11);
  const trained = await trainUntil(services, dataset.id, { ...quick, epochs: 30 });
  rewardId = trained.rewardId ?? '';
  need(await services.audit.open(rewardId));
}, 120_000);

describe('norms and Phase 0', { timeout: 120_000 }, () => {
  test('a norm that asks for the impossible is refused with a sentence, and none is kept', async () => {
    const refused = await services.audit.saveNorms([{ ...left, min: [2], max: [1] }]);
    expect(!refused.ok && refused.failure.message).toMatch(/\w+ .*\.$/);
    expect(need(await connect().audit.open(rewardId)).norms).toEqual([]);
  });

  test('norms are kept with an entry in the ledger and are there for another tab', async () => {
    need(await services.audit.saveNorms([left]));
    expect(need(await connect().audit.open(rewardId)).norms).toEqual([left]);
    expect(await kindsInLedger()).toContain('norms');
  });

  test('Phase 0 lists the frames beyond the bound; a new training leaves them out', async () => {
    const found = need(await services.audit.phaseZero());
    expect(found).toMatchObject({ trainedWithout: false, episodes: 24, rows: 960 });
    expect(found.excluded).toBeGreaterThan(100);
    expect(found.excluded).toBeLessThan(960);
    const again = await trainUntil(services, dataset.id, quick);
    expect(again.failure).toBeNull();
    const other = connect();
    need(await other.audit.open(again.rewardId ?? ''));
    expect(need(await other.audit.phaseZero())).toMatchObject({ trainedWithout: true, excluded: found.excluded });
  });

  test('the shading marks exactly the pixels beyond the bound', async () => {
    const { centre } = need(await services.inspect.open(rewardId));
    const size = 32;
    const plane = { mode: 'features' as const, x: 0, y: 1, origin: centre, rangeX: [-2, 2], rangeY: [-2, 2] } as const;
    const shade = await services.audit.shade(plane, size, [left]);
    expect(shade?.size).toBe(size);
    const wrong = Array.from(shade?.marks ?? []).filter((mark, at) => {
      const x = -2 + (((at % size) + 0.5) / size) * 4;
      return mark !== (x < -0.8 ? 1 : 0);
    });
    expect(wrong).toEqual([]);
    expect(shade?.marks).toHaveLength(size * size);
  });
});

describe('an audit', { timeout: 240_000 }, () => {
  let before: AuditView;
  let after: AuditView;
  let revisionBefore: number;

  beforeAll(async () => {
    before = need(await services.audit.open(rewardId));
    revisionBefore = await revision();
    after = need(await services.audit.run(settings, settings.maxIterations, quiet));
  }, 240_000);

  test('with a mask ends with nothing left, a statement, and its patches in the reward', async () => {
    expect(after.state.phase).toBe('done');
    expect(after.state.iterations.length).toBeGreaterThan(1);
    expect(after.state.iterations.at(-1)).toMatchObject({ left: 0, found: 0 });
    expect(after.state.convergence?.attempt).toBe(1);
    expect(after.state.statement).toMatch(/\S/);
    expect(after.patches.length).toBeGreaterThan(0);
    expect(await revision()).toBeGreaterThan(revisionBefore);
    expect(need(await connect().inspect.open(rewardId)).patches).toEqual(after.patches);
  });

  test('measures the audit gap, and wrote its settings down before it began', async () => {
    expect(after.gap.audited).toBe(true);
    expect(after.gap.cells).toBeGreaterThan(0);
    const kinds = await kindsInLedger();
    expect(kinds.indexOf('audit')).toBeGreaterThanOrEqual(0);
    expect(kinds.indexOf('audit')).toBeLessThan(kinds.indexOf('audit-gap'));
  });

  test('a stricter dial never allows more of the held-out frames', async () => {
    const outcomes = need(await services.audit.whatIf([0.02, 0.05, 0.1, 0.5]));
    const shares = outcomes.map(({ frames }) => frames.value);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(outcomes[0].uMax).toBeGreaterThan(outcomes[3].uMax);
    expect(outcomes.map(({ dial }) => dial)).toEqual([0.02, 0.05, 0.1, 0.5]);
  });

  test('its flaws go out as a file; read in again, they are known already and nothing is written', async () => {
    const text = await services.audit.exportFlaws();
    const flaws = text.trim().split('\n').length;
    expect(flaws).toBeGreaterThan(1);
    const now = await revision();
    const view = need(await services.audit.importFlaws(text));
    expect(view.imported?.added).toBe(0);
    expect(view.imported?.alreadyKnown).toBeGreaterThan(1);
    expect(await services.audit.exportFlaws()).toBe(text);
    expect(await revision()).toBe(now);
    const other = text.split('\n')[0].replace(/"x":[^,}]+/, '"x":-1.75');
    expect(need(await services.audit.importFlaws(`${other}\n${text}`)).imported).toMatchObject({ added: 1 });
    expect((await services.audit.exportFlaws()).trim().split('\n')).toHaveLength(flaws + 1);
  });

  test('taken back batch by batch, the patches are those of before, and the statement is out of date', async () => {
    expect(after.state.statement).toMatch(/^Covers 1 of 1 rule: left\. .* Made on /s);
    let view = after;
    for (const { iteration } of [...after.state.batches].reverse()) {
      view = need(await services.audit.undoBatch(iteration));
    }
    expect(JSON.stringify(view.patches)).toBe(JSON.stringify(before.patches));
    expect(view.state.phase).not.toBe('done');
    expect(view.state.statement).toMatch(
      /^Out of date: the patches have changed since this was said\. Covers 1 of 1 rule/,
    );
    expect(need(await connect().inspect.open(rewardId)).standing?.stale).toMatch(/^Out of date: the patches/);
    expect(need(await connect().audit.open(rewardId)).patches).toEqual(before.patches);
  });

  test('begun anew with the same seed, it makes the same patches', async () => {
    need(await services.audit.reset());
    const again = need(await services.audit.run(settings, settings.maxIterations, quiet));
    expect(again.patches).toEqual(after.patches);
    for (const { iteration } of [...again.state.batches].reverse()) need(await services.audit.undoBatch(iteration));
  });

  test('a batch that a person refuses leaves the patches as they were', async () => {
    need(await services.audit.reset());
    let asked = 0;
    const refuse = ({ phase, proposed }: AuditState) => {
      if (phase !== 'reviewing' || proposed === null) return;
      asked += 1;
      void services.audit.approve(false);
    };
    const view = need(await services.audit.run({ ...settings, approval: 'batch' }, 1, refuse));
    expect(view.state.failure).toBeNull();
    expect(asked).toBeGreaterThan(0);
    expect(view.patches).toEqual(before.patches);
  });

  test('a point is inside the audited box or not by the settings of its own audit, under way and at rest', async () => {
    need(await services.audit.reset());
    const beside = [2, 0, 0, 0];
    const inBox = async (): Promise<boolean> => (await services.audit.story(beside)).inBox;
    expect(await inBox()).toBe(false);
    const during: Promise<boolean>[] = [];
    const ask = ({ phase, clusters }: AuditState) => {
      if (during.length === 0) during.push(inBox());
      if (phase === 'reviewing' && clusters.length > 0) void services.audit.review(null, 'rejected');
    };
    need(await services.audit.run({ ...settings, box: 3, approval: 'flaw' }, 1, ask));
    expect(await Promise.all(during)).toEqual([true]);
    expect(await inBox()).toBe(true);
  });

  test('stopped while it waits for a person, it settles as stopped and norms cannot change under it', async () => {
    need(await services.audit.reset());
    const during: Promise<unknown>[] = [];
    const stop = ({ phase, clusters }: AuditState) => {
      if (phase !== 'reviewing' || clusters.length === 0 || during.length > 0) return;
      during.push(services.audit.saveNorms([]).finally(() => services.audit.stop()));
    };
    const view = need(await services.audit.run({ ...settings, approval: 'flaw' }, 1, stop));
    expect(view.state.phase).toBe('stopped');
    expect(view.patches).toEqual(before.patches);
    expect(await Promise.all(during)).toMatchObject([{ ok: false, failure: { kind: 'busy' } }]);
  });

  test('a reward that another tab changed meanwhile refuses what was made for the older one', async () => {
    const other = connect();
    need(await other.audit.open(rewardId));
    need(await services.audit.saveNorms([left]));
    const late = await other.audit.saveNorms([]);
    expect(!late.ok && late.failure.kind).toBe('elsewhere');
  });
});
