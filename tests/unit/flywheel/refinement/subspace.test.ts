import { describe, expect, test } from 'vitest';
import { admit } from '../../../../src/flywheel/refinement/admit';
import { marginGradients } from '../../../../src/flywheel/refinement/margin-gradient';
import { subspace } from '../../../../src/flywheel/refinement/subspace';
import type { Norm } from '../../../../src/norms/norm';
import { fence, flawsOfFence, smallWorld } from './small-world';

describe('refinement on the inputs of a norm', () => {
  test('kernels read the inputs that the violated side turns on, and reach flaws wherever else they are', async () => {
    const both: Norm = { id: 'fence', type: 'range', features: [0, 1], min: [-3, -3], max: [3, 0.8] };
    const world = smallWorld({ norms: [both] });
    const context = world.context(flawsOfFence(world, 40, 1));
    const patches = await subspace.propose(context);
    expect(patches.length).toBeGreaterThan(0);
    for (const patch of patches) expect(patch).toMatchObject({ space: 'input', features: [1] });
    const { admitted } = admit(patches, context);
    expect(admitted).toHaveLength(patches.length);
    const far = world.context([world.flawAt(2.9, 1.2), world.flawAt(-2.9, 1.2)]);
    expect(Math.max(...(await world.problem.scoresUnder(far.at, admitted)).score)).toBeLessThan(0.05);
  });

  test('is silent where no norm is known, and where a norm turns on every input', async () => {
    const slope: Norm = { id: 'fence', type: 'half-space', features: [0, 1], normal: [-1, -3], offset: -3 };
    const world = smallWorld({ norms: [slope] });
    expect(await subspace.propose(world.context([world.flawAt(0, 1.5)]))).toEqual([]);
    expect(await subspace.propose(world.context([world.flawAt(0, 1.5, null)]))).toEqual([]);
    const support = smallWorld({ norms: [{ id: 'fence', type: 'support', boundary: 0.3 }] });
    expect(await subspace.propose(support.context([support.flawAt(0, 1.5)]))).toEqual([]);
  });

  test('slopes of a margin are those of its formula', () => {
    const { problem } = smallWorld({ norms: [fence] });
    const slopes = marginGradients(problem, problem.norms[0], Float64Array.of(0, 1, 0, -4), [0, 1]);
    [0, -1, 0, 1].forEach((slope, i) => expect(slopes[i]).toBeCloseTo(slope, 8));
  });
});
