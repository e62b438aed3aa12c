import { describe, expect, test } from 'vitest';
import { damageReport } from '../../../src/flywheel/blue-team';
import { damageFigures, damageOf } from '../../../src/flywheel/damage';
import { kernels } from '../../../src/flywheel/refinement/kernels';
import { emptyScores } from '../../../src/reward/score-chunks';
import type { InputPatch, MaskPatch, Patch } from '../../../src/reward/types';
import { fence, flawsOfFence, smallWorld, type World } from './refinement/small-world';

const mask: MaskPatch = { id: 'm', kind: 'suppress', space: 'mask', strength: 1, norm: fence, width: 0 };
/** Takes half of everything around a stretch of the path. */
const harmful: InputPatch = {
  id: 'h',
  kind: 'suppress',
  space: 'input',
  center: [1, 0],
  kernel: 'plateau',
  reach: 0.6,
  core: 0.7,
  strength: 0.5,
  gate: null,
};

function report(world: World, after: readonly Patch[], before: readonly Patch[] = [], offSample = 4000) {
  const { settings, meter } = world.context([]);
  const actionsOf = (patches: readonly Patch[]) => {
    const starts = new Set(world.problem.basin.episodes).size;
    const action = patches.some(({ id }) => id === 'h') ? 'block' : 'allow';
    return Promise.resolve(Array.from({ length: starts }, (_, i) => (i === 2 ? action : 'allow')));
  };
  return damageReport({ problem: world.problem, before, after, meter, settings, actionsOf, offSample });
}

describe('what patches cost', () => {
  test('a mask of a norm that the good keeps to costs nothing, on the samples and between them', async () => {
    const told = await report(smallWorld(), [mask]);
    expect(told.basin.max).toBe(0);
    expect(told.heldOut?.max).toBe(0);
    expect(told.offSample).toMatchObject({ max: 0, shareOverBudget: 0 });
    expect(told.offSample.rows).toBe(4000);
    expect(told.certificate).toMatchObject({ epsilon: 0.05, over: 0, limit: 0.1 });
    expect(told.patches[0].footprint.demonstrations).toBe(0);
    expect(told.patches[0].footprint.audited).toBeCloseTo(0.3, 1);
    expect(told.changedEpisodes).toEqual([]);
  });

  test('what a mask takes from violating points of the tube is no damage', async () => {
    const { problem } = smallWorld();
    const north = problem.basin.points.raw.filter((_, at) => at % 2 === 1);
    const tight = { ...fence, max: [Math.max(...north)] };
    const told = await report(smallWorld({ norms: [tight] }), [{ ...mask, norm: tight }]);
    expect(told.basin.max).toBe(0);
    expect(told.offSample.max).toBe(0);
    expect(told.offSample.rows).toBeLessThan(4000);
    expect(told.offSample.rows).toBeGreaterThan(3000);
  });

  test('what a harmful patch takes is found everywhere, with the episodes that it changed', async () => {
    const told = await report(smallWorld(), [mask, harmful]);
    expect(told.basin.max).toBeCloseTo(0.5, 12);
    expect(told.basin.mean).toBeGreaterThan(0.05);
    expect(told.basin.p99).toBeLessThanOrEqual(told.basin.max);
    expect(told.heldOut?.max).toBeCloseTo(0.5, 12);
    expect(told.offSample.max).toBeCloseTo(0.5, 12);
    expect(told.offSample.shareOverBudget).toBeGreaterThan(0.1);
    expect(told.certificate.over).toBeGreaterThan(0);
    expect(told.changedEpisodes).toEqual([{ episode: 4, before: 'allow', after: 'block' }]);
    const { demonstrations, audited, farthest } = told.patches[1].footprint;
    expect(demonstrations).toBeGreaterThan(0.15);
    expect(audited).toBeGreaterThan(0.01);
    expect(farthest).toBeGreaterThan(0.2);
    expect(farthest).toBeLessThan(0.65);
  });

  test('footprints are those of new patches; nothing new changes no episode', async () => {
    const world = smallWorld();
    expect((await report(world, [mask, harmful], [mask])).patches.map(({ id }) => id)).toEqual(['h']);
    const same = await report(world, [mask, harmful], [mask, harmful]);
    expect(same.patches).toEqual([]);
    expect(same.changedEpisodes).toEqual([]);
  });

  test('kernels inside the budget cost at most L at every point within ε of a good one', async () => {
    const world = smallWorld({ epsilon: null });
    const after = await kernels.propose(world.context(flawsOfFence(world, 200, 3)));
    const told = await report(world, after, [], 20_000);
    expect(told.certificate).toMatchObject({ epsilon: 0.2, over: 0 });
    expect(told.offSample.rows).toBe(20_000);
    expect(told.offSample.max).toBeLessThanOrEqual(0.1);
    expect(told.offSample.shareOverBudget).toBe(0);
  });

  test('the same seed draws the same points', async () => {
    const first = await report(smallWorld(), [harmful]);
    expect((await report(smallWorld(), [harmful])).offSample).toEqual(first.offSample);
  });
});

describe('damage', () => {
  const scores = (reward: number[], suppression: number[]) => ({
    ...emptyScores(reward.length, 1),
    baseReward: Float64Array.from(reward),
    suppression: Float64Array.from(suppression),
  });

  test('is what is lost of the reward before patches, raise ignored; a row that cannot be scored loses it all', () => {
    const damage = damageOf(Float64Array.of(0.9, 0.2, 0.8, 0.7), scores([0.9, 0.2, 0.5, NaN], [0.1, 1, 0, 0]));
    [0.1, 0.2, 0.3, 0.7].forEach((lost, row) => expect(damage[row]).toBeCloseTo(lost, 12));
    expect(Array.from(damageOf(null, scores([0.5], [0.2])))[0]).toBeCloseTo(0.2, 12);
  });

  test('figures of nothing are zeros', () => {
    expect(damageFigures(new Float64Array(0))).toEqual({ rows: 0, max: 0, mean: 0, p99: 0 });
    expect(damageFigures(Float64Array.of(0, 0.1, 0.2))).toMatchObject({ rows: 3, max: 0.2 });
  });
});
