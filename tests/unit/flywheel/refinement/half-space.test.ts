import { describe, expect, test } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { admit } from '../../../../src/flywheel/refinement/admit';
import { halfSpace } from '../../../../src/flywheel/refinement/half-space';
import { kernels } from '../../../../src/flywheel/refinement/kernels';
import { separator } from '../../../../src/flywheel/refinement/separator';
import { fence, smallWorld } from './small-world';

describe('refinement behind planes', () => {
  test('stands its plane along the norm, ε clear of the good, and needs far fewer kernels', async () => {
    const world = smallWorld({ norms: [{ ...fence, max: [0.4] }] });
    const random = Random.of(2, 'beyond');
    const flaws = Array.from({ length: 200 }, () => world.flawAt(random.uniform(-3, 3), random.uniform(0.45, 2)));
    const context = world.context(flaws);
    const patches = await halfSpace.propose(context);
    const { admitted } = admit(patches, context);
    expect(admitted.length).toBe(patches.length);
    expect(patches.length).toBeLessThan((await kernels.propose(context)).length / 3);
    for (const patch of patches) {
      if (patch.space !== 'input' || patch.gate?.type !== 'half-space') throw new Error('not behind a plane');
      expect(patch.gate.normal[0]).toBeCloseTo(0, 8);
      expect(patch.gate.normal[1]).toBeCloseTo(1, 8);
    }
    expect(Math.max(...(await world.problem.scoresUnder(context.at, admitted)).score)).toBeLessThan(0.05);
    expect(context.meter.measure(admitted).certified).toBe(0);
  });

  test('parts labelled flaws from the good by a plane of its own', async () => {
    const world = smallWorld();
    const random = Random.of(4, 'labelled');
    const flaws = Array.from({ length: 30 }, () =>
      world.flawAt(random.uniform(-0.2, 0.2), random.uniform(-1.2, -0.9), null),
    );
    const context = world.context(flaws);
    const patches = await halfSpace.propose(context);
    expect(patches.length).toBeGreaterThan(0);
    const { admitted } = admit(patches, context);
    expect(Math.max(...(await world.problem.scoresUnder(context.at, admitted)).score)).toBeLessThan(0.05);
    expect(context.meter.measure(admitted).over).toBe(0);
  });

  test('uses no plane that does not keep the good out', async () => {
    const world = smallWorld();
    expect(await halfSpace.propose(world.context([world.flawAt(0, 0.02, null)]))).toEqual([]);
  });
});

describe('the separator', () => {
  test('puts two clouds on two sides, with a normal near the widest gap', () => {
    const random = Random.of(1, 'clouds');
    const cloud = (east: number) =>
      Float64Array.from({ length: 120 }, (_, at) =>
        at % 2 === 0 ? east + random.uniform(0, 0.5) : random.uniform(-3, 3),
      );
    const [bad, good] = [cloud(1), cloud(-1)];
    const normal = separator(bad, good, 2);
    if (normal === null) throw new Error('no plane');
    const heights = (points: Float64Array) =>
      Array.from({ length: 60 }, (_, row) => points[2 * row] * normal[0] + points[2 * row + 1] * normal[1]);
    expect(Math.min(...heights(bad))).toBeGreaterThan(Math.max(...heights(good)));
    expect(normal[0]).toBeGreaterThan(0.95);
    expect(Math.hypot(...normal)).toBeCloseTo(1, 12);
  });

  test('has no plane for nothing', () => {
    expect(separator(new Float64Array(0), Float64Array.of(1, 2), 2)).toBeNull();
    expect(separator(Float64Array.of(1, 2), Float64Array.of(1, 2), 2)).toBeNull();
  });
});
