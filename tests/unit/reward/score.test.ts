import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Norm } from '../../../src/norms/norm';
import { calibrate } from '../../../src/reward/calibration/calibrate';
import { errorShares, meanGates, touchingPatches } from '../../../src/reward/explain';
import { contextOf } from '../../../src/reward/patches/patch-rules';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { scoreOf, scoreReference } from '../../../src/reward/score';
import { PatchEvaluator } from '../../../src/reward/patches/suppression';
import type { ErrorModel, Patch, Points, RewardModel } from '../../../src/reward/types';
import {
  defaultCase,
  defaultModel,
  expectClose,
  flatten,
  opened,
  publishedCases,
  publishedModel,
  standardised,
} from './golden';
import { inputPatches } from './arbitrary-patches';

function open(model: RewardModel): ErrorModel[] {
  const result = openModel(model);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe.each(publishedCases)('scores of the published form, D $D', (golden) => {
  const { model, points } = publishedModel(golden);
  const scores = scoreReference(model, open(model), points, golden.patches);

  test('agree with the measured base reward, suppression, raise and score', () => {
    expectClose(scores.baseReward, golden.reward);
    expectClose(scores.suppression, golden.suppression);
    expectClose(scores.raise, golden.raise);
    expectClose(scores.score, golden.safety);
  });

  test('know no disagreement with one member', () => {
    expect(scores.memberDisagreement.every((value) => value === 0)).toBe(true);
  });
});

describe('scores of the default form with two members', () => {
  const { model, points } = defaultModel();
  const models = open(model);
  const scores = scoreReference(model, models, points, defaultCase.patches);

  test('agree with every measured figure', () => {
    expectClose(scores.energy, defaultCase.energy);
    expectClose(scores.memberDisagreement, defaultCase.disagreement);
    expectClose(scores.baseReward, defaultCase.reward);
    expectClose(scores.sensitivity, defaultCase.steeringSensitivity);
    expectClose(scores.suppression, defaultCase.suppression);
    expectClose(scores.raise, defaultCase.raise);
    expectClose(scores.score, defaultCase.safety);
    defaultCase.memberEnergies.forEach((energies, k) => {
      expectClose(
        energies.map((_, row) => scores.memberEnergies[row * 2 + k]),
        energies,
      );
    });
  });

  test('are calibrated at the measured quantiles', () => {
    const x = standardised(flatten(defaultCase.calibration));
    models.forEach((member, k) => {
      const result = calibrate(member.errors(x, x.length / 5));
      if (!result.ok) throw new Error(result.failure.message);
      const { lMin, lMax } = defaultCase.calibrationValues[k];
      expectClose([result.value.lMin, result.value.lMax], [lMin, lMax]);
    });
  });

  test('are the sum of what each patch does', () => {
    const evaluator = new PatchEvaluator(models, points);
    for (const patch of defaultCase.patches) {
      expectClose(evaluator.amounts(patch), defaultCase.contributions[patch.id]);
    }
    const touching = touchingPatches(models, row(points, 2), defaultCase.patches);
    expect(touching.map(({ id }) => id)).toEqual(['latent', 'half-space', 'raise']);
  });

  test('are explained by shares that sum to the mean error and gates that sum to 1', () => {
    const { x } = row(points, 3);
    const mean = (defaultCase.errors[0][3] + defaultCase.errors[1][3]) / 2;
    expect(errorShares(models, x).reduce((sum, share) => sum + share, 0)).toBeCloseTo(mean, 12);
    expect(meanGates(models, x).reduce((sum, gate) => sum + gate, 0)).toBeCloseTo(1, 12);
  });

  test('do not depend on the size or order of the batch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(points.rows - 1), { minLength: 1, maxLength: 9 }), async (rows) => {
        const scorer = new ReferenceScorer(model, models);
        const part = await scorer.score(gather(points, rows), defaultCase.patches);
        rows.forEach((from, to) => {
          expect(part.score[to]).toBe(scores.score[from]);
          expect(part.sensitivity[to]).toBe(scores.sensitivity[from]);
          expect(part.memberEnergies[to * 2 + 1]).toBe(scores.memberEnergies[from * 2 + 1]);
        });
      }),
    );
  });

  test('are the same across the chunks of a long call, which lets others breathe', async () => {
    let breaths = 0;
    const scorer = new ReferenceScorer(model, models, () => Promise.resolve(void breaths++));
    const rows = Array.from({ length: 5000 }, (_, i) => i % points.rows);
    const long = await scorer.score(gather(points, rows), defaultCase.patches);
    const errors = await scorer.errors(gather(points, rows));
    expect(breaths).toBe(4);
    for (const at of [0, 2047, 2048, 4999]) {
      expect(long.score[at]).toBe(scores.score[at % points.rows]);
      expect(errors[at * 2]).toBeCloseTo(defaultCase.errors[0][at % points.rows], 9);
    }
    scorer.dispose();
  });

  test('compile the norm of a mask once a scorer, however many chunks and calls there are', async () => {
    let reads = 0;
    const norm: Norm = {
      id: 'half',
      type: 'half-space',
      features: [0, 1],
      offset: 0.5,
      get normal() {
        reads++;
        return [1, 0.5];
      },
    };
    const mask: Patch = { id: 'm', kind: 'suppress', space: 'mask', strength: 1, width: 0.2, norm };
    const scorer = new ReferenceScorer(model, models);
    const { suppression } = await scorer.score(gather(points, [0]), [mask]);
    const once = reads;
    expect(once).toBeGreaterThan(0);
    const rows = Array.from({ length: 5000 }, (_, i) => i % points.rows);
    const long = await scorer.score(gather(points, rows), [mask]);
    expect(reads).toBe(once);
    expect(long.suppression[0]).toBe(suppression[0]);
    expect(new Set(long.suppression).size).toBeGreaterThan(1);
  });

  test.each([NaN, Infinity, -Infinity])('are NaN for a row that holds %s, and only for it', (bad) => {
    const broken = { rows: 2, x: points.x.slice(0, 10), raw: points.raw.slice(0, 10) };
    broken.x[7] = bad;
    const result = scoreReference(model, models, broken, defaultCase.patches);
    expect(result.score[0]).toBe(scores.score[0]);
    expect(Object.values(result).every((values: Float64Array) => Number.isNaN(values[values.length - 1]))).toBe(true);
    expect(Object.values(result).some((values: Float64Array) => Number.isNaN(values[0]))).toBe(false);
  });

  test('are NaN where only the raw row is broken, because masks read it', () => {
    const broken = { rows: 1, x: points.x.slice(0, 5), raw: Float64Array.of(NaN, 0, 0, 0, 0) };
    expect(scoreReference(model, models, broken, []).score[0]).toBeNaN();
  });

  test('never rise by a suppress patch', () => {
    fc.assert(
      fc.property(
        inputPatches(5, 'suppress'),
        fc.array(inputPatches(5, 'raise'), { maxLength: 3 }),
        (patch, others) => {
          const before = scoreReference(model, models, points, others).score;
          const after = scoreReference(model, models, points, [...others, patch]).score;
          expect(after.every((value, i) => value <= before[i])).toBe(true);
        },
      ),
    );
  });

  test('never rise above 1 − S by any raise', () => {
    fc.assert(
      fc.property(fc.array(inputPatches(5, 'raise'), { maxLength: 5 }), (raises) => {
        const { score, suppression } = scoreReference(model, models, points, [...defaultCase.patches, ...raises]);
        expect(score.every((value, i) => value <= 1 - suppression[i] && value >= 0)).toBe(true);
      }),
    );
    expect(scoreOf(0, 1, 1)).toBe(0);
  });
});

describe('calibration', () => {
  test('refuses errors that hardly differ, with a sentence', () => {
    expect(calibrate(new Float64Array(40).fill(0.25))).toMatchObject({ ok: false, failure: { kind: 'degenerate' } });
    expect(calibrate(Float64Array.of(1, 2, NaN))).toMatchObject({ ok: false, failure: { kind: 'degenerate' } });
    expect(calibrate(new Float64Array(0))).toMatchObject({ ok: false, failure: { kind: 'too-few-rows' } });
  });
});

describe('opening a model', () => {
  const { model } = defaultModel();

  test('tells patches what they may name', () => {
    const member = { experts: 3, width: 3 };
    expect(contextOf(open(model), 5)).toMatchObject({ dims: 5, rawFeatures: 5, members: [member, member] });
    const blind: ErrorModel = { dims: 5, errors: () => new Float64Array(0), contributions: () => new Float64Array(5) };
    expect(contextOf([blind], 5).members).toEqual([null]);
  });
  const [first] = model.members;
  test.each([
    ['no members', { ...model, members: [] }],
    [
      'a standardiser of another width',
      { ...model, standardiser: { mean: new Float32Array(4), std: new Float32Array(4) } },
    ],
    ['a std of 0', { ...model, standardiser: { mean: new Float32Array(5), std: new Float32Array(5) } }],
    ['a steepness of 0', { ...model, kappa: 0 }],
    ['a deployment weight above 1', { ...model, beta: 1.01 }],
    ['an uncalibrated member', { ...model, members: [{ ...first, calibration: { lMin: 1, lMax: 1 } }] }],
    ['features that do not fit', { ...publishedModel(publishedCases[0]).model, members: model.members }],
  ])('refuses %s', (_, broken) => {
    expect(openModel(broken)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });
});

describe('the float64 reference', () => {
  test('judges a default mixture of four inputs at a useful speed', () => {
    const experts = 4;
    const make = (...shape: number[]) => {
      const data = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i) / 4);
      return { shape, data };
    };
    const member = opened({
      W1: make(experts, 64, 4),
      b1: make(experts, 64),
      W2: make(experts, 3, 64),
      b2: make(experts, 3),
      W3: make(experts, 64, 3),
      b3: make(experts, 64),
      V: make(experts, 4, 64),
      c: make(experts, 4),
      G: make(experts, 4),
      h: make(experts),
    });
    const rows = 20_000;
    const x = Float64Array.from({ length: rows * 4 }, (_, i) => Math.cos(i));
    member.errors(x, 2000);
    const started = process.hrtime.bigint();
    member.errors(x, rows);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    expect(rows / seconds).toBeGreaterThan(20_000);
  });
});

function row(points: Points, at: number): Points {
  return gather(points, [at]);
}

function gather({ x, raw }: Points, rows: readonly number[]): Points {
  const pick = (values: Points['x']) =>
    Float64Array.from(rows.flatMap((at) => [...values.subarray(at * 5, at * 5 + 5)]));
  return { rows: rows.length, x: pick(x), raw: pick(raw) };
}
