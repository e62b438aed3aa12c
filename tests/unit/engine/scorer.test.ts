import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { openScorer } from '../../../src/engine/scorer';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import type { Patch, Points, RewardModel, Scorer } from '../../../src/reward/types';
import { slicePoints } from '../../../src/reward/score-chunks';
import { defaultCase, defaultModel, publishedCases, publishedModel } from '../reward/golden';
import { expectAgreement } from './agreement';
import { opened } from './node-environment';

type Named = readonly [string, { model: RewardModel; points: Points }, readonly Patch[]];
const models: Named[] = [
  ...publishedCases.map((golden, i): Named => [`published case ${i}`, publishedModel(golden), golden.patches]),
  ['default case', defaultModel(), defaultCase.patches],
];

/** The golden points, and as many moved a little and a lot: 2500 rows, so that several tiles are needed. */
function crowd(points: Points): Points {
  const random = new Random(5);
  const dims = points.x.length / points.rows;
  const rows = 2500;
  const x = Float64Array.from({ length: rows * dims }, (_, i) => {
    const value = points.x[i % points.x.length];
    return i < points.x.length ? value : Math.fround(value + random.normal() * (i % 3 === 0 ? 1.5 : 0.2));
  });
  const raws = points.raw.length / points.rows;
  const raw = Float64Array.from({ length: rows * raws }, (_, i) => points.raw[i % points.raw.length]);
  return { rows, x, raw };
}

async function open(name: 'wasm' | 'tfjs-wasm' | 'tfjs-cpu', model: RewardModel): Promise<Scorer> {
  const scorer = openScorer(await opened(name), model);
  if (!scorer.ok) throw new Error(scorer.failure.message);
  return scorer.value;
}

function reference(model: RewardModel): ReferenceScorer {
  const members = openModel(model);
  if (!members.ok) throw new Error(members.failure.message);
  return new ReferenceScorer(model, members.value);
}

// The first import compiles the kernel.
beforeAll(async () => {
  await opened('wasm');
}, 60_000);

const cases = (['wasm', 'tfjs-wasm', 'tfjs-cpu'] as const).flatMap((name) =>
  models.map(([title, ...rest]) => [name, title, ...rest] as const),
);

describe.each(cases)('scoring on %s, %s', (name, _title, { model, points }, patches) => {
  it('agrees with the float64 reference on every output', async () => {
    const scorer = await open(name, model);
    const many = crowd(points);
    expectAgreement(await scorer.score(many, patches), await reference(model).score(many, patches));
    scorer.dispose();
  });
});

describe('a scorer on a backend', () => {
  const { model, points } = defaultModel();

  it.each(['wasm', 'tfjs-wasm', 'tfjs-cpu'] as const)(
    'gives a row the same bits whichever rows are beside it (%s)',
    async (name) => {
      const scorer = await open(name, model);
      const many = crowd(points);
      const all = await scorer.score(many, defaultCase.patches);
      for (const [from, to] of [
        [0, 1],
        [1023, 1026],
        [700, 1900],
        [2499, 2500],
      ]) {
        const part = await scorer.score(slicePoints(many, from, to), defaultCase.patches);
        expect(part.score).toEqual(all.score.slice(from, to));
        expect(part.energy).toEqual(all.energy.slice(from, to));
        expect(part.sensitivity).toEqual(all.sensitivity.slice(from, to));
      }
      scorer.dispose();
    },
  );

  it('gives errors [rows × K] beside the scores', async () => {
    const scorer = await open('wasm', model);
    const exact = await reference(model).errors(points);
    const errors = await scorer.errors(points);
    expect(errors.length).toBe(exact.length);
    errors.forEach((error, i) => expect(Math.abs(error / exact[i] - 1)).toBeLessThan(1e-4));
    scorer.dispose();
  });

  it('turns a row that is not finite into NaN, and leaves its neighbours alone', async () => {
    const scorer = await open('wasm', model);
    const dims = points.x.length / points.rows;
    const holed = { ...points, x: Float64Array.from(points.x, (value, i) => (i === dims + 1 ? NaN : value)) };
    const [got, clean] = [await scorer.score(holed, []), await scorer.score(points, [])];
    expect(got.score[1]).toBeNaN();
    expect(got.score[0]).toBe(clean.score[0]);
    expect(got.score[2]).toBe(clean.score[2]);
    scorer.dispose();
  });

  it('falls back to float64 where float32 overflows', async () => {
    const scorer = await open('wasm', model);
    const far = { ...points, x: points.x.map((value) => value * 1e25) };
    const { energy } = await scorer.score(far, []);
    expect(energy.every(Number.isFinite)).toBe(true);
    scorer.dispose();
  });

  it('gives every tensor back', async () => {
    await open('tfjs-wasm', model).then((scorer) => scorer.dispose());
    const before = tf.memory().numTensors;
    const scorer = await open('tfjs-wasm', model);
    await scorer.score(points, []);
    scorer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a model that does not hold together', async () => {
    const broken = { ...model, members: [{ ...model.members[0], calibration: { lMin: 1, lMax: 1 } }] };
    expect(openScorer(await opened('tfjs-cpu'), broken)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });
});
