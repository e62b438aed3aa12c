import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { Certificate, certifiedSuppression } from '../../../src/reward/certificate';
import { PatchEvaluator } from '../../../src/reward/suppression';
import type { InputPatch, Patch } from '../../../src/reward/types';
import { inputPatches } from './arbitrary-patches';
import { defaultCase, defaultModel, defaultNames, opened, tensorsFrom } from './golden';

const patch: InputPatch = {
  id: 'a',
  kind: 'suppress',
  space: 'input',
  features: [0],
  center: [1],
  kernel: 'plateau',
  reach: 1,
  core: 0.5,
  strength: 0.4,
  gate: null,
};

function basinOf(values: number[], dims: number, epsilon: number, reward = 1) {
  const x = Float64Array.from(values);
  const rows = values.length / dims;
  return { points: { rows, x, raw: x }, reward: new Float64Array(rows).fill(reward), models: [], epsilon };
}

function randomPoints(seed: number, rows: number, dims: number) {
  const random = Random.of(seed, 'certificate');
  return Array.from({ length: rows * dims }, () => random.uniform(-3, 3));
}

describe('the certified budget', () => {
  test('no point within ε of a basin point ever loses more than S_ε', () => {
    fc.assert(
      fc.property(
        fc.array(inputPatches(3, 'suppress'), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0, max: 1.5, noNaN: true }),
        fc.nat(),
        (patches, epsilon, seed) => {
          const random = Random.of(seed, 'steps');
          const { points } = basinOf(randomPoints(seed, 12, 3), 3, epsilon);
          const certified = certifiedSuppression(patches, points, epsilon);
          for (let row = 0; row < points.rows; row++) {
            const step = [random.normal(), random.normal(), random.normal()];
            const length = (epsilon * random.next() ** 0.2) / Math.hypot(...step);
            const x = Float64Array.from(step, (along, d) => points.x[row * 3 + d] + along * length);
            const { suppression } = new PatchEvaluator([], { rows: 1, x, raw: x }).sums(patches);
            expect(suppression[0]).toBeLessThanOrEqual(certified[row] + 1e-9);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is the plain sum at ε 0 where no gate stands', () => {
    const { points } = basinOf([0, 0.25, 0.5, 2], 1, 0);
    const plain = new PatchEvaluator([], points).sums([patch]).suppression;
    expect([...certifiedSuppression([patch], points, 0)]).toEqual([...plain]);
    expect(plain[2]).toBe(0.4);
  });

  test('opens a half-space by ε times the length of its normal', () => {
    const gated: InputPatch = {
      ...patch,
      center: [0],
      reach: 9,
      gate: { type: 'half-space', normal: [2], origin: [1] },
    };
    const { points } = basinOf([0.4, 0.6], 1, 0.5);
    expect([...certifiedSuppression([gated], points, 0.5)]).toEqual([0, 0.4]);
  });

  test('counts a direction gate as open', () => {
    const gate = { type: 'direction', features: [0], normal: [-1], sigma: 1 } as const;
    expect(new Certificate(basinOf([1], 1, 0)).measure([{ ...patch, gate }])).toMatchObject({
      certified: 0.4,
      maxRewardLost: 0,
    });
  });

  test('sums all patches, uncapped, and counts the points over the limit', () => {
    const meter = new Certificate({ ...basinOf([1, 1.6, 5], 1, 0.1), limit: 0.5 });
    const patches = ['a', 'b', 'c'].map((id) => ({ ...patch, id }));
    const report = meter.measure(patches);
    expect(report).toMatchObject({ epsilon: 0.1, limit: 0.5, over: 2, covers: true, maxRewardLost: 1 });
    expect(report.certified).toBeCloseTo(1.2, 12);
  });

  test('leaves out what is off and what raises, and damage never exceeds the reward', () => {
    const meter = new Certificate(basinOf([1], 1, 0.1, 0.3));
    const quiet: Patch[] = [
      { ...patch, enabled: false },
      { ...patch, kind: 'raise' },
    ];
    expect(meter.measure(quiet)).toMatchObject({ certified: 0, maxRewardLost: 0, over: 0 });
    expect(meter.measure([patch]).maxRewardLost).toBe(0.3);
  });

  test('says that it does not cover latent patches, but counts their damage', () => {
    const { points } = defaultModel();
    const models = defaultCase.members.map((member) => opened(tensorsFrom(member, defaultNames)));
    const meter = new Certificate({ points, reward: new Float64Array(points.rows).fill(1), models, epsilon: 0.1 });
    const latent = defaultCase.patches.filter(({ space }) => space === 'latent');
    const report = meter.measure(latent);
    expect(report).toMatchObject({ covers: false, certified: 0 });
    expect(report.maxRewardLost).toBeCloseTo(Math.max(...defaultCase.contributions.latent), 9);
  });

  test('of no basin at all is zero', () => {
    expect(new Certificate(basinOf([], 2, 0.1)).measure([patch])).toMatchObject({ certified: 0, over: 0 });
  });

  test('takes well under a frame or two for 50 000 points and 10 patches', () => {
    const x = Float32Array.from(randomPoints(1, 50_000, 4));
    const raw = Float32Array.from(x);
    const reward = new Float64Array(50_000).fill(1);
    const meter = new Certificate({ points: { rows: 50_000, x, raw }, reward, models: [], epsilon: 0.2 });
    const patches = fc.sample(inputPatches(4, 'suppress'), { numRuns: 10, seed: 1 });
    meter.measure(patches);
    const started = process.hrtime.bigint();
    meter.measure(patches);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(200);
  });
});
