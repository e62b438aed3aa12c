import { describe, expect, it } from 'vitest';
import { auditedBox } from '../../../src/flywheel/attack-problem';
import type { Patch } from '../../../src/reward/types';
import { feature, smallProblem } from './red-team/small-problem';

describe('auditedBox', () => {
  it('widens the observed range about its centre', () => {
    const { low, high } = auditedBox([feature('a'), feature('b')], Float64Array.of(1, -2, 3, 6), 2, 1.5);
    expect([...low]).toEqual([0.5, -4]);
    expect([...high]).toEqual([3.5, 8]);
  });

  it('keeps a feature that never changes where it is', () => {
    const { low, high } = auditedBox([feature('a')], Float64Array.of(5, 5), 2, 1.5);
    expect(low[0]).toBeLessThan(5);
    expect(high[0]).toBeGreaterThan(5);
    expect(high[0] - low[0]).toBeLessThan(2e-5);
  });

  it('keeps a category to its levels and an angle to one turn', () => {
    const features = [feature('gear', 'category', [1, 4, 5]), feature('heading', 'angle'), feature('knee', 'angle')];
    const { low, high } = auditedBox(features, Float64Array.of(1, -3, 0, 4, 3, 1), 2, 1.5);
    expect([...low]).toEqual([1, -Math.PI, -0.25]);
    expect([...high]).toEqual([5, Math.PI, 1.25]);
  });

  it('is about 0 where there is nothing', () => {
    const { low, high } = auditedBox([feature('a')], new Float64Array(0), 0, 1.5);
    expect(low[0]).toBeCloseTo(0, 5);
    expect(high[0]).toBeCloseTo(0, 5);
  });
});

describe('an attack problem', () => {
  it('goes from raw units to standardised inputs and back', () => {
    const problem = smallProblem({ features: [feature('a'), feature('h', 'angle')], raw: [0, 0.5, 10, 1.5] });
    const raw = Float64Array.of(2, -1);
    const { x } = problem.points(raw, 1);
    expect(problem.dims).toBe(3);
    expect(x).toHaveLength(3);
    expect([...problem.rawOf(Float64Array.from(x), 1)]).toEqual([expect.closeTo(2, 6), expect.closeTo(-1, 6)]);
  });

  it('always scores under the patches of the moment', async () => {
    const patches: Patch[] = [];
    const parts = { features: [feature('a')], raw: [-1, 1], suppression: () => 0.75, patches };
    const problem = smallProblem(parts);
    const point = problem.points(Float64Array.of(0), 1);
    const before = await problem.scores(point);
    patches.push({ id: 'p', kind: 'suppress', space: 'sculpt', strength: 1, member: 0, expert: 0 });
    const after = await problem.scores(point);
    const without = await problem.scoresUnder(point, []);
    expect([before.score[0], after.score[0], without.score[0]]).toEqual([1, 0.25, 1]);
    expect(problem.patches).toHaveLength(1);
  });
});
