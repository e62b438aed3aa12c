import { beforeAll, describe, expect, test } from 'vitest';
import { blankMemory } from '../../../src/flywheel/memory';
import type { Norm } from '../../../src/norms/norm';
import type { Patch } from '../../../src/reward/types';
import type { Plane, RewardSummary, Services } from '../../../src/app/types';
import { connect, importCircles, need, quick, trainUntil, withStore } from './studio';

let services: Services;
let summary: RewardSummary;
let plane: Plane;

beforeAll(async () => {
  services = connect();
  const dataset = await importCircles(services, 2);
  const state = await trainUntil(services, dataset.id, { ...quick, epochs: 30 });
  summary = need(await services.inspect.open(state.rewardId ?? ''));
  const axes = await services.inspect.axes('features');
  const range = { rangeX: axes[0].range, rangeY: axes[1].range };
  plane = { mode: 'features', x: 0, y: 1, origin: summary.centre, ...range };
}, 120_000);

async function suppressAt(raw: readonly number[], reach = 1): Promise<Patch> {
  return need(await services.inspect.createPatch('suppress', raw, reach, 1, null));
}

describe('looking at a reward', () => {
  test('the picture agrees with the explanation of the same place', async () => {
    const size = 64;
    const field = await services.inspect.field(plane, size, []);
    const [left, right] = plane.rangeX;
    const [bottom, top] = plane.rangeY;
    for (const [column, row] of [
      [10, 20],
      [32, 32],
      [50, 5],
    ]) {
      const x = left + ((column + 0.5) / size) * (right - left);
      const y = top - ((row + 0.5) / size) * (top - bottom);
      const { score } = await services.inspect.explain(await services.inspect.locate(plane, x, y), []);
      expect(field?.score[row * size + column]).toBeCloseTo(score, 5);
    }
  });

  test('a newer picture makes an older one settle with null', async () => {
    const moved = { ...plane, origin: plane.origin.map((value) => value + 0.01) };
    const [older, newer] = await Promise.all([
      services.inspect.field(moved, 256, []),
      services.inspect.field(moved, 32, []),
    ]);
    expect(older).toBeNull();
    expect(newer?.size).toBe(32);
  });

  test('level lines do not run along the border of the picture', async () => {
    const field = await services.inspect.field(plane, 64, []);
    const onBorder = (x: number, y: number) =>
      [...plane.rangeX, ...plane.rangeY].some((edge, i) => Math.abs((i < 2 ? x : y) - edge) < 1e-6);
    let points = 0;
    for (const line of field?.contours.flatMap(({ lines }) => lines) ?? []) {
      for (let i = 2; i + 1 < line.length; i += 2) {
        points += 1;
        expect(onBorder(line[i - 2], line[i - 1]) && onBorder(line[i], line[i + 1])).toBe(false);
      }
    }
    expect(points).toBeGreaterThan(0);
  });

  test('another family takes over while a picture is being made, without a fault', async () => {
    const moved = { ...plane, origin: plane.origin.map((value) => value + 0.02) };
    const picture = services.inspect.field(moved, 512, []);
    const point = services.inspect.explain(summary.centre, []);
    const changed = need(await services.inspect.useFamily(summary.id, 'knn'));
    expect(changed.family).toBe('knn');
    await expect(picture).resolves.toBeNull();
    await expect(point).resolves.toHaveProperty('score');
    expect(await services.inspect.field(moved, 32, [])).not.toBeNull();
    summary = need(await services.inspect.useFamily(summary.id, 'mixture'));
  });

  test('a suppressing patch takes reward inside its reach and nowhere else', async () => {
    const before = await services.inspect.field(plane, 64, []);
    const patch = await suppressAt(summary.centre, 0.5);
    const after = await services.inspect.field(plane, 64, [patch]);
    const changes = Array.from(after?.score ?? [], (value, at) => (before?.score[at] ?? NaN) - value);
    expect(Math.min(...changes)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...changes)).toBeGreaterThan(0.5);
    expect(changes.filter((change) => change === 0).length).toBeGreaterThan(changes.length / 2);
    const { patches, suppression } = await services.inspect.explain(summary.centre, [patch]);
    expect(patches).toEqual([{ id: patch.id, kind: 'suppress', amount: 1 }]);
    expect(suppression).toBe(1);
  });

  test('the error is shared out among the inputs, and near demonstrations are named', async () => {
    const { errors, neighbours, gates } = await services.inspect.explain(summary.centre, []);
    expect(errors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(gates.reduce((sum, gate) => sum + gate, 0)).toBeCloseTo(1, 9);
    expect(neighbours[0].distance).toBeCloseTo(0, 4);
    expect(neighbours[0].raw).toEqual(summary.centre.map((value) => expect.closeTo(value, 5)));
  });

  test('the budget counts what a patch may take from good points', async () => {
    expect(await services.inspect.budget([])).toMatchObject({ certified: 0, maxRewardLost: 0, over: 0 });
    const report = await services.inspect.budget([await suppressAt(summary.centre)]);
    expect(report.certified).toBeGreaterThanOrEqual(1);
    expect(report.over).toBeGreaterThan(0);
  });

  test('a patch with a bad reach is refused with a sentence', async () => {
    const refused = await services.inspect.createPatch('suppress', summary.centre, -1, 1, null);
    expect(!refused.ok && refused.failure.kind).toBe('bad-parameter');
  });

  const sculpt: Patch = { id: 's', kind: 'suppress', space: 'sculpt', member: 0, expert: 0, strength: 1, kappa: 400 };

  test('the budget counts what a sculpted expert takes from good points', async () => {
    const rounded = await services.inspect.budget([{ ...sculpt, strength: 1e-12 }]);
    const report = await services.inspect.budget([sculpt]);
    expect(report).toMatchObject({ certified: 0, covers: false });
    expect(report.maxRewardLost).toBeGreaterThan(0.01);
    expect(rounded.maxRewardLost).toBeLessThan(1e-9);
  });

  test('patches that do not go together are not saved, though each by itself could be', async () => {
    const kernel = await suppressAt(summary.centre);
    for (const [pair, said] of [
      [[kernel, kernel], /Two patches have the id/],
      [[sculpt, { ...sculpt, id: 'other' }], /sculpt the same expert/],
      [[{ ...sculpt, kappa: null as unknown as number }], /its kappa is not a number/],
    ] as const) {
      const refused = await services.inspect.savePatches(summary.id, pair);
      expect(!refused.ok && refused.failure.message).toMatch(said);
    }
    need(await services.inspect.savePatches(summary.id, [kernel, sculpt]));
    const other = connect();
    expect(need(await other.inspect.open(summary.id)).patches.map(({ id }) => id)).toEqual([kernel.id, 's']);
    await other.inspect.close();
    need(await services.inspect.savePatches(summary.id, []));
  });

  test('patches are saved, and a second tab that fell behind is told', async () => {
    const second = connect();
    need(await second.inspect.open(summary.id));
    need(await services.inspect.savePatches(summary.id, [await suppressAt(summary.centre)]));
    const late = await second.inspect.savePatches(summary.id, []);
    expect(!late.ok && late.failure.message).toMatch(/another tab/);
    const reopened = connect();
    expect(need(await reopened.inspect.open(summary.id)).patches).toHaveLength(1);
    await Promise.all([second.inspect.close(), reopened.inspect.close()]);
  });
});

describe('the downloaded file', { timeout: 60_000 }, () => {
  test('opened again, it scores bit for bit the same, patches included', async () => {
    const packed = need(await services.artifact.pack(summary.id, () => undefined));
    const copyId = need(await services.artifact.open(new File([packed.bytes.slice()], packed.fileName)));
    const other = connect();
    const copy = need(await other.inspect.open(copyId));
    expect(copy.assessment).toEqual(summary.assessment);
    const [first, second] = [
      await services.inspect.field(plane, 48, copy.patches),
      await other.inspect.field(plane, 48, copy.patches),
    ];
    expect(second?.score).toEqual(first?.score);
    expect(second?.distanceRatio).toEqual(first?.distanceRatio);
  });

  test('without the demonstrations it bounds u from above, and never decides softer', async () => {
    const packed = need(await services.artifact.pack(summary.id, () => undefined, true));
    const copyId = need(await services.artifact.open(new File([packed.bytes.slice()], packed.fileName)));
    const other = connect();
    const copy = need(await other.inspect.open(copyId));
    expect(copy.basinSize).toBe(0);
    const hardness = ['allow', 'escalate', 'block'];
    const found = { allow: 0, escalate: 0, block: 0 };
    for (let i = 0; i < 60; i++) {
      const raw = summary.centre.map((value, f) => value + 0.03 * i * Math.cos(i + f));
      const [before, after] = [await services.inspect.explain(raw, []), await other.inspect.explain(raw, [])];
      expect(after.distanceRatio).toBeGreaterThanOrEqual(before.distanceRatio);
      expect(hardness.indexOf(after.decision.action)).toBeGreaterThanOrEqual(hardness.indexOf(before.decision.action));
      found[after.decision.action] += 1;
    }
    expect(found.allow).toBeGreaterThan(0);
    const again = need(await other.artifact.pack(copyId, () => undefined));
    expect(need(await other.artifact.open(new File([again.bytes.slice()], again.fileName)))).not.toBe('');
  });

  test('brings its norms and what was audited along', async () => {
    const norms: Norm[] = [{ id: 'left', type: 'range', features: [0], min: [-1.5], max: [100] }];
    const dims = summary.features.length;
    const cells = { dims, centroids: new Float32Array(dims), draws: Uint32Array.of(59), flaws: Uint32Array.of(0) };
    await withStore(async (store) => {
      const { revision } = need(await store.rewards.get(summary.id));
      const audit = { document: { memory: blankMemory, phaseZero: null }, cells };
      const payload = { reward: summary.id, cells: 1, leastDraws: 59 };
      need(await store.audits.keep(summary.id, audit, { norms }, revision, { kind: 'audit-gap', payload }));
    });
    const packed = need(await services.artifact.pack(summary.id, () => undefined));
    const copyId = need(await services.artifact.open(new File([packed.bytes.slice()], packed.fileName)));
    const copy = need(await services.audit.open(copyId));
    expect(copy.norms).toEqual(norms);
    expect(copy.gap).toMatchObject({ audited: true, cells: 1, least: 59 });
    const beside = await services.audit.story([-2, ...summary.centre.slice(1)]);
    expect(beside.decision).toMatchObject({ action: 'block', status: 'insufficient' });
    expect(beside.decision.reasons[0].text).toContain('norm left');
    await services.audit.close();
  });

  test('with one changed byte it is refused', async () => {
    const packed = need(await services.artifact.pack(summary.id, () => undefined));
    const bytes = packed.bytes.slice();
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    const refused = await services.artifact.open(new File([bytes], packed.fileName));
    expect(refused.ok).toBe(false);
  });

  test('another family can be made the one that scores, and the file then carries that one', async () => {
    const switched = need(await services.inspect.useFamily(summary.id, 'gaussians'));
    expect(switched.family).toBe('gaussians');
    const packed = need(await services.artifact.pack(summary.id, () => undefined));
    const copyId = need(await services.artifact.open(new File([packed.bytes.slice()], packed.fileName)));
    expect(need(await connect().inspect.open(copyId)).family).toBe('gaussians');
  });
});
