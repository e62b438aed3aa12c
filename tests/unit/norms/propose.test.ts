import { describe, expect, it } from 'vitest';
import { checkNorm } from '../../../src/norms/norms-file';
import { proposeRanges } from '../../../src/norms/propose';
import { feature, marginsOf, must, rowsOf, spaceOf } from './fixtures';

const features = [feature('x'), feature('gear', 'category', [0, 1]), feature('still')];
const ranges = [
  { min: -1, max: 3 },
  { min: 0, max: 1 },
  { min: 5, max: 5 },
];

describe('proposed ranges', () => {
  const norms = proposeRanges(features, ranges, 1.5);

  it('widen what was observed about its centre, and leave categories out', () => {
    expect(norms.map(({ id }) => id)).toEqual(['range_x', 'range_still']);
    expect(norms[0]).toMatchObject({ features: [0], min: [-2], max: [4] });
  });

  it('leave a little room round what never changed', () => {
    expect(norms[1].min[0]).toBeCloseTo(5 - 6e-6, 12);
    expect(norms[1].max[0]).toBeCloseTo(5 + 6e-6, 12);
  });

  it('are norms, and hold over the observed range', () => {
    const space = spaceOf(features);
    for (const norm of norms) {
      must(checkNorm(norm, features));
      const rows = rowsOf(space, [ranges.map(({ min }) => min), ranges.map(({ max }) => max)]);
      for (const margin of marginsOf(norm, space, rows)) expect(margin).toBeGreaterThan(0);
    }
  });
});
