import { describe, expect, it } from 'vitest';
import { deviceLayout, jobWords, toBackward, toBoth, toCanonical } from '../../../../src/engine/webgpu/layout';
import { slotsOf } from '../../../../src/reward/families/mixture/mixture-network';
import type { MixtureShape } from '../../../../src/reward/families/mixture/mixture-network';

const shapes: readonly MixtureShape[] = [
  { form: 'published', dims: 1, hidden: 0, bottleneck: 1, experts: 1 },
  { form: 'published', dims: 27, hidden: 0, bottleneck: 8, experts: 3 },
  { form: 'default', dims: 5, hidden: 6, bottleneck: 3, experts: 8 },
  { form: 'default', dims: 128, hidden: 64, bottleneck: 32, experts: 4 },
  { form: 'default', dims: 3, hidden: 5, bottleneck: 2, experts: 33 },
];

function countOf(shape: MixtureShape): number {
  return slotsOf(shape).reduce((sum, slot) => sum + slot.shape.reduce((a, b) => a * b, 1), 0);
}

describe.each(shapes)('the device layout of $form $dims×$bottleneck×$experts', (shape) => {
  const layout = deviceLayout(shape);
  const count = countOf(shape);
  const canonical = Float32Array.from({ length: count }, (_, i) => i + 1);

  it('gives every parameter places of its own, and back', () => {
    expect(toCanonical(layout, toBackward(layout, canonical))).toEqual(canonical);
    const both = toBoth(layout, canonical);
    const used = Array.from(both).filter((value) => value !== 0);
    expect(used).toHaveLength(2 * count);
    expect(new Set(layout.backward).size).toBe(count);
    expect(new Set(layout.forward).size).toBe(count);
  });

  it('lets the update reach each weight once, and the same one in both directions', () => {
    const both = toBoth(layout, canonical);
    const reached: number[] = [];
    for (let at = 0; at < layout.jobs.length; at += jobWords) {
      const [, , weight, columns, forward, rows] = layout.jobs.subarray(at, at + jobWords);
      for (let output = 0; output < 4; output++) {
        for (let input = 0; input < 4; input++) {
          const value = both[4 * (weight + output * columns) + input];
          expect(both[4 * (forward + input * rows) + output]).toBe(value);
          if (value !== 0) reached.push(value);
        }
      }
    }
    expect(reached.sort((a, b) => a - b)).toEqual([...canonical]);
  });

  it('lets no block reach beyond the units', () => {
    for (let at = 0; at < layout.jobs.length; at += jobWords) {
      expect(layout.jobs[at] + 4).toBeLessThanOrEqual(layout.trainingUnits);
      expect(layout.jobs[at + 1] + 4).toBeLessThanOrEqual(layout.judgingUnits);
    }
  });
});
