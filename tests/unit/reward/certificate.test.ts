import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Floats } from '../../../src/basics/arrays';
import { Random } from '../../../src/basics/random';
import type { Result } from '../../../src/basics/result';
import { damageOf } from '../../../src/flywheel/damage';
import { pointsOf } from '../../../src/release/points';
import { Certificate, certifiedSuppression } from '../../../src/reward/patches/certificate';
import { openModel } from '../../../src/reward/open-model';
import { scoreReference } from '../../../src/reward/score';
import { namelessFeatures, scoringContextOf } from '../../../src/reward/patches/scoring-context';
import { PatchEvaluator } from '../../../src/reward/patches/suppression';
import type { ErrorModel, InputPatch, Patch, RewardModel } from '../../../src/reward/types';
import { everyPatch, randomModel, sculptPatches } from '../release/fixtures';
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

type LatentsOf<M extends ErrorModel> = ReturnType<NonNullable<M['latent']>>;

function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function randomPoints(seed: number, rows: number, dims: number) {
  const random = Random.of(seed, 'certificate');
  return Array.from({ length: rows * dims }, () => random.uniform(-3, 3));
}

function rawRows({ features }: RewardModel, rows: number): Float64Array {
  const random = Random.of(3, 'raw');
  const one = () => features.map(({ role }) => (role === 'category' ? random.integer(5) : random.normal()));
  return Float64Array.from(Array.from({ length: rows }, one).flat());
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

  test('counts what a sculpted expert takes, from the reward before it was sculpted', () => {
    for (const published of [false, true]) {
      const model = randomModel({ family: 'mixture', members: 2, published });
      const models = need(openModel(model));
      const points = pointsOf(model, rawRows(model, 1000));
      const patches = [...sculptPatches(model), ...everyPatch(model)];
      const before = scoreReference(model, models, points, []).baseReward;
      const meter = new Certificate({
        points,
        reward: before,
        model,
        models,
        epsilon: 0.1,
        scoring: scoringContextOf(model),
      });
      for (const set of [sculptPatches(model), sculptPatches(model).slice(1), patches, everyPatch(model)]) {
        const told = damageOf(before, scoreReference(model, models, points, set));
        const report = meter.measure(set);
        expect(Math.max(...told)).toBeGreaterThan(1e-3);
        expect(report.maxRewardLost).toBeCloseTo(Math.max(...told), 12);
        expect(report.covers).toBe(false);
      }
      expect(meter.measure(patches.map((each) => ({ ...each, enabled: false }))).maxRewardLost).toBe(0);
    }
  });

  test('reads energies that were scored before instead of asking for errors', () => {
    const model = randomModel({ family: 'mixture', members: 2 });
    const models = need(openModel(model));
    const points = pointsOf(model, rawRows(model, 600));
    const { baseReward: reward, memberEnergies } = scoreReference(model, models, points, []);
    const lost = (energies: Float64Array | undefined) =>
      new Certificate({ points, reward, model, models, energies, epsilon: 0.1 }).measure(sculptPatches(model))
        .maxRewardLost;
    expect(lost(memberEnergies)).toBe(lost(undefined));
    expect(lost(memberEnergies.map((energy) => energy - 100))).toBe(0);
  });

  test('asks a member for its errors and gates once, however often an expert is sculpted', () => {
    const model = randomModel({ family: 'mixture', members: 2 });
    let asked = 0;
    const models = need(openModel(model)).map((member) => ({
      dims: member.dims,
      errors: (x: Floats, rows: number) => (asked++, member.errors(x, rows)),
      contributions: (x: Floats) => member.contributions(x),
      latent: (x: Floats, rows: number) => (asked++, member.latent?.(x, rows)) as LatentsOf<typeof member>,
    }));
    const points = pointsOf(model, rawRows(model, 600));
    const reward = new Float64Array(points.rows).fill(1);
    const meter = new Certificate({ points, reward, model, models, epsilon: 0.1 });
    const lost = [1, 0.5, 0.1].map((strength) => {
      const set = sculptPatches(model).map((each) => ({ ...each, strength }));
      return meter.measure(set).maxRewardLost;
    });
    expect(asked).toBe(2);
    expect(lost[0]).toBeGreaterThan(lost[1]);
    expect(lost[1]).toBeGreaterThan(lost[2]);
  });

  test('counts everything as lost where a mask cannot be told, because such a row is blocked', () => {
    const norm = { id: 'root', type: 'predicate', expression: 'sqrt(a) < 9.0' } as const;
    const mask: Patch = { id: 'm', kind: 'suppress', space: 'mask', strength: 0.5, width: 0, norm };
    const [blank] = namelessFeatures(1);
    const standardiser = { mean: new Float32Array(1), std: new Float32Array(1).fill(1) };
    const scoring = scoringContextOf({ features: [{ ...blank, name: 'a' }], standardiser });
    const told = new Certificate({ ...basinOf([4], 1, 0.1, 0.7), scoring }).measure([mask]);
    const untold = new Certificate({ ...basinOf([4, -4], 1, 0.1, 0.7), scoring }).measure([mask]);
    expect([told.maxRewardLost, untold.maxRewardLost]).toEqual([0, 0.7]);
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
