import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernelValue, smoothStep } from '../../../src/reward/patches/kernels';
import { inputAmount, maskAmount } from '../../../src/reward/patches/patch';
import { validatePatch, validatePatches } from '../../../src/reward/patches/patch-rules';
import { bareScoringContext, normIn } from '../../../src/reward/patches/scoring-context';
import type { PatchContext } from '../../../src/reward/patches/patch-rules';
import type { InputPatch, MaskPatch } from '../../../src/reward/types';
import { inputPatches } from './arbitrary-patches';
import { defaultCase, publishedCases } from './golden';

const kernels = fc.constantFrom('plateau' as const, 'wendland' as const, 'gaussian' as const);
const reaches = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const cores = fc.double({ min: 0, max: 0.99, noNaN: true });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

describe('a kernel', () => {
  test('is exactly zero from its reach on', () => {
    fc.assert(
      fc.property(
        kernels,
        reaches,
        cores,
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (kernel, reach, core, times) => {
          expect(kernelValue(kernel, reach * times, reach, core)).toBe(0);
        },
      ),
    );
  });

  test('is 1 at its centre, falls, and stays in [0, 1]', () => {
    fc.assert(
      fc.property(kernels, reaches, cores, shares, shares, (kernel, reach, core, a, b) => {
        const near = kernelValue(kernel, Math.min(a, b) * reach, reach, core);
        const far = kernelValue(kernel, Math.max(a, b) * reach, reach, core);
        expect(kernelValue(kernel, 0, reach, core)).toBe(1);
        expect(near).toBeGreaterThanOrEqual(far - 1e-12);
        expect(near <= 1 && far >= 0).toBe(true);
      }),
    );
  });

  test('does not pass 1 beside its centre, where rounding would', () => {
    expect(kernelValue('wendland', 2.775557561562892e-17 * 0.001, 0.001, 0)).toBe(1);
  });

  test('is flat on its core and passes the midpoint of its edge at a half', () => {
    expect(kernelValue('plateau', 1.4, 2, 0.7)).toBe(1);
    expect(kernelValue('plateau', 1.7, 2, 0.7)).toBeCloseTo(0.5, 12);
    expect(smoothStep(0.5)).toBe(0.5);
  });
});

const patch: InputPatch = {
  id: 'a',
  kind: 'suppress',
  space: 'input',
  features: [1],
  center: [0],
  kernel: 'plateau',
  reach: 1,
  core: 0.7,
  strength: 0.5,
  gate: null,
};
const mask: MaskPatch = {
  id: 'm',
  kind: 'suppress',
  space: 'mask',
  strength: 1,
  width: 0,
  norm: { id: 'n', type: 'range', features: [0], min: [-1], max: [1] },
};

describe('a gate', () => {
  const at = (gated: InputPatch, x: number[], raw: number[]) =>
    inputAmount(gated, Float64Array.from(x), 0, Float64Array.from(raw), 0);
  const half: InputPatch = { ...patch, gate: { type: 'half-space', normal: [1], origin: [0.25] } };
  const turn = (kind: 'suppress' | 'raise'): InputPatch => ({
    ...patch,
    kind,
    gate: { type: 'direction', features: [0, 1], normal: [1, 0], sigma: 0.5 },
  });

  test('half-space is open beyond its plane and closed on the plane itself', () => {
    expect([0.2, 0.25, 0.3].map((place) => at(half, [9, place], [0, 0]))).toEqual([0, 0, 0.5]);
  });

  test('direction reads raw velocities, and standing still is suppressed but never raised', () => {
    expect(at(turn('suppress'), [0, 0], [3, 0])).toBe(0.5);
    expect(at(turn('suppress'), [0, 0], [-3, 0])).toBe(0);
    expect(at(turn('suppress'), [0, 0], [1, 1])).toBeCloseTo(0.5 * Math.exp(-2 * (1 - Math.SQRT1_2) ** 2), 12);
    expect(at(turn('suppress'), [0, 0], [0, 0])).toBe(0.5);
    expect(at(turn('raise'), [0, 0], [0, 0])).toBe(0);
  });

  test('gives NaN, never 0, where a number is missing', () => {
    expect(at(patch, [0, NaN], [0, 0])).toBeNaN();
    expect(at(turn('suppress'), [0, 0], [NaN, 0])).toBeNaN();
  });
});

describe('a mask', () => {
  const { norm } = mask;
  const margins = normIn(bareScoringContext(1), norm);
  const row = (value: number) => ({ rows: 1, x: Float64Array.of(value), raw: Float64Array.of(value) });
  const at = (width: number, value: number) => maskAmount({ ...mask, width }, margins.margin(row(value), 0));

  test('is 0 on compliant points and takes everything from far violations', () => {
    expect([0, 1, 1.0001, 5].map((value) => at(0, value))).toEqual([0, 0, 1, 1]);
    expect([0, 1, 1.25, 1.5, 9].map((value) => at(0.5, value))).toEqual([0, 0, 0.5, 1, 1]);
    expect(at(0, NaN)).toBeNaN();
  });
});

describe('the rules of a patch', () => {
  const context: PatchContext = { dims: 3, rawFeatures: 2, members: [{ experts: 2, width: 2 }, null] };
  const latent = { ...patch, features: undefined, space: 'latent', member: 0, expert: 1, center: [0, 0] };
  const gated = (gate: unknown) => ({ ...patch, gate });
  const direction = { type: 'direction', features: [0, 1], normal: [0.6, 0.8], sigma: 1 };

  test('let good patches through unchanged', () => {
    const good = [patch, mask, latent, gated(direction), { ...patch, features: undefined, center: [0, 0, 0] }];
    for (const candidate of good) expect(validatePatch(candidate, context)).toEqual({ ok: true, value: candidate });
    fc.assert(fc.property(inputPatches(3, 'raise'), (each) => validatePatch(each, context).ok));
  });

  test('let every patch of the golden figures through', () => {
    for (const { patches, D, B, E } of publishedCases) {
      const fits: PatchContext = { dims: D, rawFeatures: D, members: [{ experts: E, width: B }] };
      expect(validatePatches(patches, fits).ok).toBe(true);
    }
    const members = Array.from({ length: 2 }, () => ({ experts: defaultCase.E, width: defaultCase.B }));
    expect(validatePatches(defaultCase.patches, { dims: 5, rawFeatures: 5, members }).ok).toBe(true);
  });

  test.each<[string, unknown]>([
    ['strength 0', { ...patch, strength: 0 }],
    ['strength above 1', { ...patch, strength: 1.0001 }],
    ['strength NaN', { ...patch, strength: NaN }],
    ['strength as text', { ...patch, strength: '0.5' }],
    ['reach 0', { ...patch, reach: 0 }],
    ['a negative reach', { ...patch, reach: -1 }],
    ['an infinite reach', { ...patch, reach: Infinity }],
    ['core 1', { ...patch, core: 1 }],
    ['a negative core', { ...patch, core: -0.1 }],
    ['a missing core', { ...patch, core: undefined }],
    ['an unknown kernel', { ...patch, kernel: 'box' }],
    ['an unknown kind', { ...patch, kind: 'boost' }],
    ['an unknown space', { ...patch, space: 'output' }],
    ['no id', { ...patch, id: '' }],
    ['enabled as text', { ...patch, enabled: 'no' }],
    ['a feature out of range', { ...patch, features: [3] }],
    ['a negative feature', { ...patch, features: [-1] }],
    ['half a feature', { ...patch, features: [0.5] }],
    ['a feature twice', { ...patch, features: [1, 1], center: [0, 0] }],
    ['no feature', { ...patch, features: [], center: [] }],
    ['a centre of the wrong length', { ...patch, center: [0, 0] }],
    ['a centre that is not finite', { ...patch, center: [NaN] }],
    ['a centre for fewer than all inputs', { ...patch, features: undefined }],
    ['a member out of range', { ...latent, member: 2 }],
    ['a member without latent space', { ...latent, member: 1 }],
    ['an expert out of range', { ...latent, expert: 2 }],
    ['a latent centre of the wrong length', { ...latent, center: [0, 0, 0] }],
    ['a gate left out', { ...patch, gate: undefined }],
    ['an unknown gate', gated({ type: 'cone' })],
    ['a half-space of the wrong length', gated({ type: 'half-space', normal: [1, 0], origin: [0, 0] })],
    ['a half-space without a normal', gated({ type: 'half-space', normal: [0], origin: [0] })],
    ['a direction with sigma 0', gated({ ...direction, sigma: 0 })],
    ['a direction out of range', gated({ ...direction, features: [0, 2] })],
    ['a direction not of length 1', gated({ ...direction, normal: [3, 4] })],
    ['a mask that raises', { ...mask, kind: 'raise' }],
    ['a mask of negative width', { ...mask, width: -1 }],
    ['a mask without a norm', { ...mask, norm: null }],
    ['a mask with min above max', { ...mask, norm: { ...mask.norm, min: [2] } }],
    ['a mask on a feature out of range', { ...mask, norm: { ...mask.norm, features: [2] } }],
    ['nothing', null],
    ['a list', [patch]],
  ])('refuse %s', (_, candidate) => {
    const result = validatePatch(candidate, context);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'bad-parameter' } });
    expect(validatePatches([mask, candidate], context).ok).toBe(false);
  });

  test('refuse two patches with one id, and a list that is none', () => {
    expect(validatePatches([patch, patch], context).ok).toBe(false);
    expect(validatePatches({ patches: [] }, context).ok).toBe(false);
  });
});
