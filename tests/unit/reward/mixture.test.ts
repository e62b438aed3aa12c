import { describe, expect, test } from 'vitest';
import { Adam, cosineRate } from '../../../src/reward/patches/learned/adam';
import { openMixture } from '../../../src/reward/families/mixture/mixture';
import { tensorsOf } from '../../../src/reward/families/mixture/initialise';
import { objectiveGradient } from '../../../src/reward/families/mixture/mixture-gradient';
import { slotsOf } from '../../../src/reward/families/mixture/mixture-network';
import type { MixtureShape } from '../../../src/reward/families/mixture/mixture-network';
import {
  defaultCase,
  defaultModel,
  defaultNames,
  expectClose,
  expectTensorsClose,
  flatParameters,
  flatten,
  opened,
  publishedCases,
  publishedNames,
  tensorsFrom,
} from './golden';

/** Objective before the steps that the record names, over 200 full-batch steps. */
function trajectory(
  flat: Float64Array,
  shape: MixtureShape,
  x: Float64Array,
  rows: number,
  balance: number,
  rate: (step: number) => number,
): Float64Array {
  const adam = new Adam(flat.length);
  return Float64Array.from({ length: 200 }, (_, step) => {
    const { objective, gradient } = objectiveGradient(flat, shape, x, rows, balance);
    adam.step(flat, gradient, rate(step));
    return objective;
  });
}

function expectTrajectory(objectives: Float64Array, wanted: Readonly<Record<string, number>>) {
  const steps = Object.keys(wanted).map(Number);
  expectClose(
    steps.map((step) => objectives[step]),
    steps.map((step) => wanted[step]),
    1e-6,
  );
}

describe.each(publishedCases)('the published form, D $D', (golden) => {
  const tensors = tensorsFrom(golden, publishedNames);
  const model = opened(tensors);
  const { shape } = model.network;
  const x = flatten(golden.x);

  test('gives the measured gates, bottlenecks and errors', () => {
    const { gates, latent } = model.latent(x, golden.N);
    expect(shape).toEqual({ form: 'published', dims: golden.D, hidden: 0, bottleneck: golden.B, experts: golden.E });
    expectClose(gates, flatten(golden.gate));
    expectClose(latent, flatten(golden.z));
    expectClose(model.errors(x, golden.N), golden.error);
  });

  test('has the measured gradient', () => {
    const { meanError, gradient } = objectiveGradient(flatParameters(tensors, shape), shape, x, golden.N, 0);
    expect(meanError).toBeCloseTo(golden.meanError, 9);
    expectTensorsClose(tensorsOf(gradient, slotsOf(shape)), golden.gradients);
  });

  test('learns along the measured path of Adam', () => {
    const rate = () => golden.adam.learningRate;
    const objectives = trajectory(flatParameters(tensors, shape), shape, x, golden.N, 0, rate);
    expectTrajectory(objectives, golden.adam.lossBeforeStep);
  });
});

describe.each([0, 1])('the default form, member %i', (k) => {
  const tensors = tensorsFrom(defaultCase.members[k], defaultNames);
  const model = opened(tensors);
  const { shape } = model.network;
  const { x, rows } = defaultModel().points;

  test('gives the measured errors', () => {
    expect(shape).toEqual({ form: 'default', dims: 5, hidden: 16, bottleneck: 3, experts: 3 });
    expectClose(model.errors(x, rows), defaultCase.errors[k]);
  });

  test('has the measured objective and gradient', () => {
    const flat = flatParameters(tensors, shape);
    const { objective, gradient } = objectiveGradient(flat, shape, Float64Array.from(x), rows, defaultCase.balance);
    expect(objective).toBeCloseTo(defaultCase.objective[k], 9);
    expectTensorsClose(tensorsOf(gradient, slotsOf(shape)), defaultCase.gradients[k]);
  });

  test('learns along the measured path of Adam with a cosine', () => {
    const rate = (step: number) => cosineRate(defaultCase.adam.learningRate, step, 200);
    const flat = flatParameters(tensors, shape);
    const objectives = trajectory(flat, shape, Float64Array.from(x), rows, defaultCase.balance, rate);
    expectTrajectory(objectives, defaultCase.adam.objectiveBeforeStep[k]);
  });

  test('shares the error of a row out among its inputs', () => {
    const shares = model.contributions(x.subarray(0, 5));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(defaultCase.errors[k][0], 12);
  });
});

describe('opening a mixture', () => {
  const good = tensorsFrom(defaultCase.members[0], defaultNames);
  const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  const poisoned = { ...good.V, data: good.V.data.map((value, i) => (i === 7 ? NaN : value)) };

  test.each([
    ['a missing tensor', without('b2'), 'b2 is missing'],
    ['no encoder at all', without('W1'), 'the encoder is missing'],
    ['a wrong shape', { ...good, c: { ...good.c, shape: [5, 3] } }, 'c is 5 × 3 instead of 3 × 5'],
    ['too few numbers', { ...good, h: { ...good.h, data: new Float32Array(2) } }, 'h holds 2 numbers'],
    ['a number that is not finite', { ...good, V: poisoned }, 'V holds a number that is not finite'],
    ['a tensor of the other form', { ...good, W: good.W1 }, 'W does not belong'],
    ['an empty encoder', { ...good, W1: { shape: [0, 0, 0], data: new Float32Array(0) } }, 'the encoder is missing'],
  ])('refuses %s with a sentence', (_, tensors, sentence) => {
    const result = openMixture(tensors);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    expect(result.ok ? '' : result.failure.message).toContain(sentence);
  });
});
