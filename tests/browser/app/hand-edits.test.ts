/** What a person changes by hand after an audit is unaudited from then on; by real workers over a real store. */
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { defaultAudit, type AuditSettings, type AuditView, type Norm } from '../../../src/app/audit/types';
import type { AuditCells } from '../../../src/gate/cells/audit-cells';
import type { InputPatch, LatentPatch, Patch } from '../../../src/reward/types';
import { withoutMotion, type Services } from '../../../src/app/types';
import { connect, need, quick, trainUntil, withStore } from './studio';

const settings: AuditSettings = { ...defaultAudit, queries: 2000, maxIterations: 3, kinds: ['mask'] };
const left: Norm = { id: 'left', type: 'range', features: [0], min: [-0.8], max: [100] };

/** 30 short episodes on two circles that lie far apart. */
function islandsCsv(): File {
  const random = Random.of(5, 'islands');
  const lines = ['episode,x,y'];
  for (let episode = 0; episode < 30; episode++) {
    const centre = episode % 2 === 0 ? 0 : 20;
    for (let t = 0; t < 24; t++) {
      const angle = 0.26 * t + random.next();
      const place = [centre + Math.cos(angle), Math.sin(angle)].map((v) => v + 0.01 * random.normal());
      lines.push([episode, ...place.map((value) => value.toFixed(5))].join(','));
    }
  }
  return new File([lines.join('\n')], 'islands.csv');
}

let services: Services;
let rewardId: string;

async function cellsNow(): Promise<AuditCells> {
  return withStore(async (store) => {
    const cells = need(await store.audits.get(rewardId))?.cells;
    if (!cells) throw new Error('not audited');
    return cells;
  });
}

const unseen = ({ draws }: AuditCells): number[] => [...draws.keys()].filter((cell) => draws[cell] === 0);

/** Saves as the patch screen does. */
async function saved(patches: readonly Patch[]) {
  need(await services.inspect.open(rewardId));
  return services.inspect.savePatches(rewardId, patches);
}

function audited(): Promise<AuditView> {
  return services.audit.run(settings, settings.maxIterations, () => undefined).then(need);
}

beforeAll(async () => {
  services = connect();
  const preview = need(await services.data.read([islandsCsv()], () => undefined));
  const dataset = need(await services.data.commit(preview.token, withoutMotion(preview.proposed), preview.name));
  const trained = await trainUntil(services, dataset.id, { ...quick, epochs: 20 });
  rewardId = trained.rewardId ?? '';
  need(await services.audit.open(rewardId));
  need(await services.audit.saveNorms([left]));
  await audited();
}, 240_000);

describe('hand edits after an audit', { timeout: 240_000 }, () => {
  let patch: InputPatch;
  let before: readonly Patch[];

  beforeAll(async () => {
    before = need(await services.inspect.open(rewardId)).patches;
    const made = need(await services.inspect.createPatch('suppress', [21, 0], 0.15, 1, null));
    if (made.space !== 'input') throw new Error('no kernel');
    patch = made;
  });

  test('a patch makes the cells that it touches unaudited, and no others; the screen says how many', async () => {
    expect(unseen(await cellsNow())).toEqual([]);
    const counts = await cellsNow();
    need(await saved([...before, patch]));
    const cells = await cellsNow();
    const touched = unseen(cells);
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.length).toBeLessThanOrEqual(cells.draws.length / 2);
    for (const cell of cells.draws.keys()) {
      if (!touched.includes(cell)) expect(cells.draws[cell]).toBe(counts.draws[cell]);
    }
    const view = need(await services.audit.open(rewardId));
    expect(view.gap).toMatchObject({ audited: true, least: 0, unseen: touched.length });
    expect((await services.audit.story([21, 0])).gap).toBe(1);
    expect((await services.audit.story([0, 1])).gap).toBeLessThan(0.06);
  });

  test('gate.json of the downloaded file says the same as the screen', async () => {
    const { bytes } = need(await services.artifact.pack(rewardId, () => undefined));
    const gate = unzipSync(bytes)['gate.json'];
    const { auditCells } = JSON.parse(new TextDecoder().decode(gate)) as { auditCells: { draws: number[] } };
    const cells = await cellsNow();
    expect(unseen(cells).length).toBeGreaterThan(0);
    expect(auditCells.draws).toEqual([...cells.draws]);
  });

  test('the next audit looks at them again, and adds to what still holds', async () => {
    const counts = await cellsNow();
    const view = await audited();
    expect(view.gap).toMatchObject({ unseen: 0 });
    expect(view.gap.least).toBeGreaterThanOrEqual(59);
    const cells = await cellsNow();
    const kept = [...cells.draws.keys()].filter(
      (cell) => cells.draws[cell] > counts.draws[cell] && counts.draws[cell] > 0,
    );
    expect(kept.length).toBeGreaterThan(0);
  });

  test('moving it, switching it off and taking it back touch cells as well', async () => {
    const moved = need(await services.inspect.movePatch(patch, [19, 0]));
    for (const now of [[...before, moved], [...before, { ...moved, enabled: false }], [...before, moved], before]) {
      await audited();
      expect(unseen(await cellsNow())).toEqual([]);
      need(await saved(now));
      expect(unseen(await cellsNow()).length).toBeGreaterThan(0);
    }
  });

  test('a change of its name alone touches none', async () => {
    need(await saved([...before, patch]));
    await audited();
    need(await saved([...before, { ...patch, note: 'seen by two of us' }]));
    expect(unseen(await cellsNow())).toEqual([]);
  });

  test('a batch that is taken back makes only what it touched unaudited', async () => {
    need(await services.audit.open(rewardId));
    const view = await audited();
    const batch = view.state.batches.find(({ undone }) => !undone);
    if (batch === undefined) throw new Error('there is no batch');
    need(await services.audit.undoBatch(batch.iteration));
    const cells = await cellsNow();
    expect(unseen(cells).length).toBeGreaterThan(0);
    expect(unseen(cells).length).toBeLessThan(cells.draws.length);
  });

  test('a norm touches the cells where it may be violated; another family touches all', async () => {
    await audited();
    need(
      await services.audit.saveNorms([left, { id: 'right', type: 'range', features: [0], min: [-50], max: [20.5] }]),
    );
    const cells = await cellsNow();
    expect(unseen(cells).length).toBeGreaterThan(0);
    expect(unseen(cells).length).toBeLessThan(cells.draws.length);
    need(await services.inspect.useFamily(rewardId, 'gaussians'));
    expect(unseen(await cellsNow())).toHaveLength(cells.draws.length);
    need(await services.inspect.useFamily(rewardId, 'mixture'));
  });

  test('a latent edit that takes good points away is refused; one that harms nobody is kept with its evidence', async () => {
    const { patches } = need(await services.inspect.open(rewardId));
    const latent = (center: number[], reach: number): LatentPatch => ({
      ...{ id: 'inner', kind: 'suppress', space: 'latent', member: 0, expert: 0, kernel: 'plateau', core: 0.7 },
      ...{ center, reach, strength: 1, gate: null, enabled: true },
      model: patch.model,
    });
    const harmful = await saved([...patches, latent([0, 0], 1000)]);
    expect(!harmful.ok && harmful.failure.message).toMatch(/of an unseen episode on average; at most 0.1 may go/);
    expect(need(await services.inspect.open(rewardId)).patches).toEqual(patches);
    need(await saved([...patches, latent([1e5, 1e5], 0.01)]));
    const kept = need(await services.inspect.open(rewardId)).patches.find(({ id }) => id === 'inner');
    expect(kept?.evidence).toMatchObject({ status: 'tested' });
    expect(kept?.evidence?.bound).toBeLessThanOrEqual(0.1);
    expect(unseen(await cellsNow())).toHaveLength((await cellsNow()).draws.length);
  });
});
