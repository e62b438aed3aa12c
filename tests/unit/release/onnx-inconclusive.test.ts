import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { rewardOnnx } from '../../../src/formats/artifact/onnx/graph';
import { maskPartsOf } from '../../../src/release/mask-parts';
import { pointsOf } from '../../../src/release/points';
import { familyOf } from '../../../src/reward/families';
import { openModel } from '../../../src/reward/open-model';
import { maskAmount } from '../../../src/reward/patches/patch';
import { contextOf, validatePatch } from '../../../src/reward/patches/patch-rules';
import { scoreReference } from '../../../src/reward/score';
import { scoringContextOf, type ScoringContext } from '../../../src/reward/patches/scoring-context';
import { distancesToDemonstrations } from '../../../src/reward/distance/demonstration-distances';
import type { MaskPatch, RewardModel, Scores } from '../../../src/reward/types';
import { runOnnx, type OnnxResults } from '../formats/artifact/run-onnx';
import { numericNorms } from './every-norm';
import { randomModel } from './fixtures';

function opened(model: RewardModel) {
  const models = openModel(model);
  if (!models.ok) throw new Error(models.failure.message);
  return models.value;
}

function flatModel(): RewardModel {
  const made = randomModel({ family: 'gaussians', roles: ['continuous', 'continuous'] });
  return { ...made, features: made.features.map((feature, i) => ({ ...feature, name: `f_${i}` })) };
}

function maskOf(norm: MaskPatch['norm'], width: number): MaskPatch {
  return { id: 'm', kind: 'suppress', space: 'mask', strength: 0.9, width, norm };
}

/** Both take the same, and NaN at the same rows in suppression and in score. @returns rows that are NaN */
function expectSame(found: OnnxResults, wanted: Scores, title: string): number {
  let untold = 0;
  for (const [name, own] of [
    ['suppression', wanted.suppression],
    ['score', wanted.score],
  ] as const) {
    found[name].forEach((value, row) => {
      expect(Number.isNaN(value), `${title}, row ${row}, ${name}`).toBe(Number.isNaN(own[row]));
      if (Number.isNaN(value)) untold++;
      else expect(Math.abs(value - own[row]), `${title}, row ${row}, ${name}`).toBeLessThan(1e-5);
    });
  }
  return untold / 2;
}

const power = (times: number) => new Array<string>(times).fill('f_0').join(' * ');
/** Expressions, and how many of the rows below cannot be told. */
const untold: readonly [string, number][] = [
  ['f_0 / f_1 < 1.0', 2],
  ['f_0 / f_1 < 1.0 || f_0 > 0.0', 2],
  ['f_0 > 0.0 && f_0 / f_1 < 1.0', 2],
  ['sqrt(f_0) < 2.0', 3],
  ['sqrt(f_0) < 2.0 || f_1 >= 0.0', 3],
  [`${power(12)} < 1.0`, 2],
  [`${power(12)} > 1.0`, 2],
  [`${power(12)} - ${power(12)} < 1.0`, 2],
  [`${power(11)} - f_1 * ${power(11)} < 1.0`, 2],
  ['f_0 < 1.0', 0],
];
const rows = Float64Array.of(0, 0, -1, 0, 0.5, 2, -3, 0.25, 1e30, 1e30, -1e30, 1e30, 1e-30, 1e-30);

describe('a mask that cannot be told', () => {
  const model = flatModel();
  const models = opened(model);

  it.each(untold)('is NaN in reward.onnx where it is in the reference: %s', async (expression, count) => {
    for (const width of [0, 0.4]) {
      const mask = maskOf({ id: 'n', type: 'predicate', expression }, width);
      expect(validatePatch(mask, contextOf(models, 2, model)).ok).toBe(true);
      const wanted = scoreReference(model, models, pointsOf(model, rows), [mask]);
      const bytes = rewardOnnx(model, familyOf(model), [mask], 'test', maskPartsOf(model, [mask], null));
      expect(expectSame(await runOnnx(bytes, rows, 2), wanted, `width ${width}`)).toBe(count);
    }
  });

  it.each([NaN, Infinity, -Infinity])('takes NaN, not nothing and not all, at a margin of %s', (margin) => {
    for (const width of [0, 0.4]) expect(maskAmount(maskOf(numericNorms[0], width), margin)).toBeNaN();
  });
});

describe('a mask of every kind of norm', () => {
  const model = randomModel({ family: 'mixture', members: 2 });
  const models = opened(model);
  const random = Random.of(3, 'raw');
  const raw = Float64Array.from(
    Array.from({ length: 300 }, (_, row) =>
      model.features.map(({ role }) =>
        role === 'category' ? random.integer(5) : Math.fround((row % 4 ? 0.8 : 3) * random.normal()),
      ),
    ).flat(),
  );
  const points = pointsOf(model, raw);
  const dims = model.standardiser.mean.length;
  const basin = { points: Float32Array.from(points.x.subarray(0, 40 * dims)), dims };
  const scoring = scoringContextOf(model, distancesToDemonstrations(basin));
  const expectAgreement = async (mask: MaskPatch, demonstrations: typeof basin | null, place: ScoringContext) => {
    const wanted = scoreReference(model, models, points, [mask], place);
    const bytes = rewardOnnx(model, familyOf(model), [mask], 'test', maskPartsOf(model, [mask], demonstrations));
    expectSame(await runOnnx(bytes, raw, model.features.length), wanted, mask.norm.id);
    return wanted.suppression;
  };

  it.each(numericNorms)('$id is the same in reward.onnx, soft and hard', async (norm) => {
    for (const width of [0, 0.5]) {
      const taken = await expectAgreement(maskOf(norm, width), basin, scoring);
      expect(taken.some((value) => value > 0) && taken.some((value) => value === 0)).toBe(true);
    }
  });

  it('of support reads the demonstrations in full, and its own places where it has some', async () => {
    const norms = numericNorms.filter(({ type }) => type === 'support');
    expect(norms.map((norm) => 'points' in norm)).toEqual([false, true]);
    const [near, ring] = norms;
    const far = await expectAgreement(maskOf(near, 0), basin, scoring);
    expect(far.subarray(0, 40).every((value) => value === 0)).toBe(true);
    // Its own places need no demonstrations beside them; the others cannot be done without.
    await expectAgreement(maskOf(ring, 0.5), null, scoringContextOf(model));
    expect(() =>
      rewardOnnx(model, familyOf(model), [maskOf(near, 0)], 'test', maskPartsOf(model, [maskOf(near, 0)], null)),
    ).toThrow(RangeError);
    expect(scoreReference(model, models, points, [maskOf(near, 0)]).score.every(Number.isNaN)).toBe(true);
  });
});
