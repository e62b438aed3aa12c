import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { openScorer } from '../../../src/engine/scorer';
import { initialParameters, layoutOf, tensorsOf } from '../../../src/reward/families/mixture/initialise';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { quantile } from '../../../src/basics/statistics';
import { defaultSettings } from '../../../src/reward/families/mixture/training';
import type { Patch, Points, RewardModel } from '../../../src/reward/types';
import { expectAgreement } from './agreement';
import { opened } from './node-environment';
import { madeUpPatches, rowsAmong } from './scoring/made-up-patches';
import type { PatchWorld } from './scoring/made-up-patches';
import { exactTwin } from './trajectory';

interface Case {
  readonly world: PatchWorld;
  readonly model: RewardModel;
  readonly patches: readonly Patch[];
  readonly points: Points;
  readonly title: string;
}

/** A model whose calibration fits what it says of the points, so that energies lie about 0 and 1. */
function makeCase(seed: number, dims: number, patchCount: number, rows = 300): Case {
  const random = Random.of(seed, 'shape');
  const [bottleneck, experts, members] = [1 + random.integer(32), 1 + random.integer(8), 1 + random.integer(3)];
  const form = seed % 2 === 0 ? ('default' as const) : ('published' as const);
  const settings = { ...defaultSettings, form, bottleneck, experts, members, hidden: 1 + random.integer(24), seed };
  const world: PatchWorld = { dims, rawDims: Math.min(dims, 3), members, experts, width: bottleneck };
  const patches = madeUpPatches(seed, patchCount, world);
  const points = rowsAmong(seed, rows, world, patches);
  const record = (k: number) => {
    const parameters = initialParameters(settings, dims, k);
    const errors = exactTwin(settings, dims, parameters).errors(points.x, rows);
    const calibration = { lMin: quantile(errors, 0.2), lMax: quantile(errors, 0.6) };
    return { tensors: tensorsOf(parameters, layoutOf(settings, dims)), calibration };
  };
  const feature = (i: number) => ({ name: `f${i}`, unit: '', column: `f${i}`, levels: [] });
  const model: RewardModel = {
    family: 'mixture',
    features: Array.from({ length: dims }, (_, i) => ({ ...feature(i), role: 'continuous', group: 'observation' })),
    standardiser: { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) },
    members: Array.from({ length: members }, (_, k) => record(k)),
    kappa: 4,
    beta: 0.9,
  };
  const title = `D ${dims}, B ${bottleneck}, E ${experts}, K ${members}, ${form} form, ${patchCount} patches`;
  return { world, model, patches, points, title };
}

function referenceOf(model: RewardModel): ReferenceScorer {
  const members = openModel(model);
  if (!members.ok) throw new Error(members.failure.message);
  return new ReferenceScorer(model, members.value);
}

async function scorerOf(name: 'wasm' | 'tfjs-cpu', model: RewardModel) {
  const scorer = openScorer(await opened(name), model);
  if (!scorer.ok) throw new Error(scorer.failure.message);
  return scorer.value;
}

const drawn = Array.from({ length: 8 }, (_, seed) => {
  const random = Random.of(seed, 'size');
  return makeCase(
    seed,
    [128, 1, 0, 0, 0, 0, 0, 0][seed] || 1 + random.integer(64),
    [0, 1000, 15][seed] ?? random.integer(1001),
  );
});

// The first import compiles the kernel.
beforeAll(async () => {
  await opened('wasm');
}, 60_000);

describe.each(['wasm', 'tfjs-cpu'] as const)('scoring on %s', (name) => {
  it.each(drawn.map((one) => [one.title, one] as const))('agrees with the reference at %s', async (_, one) => {
    const scorer = await scorerOf(name, one.model);
    const wanted = await referenceOf(one.model).score(one.points, one.patches);
    const got = await scorer.score(one.points, one.patches);
    expectAgreement(got, wanted);
    // Patches are added in float64 and in the order of the reference.
    expect(got.suppression).toEqual(wanted.suppression);
    expect(got.raise).toEqual(wanted.raise);
    expect(new Set(wanted.baseReward).size).toBeGreaterThan(100);
    scorer.dispose();
  });

  const { model, points, patches, world } = makeCase(3, 5, 200, 130);

  it('scores no rows, one row, and rows without patches', async () => {
    const scorer = await scorerOf(name, model);
    const reference = referenceOf(model);
    const none = await scorer.score({ rows: 0, x: new Float64Array(0), raw: new Float64Array(0) }, patches);
    expect(Object.values(none).every((values: Float64Array) => values.length === 0)).toBe(true);
    const one = { rows: 1, x: points.x.slice(0, world.dims), raw: points.raw.slice(0, world.rawDims) };
    expectAgreement(await scorer.score(one, patches), await reference.score(one, patches));
    expectAgreement(await scorer.score(points, []), await reference.score(points, []));
    scorer.dispose();
  });

  it('gives a row the same bytes in any company, over or under the number that is worth an index', async () => {
    const scorer = await scorerOf(name, model);
    const all = await scorer.score(points, patches);
    for (const [from, to] of [
      [0, 1],
      [3, 66],
      [3, 67],
      [129, 130],
    ]) {
      const x = points.x.slice(from * world.dims, to * world.dims);
      const raw = points.raw.slice(from * world.rawDims, to * world.rawDims);
      const part = await scorer.score({ rows: to - from, x, raw }, patches);
      expect(part.score).toEqual(all.score.slice(from, to));
      expect(part.suppression).toEqual(all.suppression.slice(from, to));
      expect(part.energy).toEqual(all.energy.slice(from, to));
    }
    scorer.dispose();
  });

  it.each([NaN, Infinity, -Infinity])('never lets a row with %s look safe, whichever number it is', async (hole) => {
    const scorer = await scorerOf(name, model);
    const x = points.x.slice();
    const raw = points.raw.slice();
    for (let row = 0; row < world.dims; row++) x[row * world.dims + row] = hole;
    for (let row = 0; row < world.rawDims; row++) raw[(100 + row) * world.rawDims + row] = hole;
    for (const list of [patches, []]) {
      const clean = await scorer.score(points, list);
      const got = await scorer.score({ rows: points.rows, x, raw }, list);
      got.score.forEach((score, row) => {
        const broken = row < world.dims || (row >= 100 && row < 100 + world.rawDims);
        expect(score).toBe(broken ? NaN : clean.score[row]);
        expect(score > 0.05 && broken).toBe(false);
      });
    }
    scorer.dispose();
  });
});
