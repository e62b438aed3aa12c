import { describe, expect, test } from 'vitest';
import { admit } from '../../../../src/flywheel/refinement/admit';
import { mask } from '../../../../src/flywheel/refinement/mask';
import { flawsOfFence, fence, smallWorld } from './small-world';

describe('refinement by masks', () => {
  test('one edit takes every violation of a norm, and nothing from what keeps to it', async () => {
    const world = smallWorld();
    const context = world.context(flawsOfFence(world, 5, 1));
    const patches = await mask.propose(context);
    expect(patches).toEqual([
      { id: 'new-1', kind: 'suppress', space: 'mask', strength: 1, norm: fence, width: 0, model: 'a model' },
    ]);
    const fresh = world.context(flawsOfFence(world, 500, 2));
    expect(Math.max(...(await world.problem.scoresUnder(fresh.at, patches)).score)).toBe(0);
    const { basin } = world.problem;
    expect((await world.problem.scoresUnder(basin.points, patches)).score).toEqual(basin.reward);
    expect(admit(patches, context).admitted.map(({ evidence }) => evidence)).toEqual([{ status: 'certified' }]);
  });

  test('a mask that is there is put right under its own id, never doubled, and a whole one is left alone', async () => {
    const world = smallWorld();
    const flaws = flawsOfFence(world, 5, 1);
    const [whole] = await mask.propose(world.context(flaws));
    const weak = { ...whole, id: 'mine', strength: 0.3 };
    world.setPatches([weak]);
    const mended = await mask.propose(world.context(flaws));
    expect(mended).toEqual([{ ...whole, id: 'mine' }]);
    world.setPatches(mended);
    expect(await mask.propose(world.context(flaws))).toEqual([]);
    world.setPatches([{ ...mended[0], enabled: false }]);
    expect(await mask.propose(world.context(flaws))).toHaveLength(1);
  });

  test('what a person labelled has no norm to compile', async () => {
    const world = smallWorld();
    expect(await mask.propose(world.context([world.flawAt(0, 1, null)]))).toEqual([]);
  });
});
