import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { onnxOutputs, rewardOnnx } from '../../../src/formats/artifact/onnx/graph';
import { maskPartsOf } from '../../../src/release/mask-parts';
import { pointsOf } from '../../../src/release/points';
import { familyOf } from '../../../src/reward/families';
import { openModel } from '../../../src/reward/open-model';
import type { Norm } from '../../../src/norms/norm';
import { scoreReference } from '../../../src/reward/score';
import { scoringContextOf } from '../../../src/reward/patches/scoring-context';
import { distancesToDemonstrations } from '../../../src/reward/distance/demonstration-distances';
import type { Patch, RewardModel, Scores } from '../../../src/reward/types';
import { runOnnx, type OnnxResults } from '../formats/artifact/run-onnx';
import { everyPatch, randomModel, sculptPatches, type Shape } from './fixtures';

const rows = 400;

function rawRows(model: RewardModel, seed: number): Float64Array {
  const random = Random.of(seed, 'raw');
  const values = Array.from({ length: rows }, (_, row) => {
    const scale = row % 4 === 0 ? 3 : 0.8;
    return model.features.map((feature) =>
      feature.role === 'category' ? random.integer(5) : Math.fround(scale * random.normal()),
    );
  });
  return Float64Array.from(values.flat());
}

function reference(model: RewardModel, patches: readonly Patch[], raw: Float64Array): Scores {
  const models = openModel(model);
  if (!models.ok) throw new Error(models.failure.message);
  return scoreReference(model, models.value, pointsOf(model, raw), patches);
}

function gaps(found: readonly number[], wanted: Float64Array, scale: (value: number) => number): number[] {
  expect(found).toHaveLength(wanted.length);
  return found.map((value, i) => Math.abs(value - wanted[i]) / scale(wanted[i]));
}

/** docs/methods.md 10, with every row held to the figure that 99 % must reach. */
function expectAgreement(found: OnnxResults, wanted: Scores): void {
  const one = (): number => 1;
  const size = (value: number): number => Math.max(1, Math.abs(value));
  expect(Math.max(...gaps(found.score, wanted.score, one)), 'score').toBeLessThan(1e-5);
  expect(Math.max(...gaps(found.base_reward, wanted.baseReward, one)), 'base reward').toBeLessThan(1e-5);
  expect(Math.max(...gaps(found.suppression, wanted.suppression, one)), 'suppression').toBeLessThan(1e-5);
  expect(Math.max(...gaps(found.energy, wanted.energy, size)), 'energy').toBeLessThan(5e-5);
  expect(Math.max(...gaps(found.member_disagreement, wanted.memberDisagreement, size)), 'disagreement').toBeLessThan(
    5e-5,
  );
  expect(Math.max(...gaps(found.steering_sensitivity, wanted.sensitivity, size)), 'sensitivity').toBeLessThan(5e-5);
  expect(Math.max(...gaps(found.member_energies, wanted.memberEnergies, size)), 'energies').toBeLessThan(5e-5);
}

const shapes: Record<string, Shape> = {
  'the default mixture, two members': { family: 'mixture', members: 2 },
  'the default mixture, one member': { family: 'mixture', members: 1 },
  'the published mixture': { family: 'mixture', published: true },
  'Gaussians, two members': { family: 'gaussians', members: 2 },
  'Gaussians, one member': { family: 'gaussians', members: 1 },
  'nearest neighbours, two members': { family: 'knn', members: 2 },
  'nearest neighbours, one member': { family: 'knn', members: 1 },
  'a mixture of one feature': { family: 'mixture', roles: ['continuous'] },
  'Gaussians of one feature': { family: 'gaussians', roles: ['continuous'] },
  'neighbours of one angle': { family: 'knn', roles: ['angle'] },
};

describe('reward.onnx against the float64 reference', () => {
  it('agrees where experts are sculpted, and pays no more there', async () => {
    for (const shape of [
      { family: 'mixture', members: 2 },
      { family: 'mixture', published: true },
    ] as const) {
      const model = randomModel(shape);
      const patches = [...everyPatch(model), ...sculptPatches(model)];
      const raw = rawRows(model, 3);
      const wanted = reference(model, patches, raw);
      const bare = reference(model, everyPatch(model), raw);
      expect(wanted.baseReward.every((reward, row) => reward <= bare.baseReward[row])).toBe(true);
      expect(wanted.baseReward.some((reward, row) => reward < bare.baseReward[row] - 1e-3)).toBe(true);
      expect(wanted.energy).toEqual(bare.energy);
      const bytes = rewardOnnx(model, familyOf(model), patches, 'test', maskPartsOf(model, patches, null));
      expectAgreement(await runOnnx(bytes, raw, model.features.length), wanted);
    }
  });

  it('never pays more for an expert that is sculpted, by next to nothing or by much', async () => {
    const model = randomModel({ family: 'mixture', members: 2 });
    const width = model.features.length;
    const raw = rawRows(model, 8);
    const plain = await runOnnx(rewardOnnx(model, familyOf(model), [], 'test'), raw, width);
    const experts = [0, 1, 2].flatMap((expert) => sculptPatches(model).map((patch) => ({ ...patch, expert })));
    for (const patch of experts) {
      for (const strength of [1e-17, 1e-15, 1e-9, 0.3, 1]) {
        const found = await runOnnx(rewardOnnx(model, familyOf(model), [{ ...patch, strength }], 'test'), raw, width);
        for (const name of ['base_reward', 'score'] as const) {
          expect(found[name].filter((value, row) => value > plain[name][row])).toEqual([]);
        }
        expect(found.energy).toEqual(plain.energy);
      }
    }
  });

  const norms: Norm[] = [
    { id: 'half', type: 'half-space', features: [0, 1], normal: [0.6, -0.8], offset: -0.3 },
    {
      id: 'line',
      type: 'path',
      features: [0, 1],
      points: [
        [-1, -1],
        [0, 0.5],
        [1, 1],
      ],
      width: 0.8,
    },
    { id: 'walls', type: 'wall', features: [0, 1], boxes: [{ min: [0.2, 0.2], max: [0.9, 0.8] }] },
    { id: 'fast', type: 'velocity', features: [0, 1], min: 0.1, max: 1.2 },
    {
      id: 'lane',
      type: 'lane',
      features: [0, 1],
      points: [
        [-2, -1],
        [0, 0.3],
        [2, 0.5],
      ],
      left: 0.6,
      right: 0.9,
    },
    { id: 'near', type: 'support', boundary: 1.1 },
    { id: 'rule', type: 'predicate', expression: 'hypot(f_0, f_1) < 1.5 && (f_0 >= -1.0 || abs(sin(f_1)) <= 0.5)' },
  ];
  it.each(norms)('agrees under a soft mask of kind $type', async (norm) => {
    const made = randomModel({ family: 'gaussians', roles: ['continuous', 'continuous'] });
    const model = { ...made, features: made.features.map((feature, f) => ({ ...feature, name: `f_${f}` })) };
    const points = Float32Array.from({ length: 60 }, (_, i) => Math.sin(7 * i));
    const patch: Patch = { id: 'm', kind: 'suppress', space: 'mask', strength: 0.9, width: 0.4, norm };
    const raw = rawRows(model, 5);
    const models = openModel(model);
    if (!models.ok) throw new Error(models.failure.message);
    const around = distancesToDemonstrations({ points, dims: 2 });
    const wanted = scoreReference(model, models.value, pointsOf(model, raw), [patch], scoringContextOf(model, around));
    expect(wanted.suppression.some((value) => value > 0 && value < 0.9)).toBe(true);
    const bytes = rewardOnnx(model, familyOf(model), [patch], 'test', maskPartsOf(model, [patch], { points, dims: 2 }));
    expectAgreement(await runOnnx(bytes, raw, 2), wanted);
  });

  it.each(Object.entries(shapes))('agrees for %s, with patches of every kind', async (_, shape) => {
    const model = randomModel(shape);
    const patches = everyPatch(model);
    const raw = rawRows(model, 3);
    const wanted = reference(model, patches, raw);
    expect(wanted.suppression.some((value) => value > 0 && value < 1)).toBe(true);
    expect(wanted.raise.some((value) => value > 0)).toBe(true);
    expectAgreement(
      await runOnnx(
        rewardOnnx(model, familyOf(model), patches, 'test', maskPartsOf(model, patches, null)),
        raw,
        model.features.length,
      ),
      wanted,
    );
  });

  it('agrees without patches', async () => {
    const model = randomModel();
    const raw = rawRows(model, 4);
    const found = await runOnnx(rewardOnnx(model, familyOf(model), [], 'test'), raw, model.features.length);
    expect(Math.max(...found.suppression)).toBe(0);
    expectAgreement(found, reference(model, [], raw));
  });

  it('tells the direction of rest apart for suppress and raise', async () => {
    const model = randomModel({ roles: ['continuous', 'derived'] });
    const [patch] = everyPatch(model).filter(({ id }) => id === 'turn');
    const raw = Float64Array.of(model.standardiser.mean[0], 0);
    for (const kind of ['suppress', 'raise'] as const) {
      const patches = [{ ...patch, kind }];
      const found = await runOnnx(
        rewardOnnx(model, familyOf(model), patches, 'test', maskPartsOf(model, patches, null)),
        raw,
        2,
      );
      expectAgreement(found, reference(model, patches, raw));
      expect(found.suppression[0]).toBeCloseTo(kind === 'suppress' ? 0.6 : 0, 5);
    }
  });

  it.each([NaN, Infinity, -Infinity])('gives NaN, never a score, where a value is %s', async (bad) => {
    for (const family of ['mixture', 'gaussians', 'knn'] as const) {
      const model = randomModel({ family });
      const width = model.features.length;
      const whole = rawRows(model, 5).slice(0, width);
      const broken = model.features.flatMap((_, f) => Array.from(whole, (value, i) => (i === f ? bad : value)));
      const found = await runOnnx(
        rewardOnnx(model, familyOf(model), everyPatch(model), 'test', maskPartsOf(model, everyPatch(model), null)),
        [...whole, ...broken],
        width,
      );
      for (const name of onnxOutputs) {
        const each = name === 'member_energies' ? model.members.length : 1;
        expect(found[name].slice(0, each).every(Number.isFinite)).toBe(true);
        expect(found[name].slice(each).every(Number.isNaN)).toBe(true);
      }
    }
  });

  it('scores a row alone as it does among others', async () => {
    for (const family of ['mixture', 'gaussians', 'knn'] as const) {
      const model = randomModel({ family });
      const raw = rawRows(model, 6);
      const width = model.features.length;
      const bytes = rewardOnnx(
        model,
        familyOf(model),
        everyPatch(model),
        'test',
        maskPartsOf(model, everyPatch(model), null),
      );
      const together = await runOnnx(bytes, raw, width);
      const alone = await runOnnx(bytes, raw.slice(7 * width, 8 * width), width);
      expect(alone.energy[0]).toBeCloseTo(together.energy[7], 5);
    }
  });

  it('writes the same bytes twice', () => {
    const model = randomModel();
    expect(
      rewardOnnx(model, familyOf(model), everyPatch(model), 'test', maskPartsOf(model, everyPatch(model), null)),
    ).toEqual(
      rewardOnnx(model, familyOf(model), everyPatch(model), 'test', maskPartsOf(model, everyPatch(model), null)),
    );
  });
});
