import { describe, expect, test } from 'vitest';
import {
  initialParameters,
  layoutOf,
  parameterCount,
  parameterLayout,
  tensorsOf,
} from '../../../src/reward/families/mixture/initialise';
import { openMixture } from '../../../src/reward/families/mixture/mixture';
import { defaultSettings } from '../../../src/reward/families/mixture/training';
import { defaultCase, defaultNames, flatParameters, publishedNames, tensorsFrom } from './golden';

describe('the layout of the parameters', () => {
  test('has no gaps and keeps the order of the published names', () => {
    const slots = parameterLayout('published', 5, 0, 3, 2);
    expect(slots.map(({ name }) => name)).toEqual(publishedNames);
    expect(slots.map(({ offset }) => offset)).toEqual([0, 30, 36, 66, 76, 86]);
    expect(parameterCount(slots)).toBe(88);
  });

  test('survives going flat and coming back', () => {
    const tensors = tensorsFrom(defaultCase.members[0], defaultNames);
    const { D, H, B, E } = defaultCase;
    const slots = parameterLayout('default', D, H, B, E);
    const shape = { form: 'default', dims: D, hidden: H, bottleneck: B, experts: E } as const;
    expect(tensorsOf(flatParameters(tensors, shape), slots)).toEqual(tensors);
  });
});

describe('the start of a member', () => {
  const slots = layoutOf(defaultSettings, 4);

  test('opens as a mixture of the settings', () => {
    const opened = openMixture(tensorsOf(initialParameters(defaultSettings, 4, 0), slots));
    expect(opened.ok && opened.value.network.shape).toEqual({
      form: 'default',
      dims: 4,
      hidden: 64,
      bottleneck: 3,
      experts: 4,
    });
  });

  test('is the same for a seed and member, and different for another', () => {
    const first = initialParameters(defaultSettings, 4, 0);
    expect(initialParameters(defaultSettings, 4, 0)).toEqual(first);
    expect(initialParameters(defaultSettings, 4, 1)).not.toEqual(first);
    expect(initialParameters({ ...defaultSettings, seed: 2 }, 4, 0)).not.toEqual(first);
  });

  test('fills ±1/√fan-in of each tensor, and no more', () => {
    const tensors = tensorsOf(initialParameters(defaultSettings, 4, 0), slots);
    for (const [name, fanIn] of Object.entries({ W1: 4, W2: 64, W3: 3, V: 64, G: 4 })) {
      const largest = Math.max(...tensors[name].data.map(Math.abs));
      expect(largest * Math.sqrt(fanIn)).toBeLessThanOrEqual(1.000001);
      expect(largest * Math.sqrt(fanIn)).toBeGreaterThan(0.7);
    }
  });
});
