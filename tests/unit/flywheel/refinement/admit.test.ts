import { describe, expect, test } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { withBatch } from '../../../../src/flywheel/memory';
import { admit } from '../../../../src/flywheel/refinement/admit';
import { kernels } from '../../../../src/flywheel/refinement/kernels';
import type { InputPatch, LearnedPatch, Patch } from '../../../../src/reward/types';
import { flawsOfFence, smallWorld } from './small-world';

function kernelAt(center: readonly number[], reach: number, id: string, changes: Partial<InputPatch> = {}): InputPatch {
  const rest = { kind: 'suppress', space: 'input', kernel: 'plateau', core: 0.7, strength: 1, gate: null } as const;
  return { ...rest, id, center, reach, ...changes };
}

const learned: LearnedPatch = {
  id: 'head',
  kind: 'suppress',
  space: 'learned',
  strength: 1,
  layers: [{ inputs: 2, outputs: 1, weights: [0, 1], biases: [0] }],
  threshold: 0.5,
};

describe('who gets into a batch', () => {
  test('no sequence of batches exceeds the budget, whatever is proposed', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const world = smallWorld({ seed, epsilon: seed % 2 === 0 ? 0 : null });
      const random = Random.of(seed, 'batches');
      let patches: readonly Patch[] = [];
      let let_in = 0;
      for (let batch = 0; batch < 6; batch++) {
        const proposed = Array.from({ length: 12 }, (_, i) => {
          const center = [random.uniform(-3, 3), random.uniform(-1, 2)];
          // Every fourth takes the place of one of an earlier batch.
          const id = random.integer(4) === 0 ? `b${random.integer(batch + 1)}-${i}` : `b${batch}-${i}`;
          const gate =
            random.next() < 0.5
              ? null
              : { type: 'half-space' as const, normal: [0, 1], origin: [0, random.uniform(-1, 1)] };
          const kernel = (['plateau', 'wendland', 'gaussian'] as const)[random.integer(3)];
          return kernelAt(center, random.uniform(0.05, 1.2), id, { gate, kernel, strength: random.uniform(0.05, 1) });
        });
        world.setPatches(patches);
        const context = world.context([]);
        const { admitted, refused } = admit(proposed, context);
        expect(admitted.length + refused.length).toBe(12);
        let_in += admitted.length;
        patches = withBatch(patches, admitted);
        expect(context.meter.measure(patches)).toMatchObject({ over: 0 });
        expect(context.meter.measure(patches).certified).toBeLessThanOrEqual(0.1);
      }
      expect(let_in).toBeGreaterThan(6);
    }
  });

  test('refused ones leave the budget to others, and come with a sentence', () => {
    const world = smallWorld();
    const { admitted, refused } = admit(
      [kernelAt([0, 0], 1, 'wide'), kernelAt([0, 1.5], 0.5, 'far')],
      world.context([]),
    );
    expect(admitted.map(({ id }) => id)).toEqual(['far']);
    expect(refused).toEqual([{ id: 'wide', why: expect.stringMatching(/more than 0.1 from a good point/) }]);
  });

  test('a point over the budget already is no reason to refuse a patch that does not touch it', () => {
    const world = smallWorld();
    world.setPatches([kernelAt([-2, 0], 0.5, 'a person made it')]);
    const { admitted } = admit([kernelAt([2, 1.5], 0.5, 'far')], world.context([]));
    expect(admitted).toHaveLength(1);
  });

  test('invalid patches and raises are refused', () => {
    const world = smallWorld();
    const bad = [
      kernelAt([0, 1.5], NaN, 'no reach'),
      kernelAt([0], 0.5, 'short'),
      kernelAt([0, 1.5], 0.5, 'raise', { kind: 'raise' }),
      kernelAt([0, 1.5], 0.5, 'strong', { strength: 2 }),
    ];
    expect(admit(bad, world.context([])).refused.map(({ id }) => id)).toEqual(['no reach', 'short', 'raise', 'strong']);
  });

  test('what too few episodes tested is let in by a person alone', () => {
    const world = smallWorld();
    expect(admit([learned], world.context([])).admitted).toEqual([]);
    const byPerson = admit([learned], world.context([], { approval: 'batch' })).admitted;
    expect(byPerson.map(({ evidence }) => evidence)).toEqual([{ status: 'untested' }]);
    const tested = { ...learned, evidence: { status: 'tested', bound: 0.02, episodes: 40 } } as const;
    expect(admit([tested], world.context([])).admitted).toEqual([tested]);
  });

  test('batch after batch of real kernels keeps the certificate, also under a wide ε', async () => {
    const world = smallWorld({ epsilon: 0.3 });
    let patches: readonly Patch[] = [];
    for (let batch = 1; batch <= 4; batch++) {
      world.setPatches(patches);
      const context = world.context(flawsOfFence(world, 60, batch));
      patches = withBatch(patches, admit(await kernels.propose(context), context).admitted);
      expect(context.meter.measure(patches).over).toBe(0);
    }
    expect(patches.length).toBeGreaterThan(0);
  });
});
