import { expect, test } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { rewardOnnx } from '../../../../src/formats/artifact/onnx/graph';
import { pointsOf } from '../../../../src/release/points';
import { familyOf } from '../../../../src/reward/families';
import { openModel } from '../../../../src/reward/open-model';
import { scoreReference } from '../../../../src/reward/score';
import type { RewardModel } from '../../../../src/reward/types';
import { runOnnx } from './run-onnx';

function latticeModel(shape: readonly number[]): RewardModel {
  const random = Random.of(1, 'lattice', shape.length);
  const dims = shape.length;
  const nodes = shape.reduce((product, count) => product * count, 1);
  const each = (value: () => number): Float32Array => Float32Array.from({ length: dims }, value);
  const tensors = {
    low: { shape: [dims], data: each(() => -1) },
    high: { shape: [dims], data: each(() => 1.5) },
    loss: { shape, data: Float32Array.from({ length: nodes }, () => (random.next() < 0.5 ? 0.02 : 0.5)) },
  };
  const plain = { unit: '', role: 'continuous', group: 'observation', levels: [] } as const;
  return {
    family: 'lattice',
    features: shape.map((_, d) => ({ ...plain, name: `x${d}`, column: `x${d}` })),
    standardiser: { mean: each(() => random.uniform(-1, 1)), std: each(() => random.uniform(0.5, 2)) },
    members: [{ calibration: { lMin: 0, lMax: 0.3 }, tensors }],
    kappa: 4,
    beta: 0.9,
  };
}

test.each([[[7]], [[4, 9]], [[5, 3, 6]]])(
  'a table of %j nodes is the same in ONNX, inside and outside',
  async (shape) => {
    const model = latticeModel(shape);
    const opened = openModel(model);
    if (!opened.ok) throw new Error(opened.failure.message);
    const random = Random.of(2, 'rows');
    const raw = Float64Array.from({ length: 600 * shape.length }, () => Math.fround(random.uniform(-2.5, 2.5)));
    const wanted = scoreReference(model, opened.value, pointsOf(model, raw), []);
    const found = await runOnnx(rewardOnnx(model, familyOf(model), [], 'test'), raw, shape.length);
    wanted.baseReward.forEach((reward, row) => expect(Math.abs(found.base_reward[row] - reward)).toBeLessThan(1e-5));
    wanted.score.forEach((score, row) => expect(Math.abs(found.score[row] - score)).toBeLessThan(1e-5));
    wanted.energy.forEach((energy, row) => expect(Math.abs(found.energy[row] / energy - 1)).toBeLessThan(5e-5));
    // Rewarded, partly rewarded and refused rows are all among them.
    expect(wanted.baseReward.some((reward) => reward > 0.5)).toBe(true);
    expect(wanted.baseReward.some((reward) => reward > 0 && reward < 0.5)).toBe(true);
    expect(wanted.baseReward.some((reward) => reward === 0)).toBe(true);
  },
);
