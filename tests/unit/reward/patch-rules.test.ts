import { describe, expect, test } from 'vitest';
import { contextOf, validatePatch, validatePatches } from '../../../src/reward/patches/patch-rules';
import { openModel } from '../../../src/reward/open-model';
import type { LearnedPatch, Patch, RewardModel, SculptPatch } from '../../../src/reward/types';
import { numericNorms, textNorms } from '../release/every-norm';
import { everyPatch, randomModel, sculptPatches } from '../release/fixtures';

const model = randomModel({ family: 'mixture', members: 2 });
const { lMin, lMax } = model.members[0].calibration;

function contextFor(one: RewardModel) {
  const models = openModel(one);
  if (!models.ok) throw new Error(models.failure.message);
  return contextOf(models.value, one.features.length, one);
}
const context = contextFor(model);

function only<S extends Patch['space']>(space: S): Extract<Patch, { space: S }> {
  const found = [...everyPatch(model), ...sculptPatches(model)].find((patch) => patch.space === space);
  return found as Extract<Patch, { space: S }>;
}
const learned: LearnedPatch = only('learned');
const sculpt: SculptPatch = only('sculpt');
const [first, last] = learned.layers;
const wide = 513;
const masks: Patch[] = numericNorms.map((norm) => ({
  ...{ id: `mask-${norm.id}`, kind: 'suppress', space: 'mask', strength: 0.5, width: 0.2 },
  norm,
}));
const tested: Patch = { ...learned, id: 'tested', evidence: { status: 'tested', bound: 0.1, episodes: 20 } };
const good: readonly Patch[] = [...everyPatch(model), ...sculptPatches(model), ...masks, tested];

function expectRefused(candidate: unknown, what: string): void {
  expect(validatePatch(candidate, context), what).toMatchObject({ ok: false, failure: { kind: 'bad-parameter' } });
  expect(validatePatches([candidate], context).ok, what).toBe(false);
}

/** Every way to the numbers and the optional numbers inside. */
function numberPaths(value: unknown): string[][] {
  if (typeof value === 'number') return [[]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numberPaths(part).map((path) => [key, ...path]));
}

function replaced(value: unknown, [key, ...rest]: string[], instead: unknown): unknown {
  if (key === undefined) return instead;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  return Object.assign(copy, { [key]: replaced((value as Record<string, unknown>)[key], rest, instead) });
}

const strangers: readonly [string, unknown][] = [
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['−Infinity', -Infinity],
  ['a text', '0.5'],
  ['true', true],
  ['a list', [0.5]],
];

describe('the rules of patches', () => {
  test('let patches of every kind through', () => {
    expect(validatePatches(good, context)).toEqual({ ok: true, value: good });
    expect(new Set(good.map(({ space }) => space)).size).toBe(5);
  });

  test.each(strangers)('refuse %s in the place of any number, in every kind of patch', (name, stranger) => {
    let places = 0;
    for (const patch of good) {
      for (const path of numberPaths(patch)) {
        // Files may leave bounds open; where every bound is a number a mask is as it was made.
        expectRefused(replaced(patch, path, stranger), `${patch.id}: ${path.join('.')} = ${name}`);
        places++;
      }
    }
    expect(places).toBeGreaterThan(150);
  });

  const steep = { ...sculpt, lMax: undefined, kappa: model.kappa };
  test.each<[string, unknown]>([
    ['a learned patch that raises', { ...learned, kind: 'raise' }],
    ['a threshold of 1', { ...learned, threshold: 1 }],
    ['a negative threshold', { ...learned, threshold: -0.1 }],
    ['a head without layers', { ...learned, layers: [] }],
    ['a head that is no list', { ...learned, layers: first }],
    ['a head with null for a layer', { ...learned, layers: [null, last] }],
    [
      'a head of five layers',
      { ...learned, layers: [first, ...Array.from({ length: 3 }, () => square(first.outputs)), last] },
    ],
    ['a layer that is too wide', { ...learned, layers: [layer(first.inputs, wide), layer(wide, 1)] }],
    ['layers that do not fit together', { ...learned, layers: [first, layer(first.outputs - 1, 1)] }],
    ['a head for another number of inputs', { ...learned, layers: [layer(first.inputs + 1, 6), last] }],
    ['a head with six outputs', { ...learned, layers: [first] }],
    ['too few weights', { ...learned, layers: [{ ...first, weights: first.weights.slice(1) }, last] }],
    ['too few biases', { ...learned, layers: [first, { ...last, biases: [] }] }],
    ['a sculpted expert that raises', { ...sculpt, kind: 'raise' }],
    ['an expert with a larger l_max', { ...sculpt, lMax: lMax * 1.1 }],
    ['an expert with a smaller κ', { ...sculpt, kappa: model.kappa / 2 }],
    ['an l_max that is not above l_min', { ...sculpt, lMax: lMin }],
    ['another l_min', { ...sculpt, lMin }],
    ['an l_min of null', { ...sculpt, lMin: null }],
    ['an l_max of null', { ...sculpt, lMax: null }],
    ['a κ of null', { ...sculpt, kappa: null }],
    ['an l_max of null beside a good κ', { ...steep, lMax: null }],
    ['an expert that is sculpted in nothing', { ...sculpt, lMax: undefined, kappa: undefined }],
    ['a member that does not exist', { ...sculpt, member: 2 }],
    ['an expert that does not exist', { ...sculpt, expert: 3 }],
    ['evidence of null', { ...learned, evidence: null }],
    ['evidence of an unknown status', { ...learned, evidence: { status: 'sure' } }],
    ['a note that is no text', { ...learned, note: 5 }],
    ['a model that is no text', { ...learned, model: null }],
    ['an open bound in a mask', { ...masks[0], norm: { ...numericNorms[0], min: [null] } }],
    ['a mask whose norm names its features', { ...masks[0], norm: { ...numericNorms[0], features: ['continuous_0'] } }],
  ])('refuse %s', (name, candidate) => {
    expectRefused(candidate, name);
  });

  test('let an expert through that is sculpted in one of the two', () => {
    expect(validatePatch(steep, context).ok).toBe(true);
    expect(validatePatch({ ...sculpt, kappa: undefined }, context).ok).toBe(true);
  });

  test.each(textNorms)('refuse a mask of the norm $id, and say what can be done instead', (norm) => {
    const result = validatePatch({ id: 'm', kind: 'suppress', space: 'mask', strength: 1, width: 0, norm }, context);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'bad-parameter' } });
    expect(result.ok ? '' : result.failure.message).toMatch(/Keep it as a norm: the gate blocks/);
  });

  test('refuse two patches that sculpt one expert, and two with one id', () => {
    expect(validatePatches([sculpt, { ...sculpt, id: 'again' }], context).ok).toBe(false);
    expect(validatePatches([sculpt, { ...learned, id: sculpt.id }], context).ok).toBe(false);
    expect(validatePatches([sculpt, { ...sculpt, id: 'beside', expert: 2 }], context).ok).toBe(true);
  });

  test('refuse sculpted experts where a family has none, or its calibration is not known', () => {
    expect(validatePatch(sculpt, contextFor(randomModel({ family: 'gaussians' }))).ok).toBe(false);
    expect(validatePatch(sculpt, { ...context, mapping: undefined }).ok).toBe(false);
  });
});

function layer(inputs: number, outputs: number) {
  return { inputs, outputs, weights: new Array<number>(inputs * outputs).fill(0.1), biases: zeros(outputs) };
}
function square(size: number) {
  return layer(size, size);
}
function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}
