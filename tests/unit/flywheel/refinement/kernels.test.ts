import { describe, expect, test } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { Cancelled, unwatched } from '../../../../src/basics/task';
import { coverWithKernels, type Cover, type CoverRequest } from '../../../../src/flywheel/refinement/cover';
import { admit } from '../../../../src/flywheel/refinement/admit';
import { shareWhere } from '../../../../src/flywheel/refinement/kernel-inverse';
import { kernels } from '../../../../src/flywheel/refinement/kernels';
import { MaxHeap } from '../../../../src/flywheel/refinement/max-heap';
import { kernelValue } from '../../../../src/reward/patches/kernels';
import type { KernelName } from '../../../../src/reward/types';
import { flawsOfFence, shuffled, smallWorld } from './small-world';

const names: readonly KernelName[] = ['plateau', 'wendland', 'gaussian'];

function request(seed: number, changes: Partial<CoverRequest> = {}): CoverRequest {
  const random = Random.of(seed, 'cover');
  const draw = (rows: number, low: number, high: number) =>
    Float64Array.from({ length: rows * 2 }, () => random.uniform(low, high));
  const flaws = draw(250, -2, 2);
  return {
    dims: 2,
    flaws,
    need: Float64Array.from({ length: 250 }, () => random.uniform(0.1, 0.95)),
    basin: draw(60, -2, 2).map((value, at) => (at % 2 === 0 ? value : value / 4)),
    spent: Float64Array.from({ length: 60 }, () => random.uniform(0, 0.1)),
    epsilon: 0.05,
    limit: 0.1,
    kernel: 'plateau',
    core: 0.7,
    maxPatches: 500,
    ...changes,
  };
}

/** Σ αψ((d − shift)₊) of all kernels at each point. */
function sums(
  { kernels: placed }: Cover,
  points: Float64Array | CoverRequest['flaws'],
  of: CoverRequest,
  shift: number,
) {
  return Float64Array.from({ length: points.length / 2 }, (_, row) =>
    placed.reduce((sum, { center, reach }) => {
      const distance = Math.hypot(points[2 * row] - center[0], points[2 * row + 1] - center[1]);
      return sum + (of.strength ?? 1) * kernelValue(of.kernel, Math.max(0, distance - shift), reach, of.core);
    }, 0),
  );
}

describe('the cover of flaws by kernels', () => {
  test('takes more than the budget from no good point, and never less from a flaw that it calls covered than it needs', async () => {
    for (const kernel of names) {
      for (const epsilon of [0, 0.05, 0.2]) {
        const asked = request(7, { kernel, epsilon });
        const cover = await coverWithKernels(asked);
        expect(cover.kernels.length).toBeGreaterThan(5);
        sums(cover, asked.basin, asked, epsilon).forEach((sum, row) => {
          expect(sum + asked.spent[row]).toBeLessThanOrEqual(0.1);
          expect(cover.spent[row]).toBeCloseTo(sum + asked.spent[row], 10);
        });
        const taken = sums(cover, asked.flaws, asked, 0);
        taken.forEach((sum, row) => expect(sum >= asked.need[row] - 1e-12).toBe(cover.covered[row] === 1));
      }
    }
  });

  test('covers all flaws that stand farther than ε from the good', async () => {
    const asked = request(3, { epsilon: 0.01, spent: new Float64Array(60) });
    const { covered } = await coverWithKernels(asked);
    covered.forEach((is, row) => {
      const nearest = Math.min(
        ...Array.from({ length: 60 }, (_, b) =>
          Math.hypot(asked.flaws[2 * row] - asked.basin[2 * b], asked.flaws[2 * row + 1] - asked.basin[2 * b + 1]),
        ),
      );
      if (nearest > 0.02) expect(is, `at ${nearest}`).toBe(1);
    });
  });

  test('is the same for any order of flaws and of good points', async () => {
    const asked = request(11);
    const first = await coverWithKernels(asked);
    for (const seed of [1, 2]) {
      const order = shuffled([...asked.need.keys()], seed);
      const good = shuffled([...asked.spent.keys()], seed);
      const again = await coverWithKernels({
        ...asked,
        flaws: Float64Array.from(order.flatMap((row) => [asked.flaws[2 * row], asked.flaws[2 * row + 1]])),
        need: Float64Array.from(order, (row) => asked.need[row]),
        basin: Float64Array.from(good.flatMap((row) => [asked.basin[2 * row], asked.basin[2 * row + 1]])),
        spent: Float64Array.from(good, (row) => asked.spent[row]),
      });
      expect(again.kernels).toEqual(first.kernels);
    }
  });

  test('places no more kernels than it may, and none where nothing is needed', async () => {
    expect((await coverWithKernels(request(1, { maxPatches: 3 }))).kernels).toHaveLength(3);
    const nothing = await coverWithKernels(request(1, { need: new Float64Array(250) }));
    expect(nothing.kernels).toEqual([]);
    expect(nothing.covered).toEqual(new Uint8Array(250).fill(1));
  });

  test('needs one kernel of finite reach when nothing good is in the way', async () => {
    const free = await coverWithKernels(request(1, { basin: new Float64Array(0), spent: new Float64Array(0) }));
    expect(free.kernels).toHaveLength(1);
    expect(free.kernels[0].reach).toBeLessThan(20);
    expect(free.covered).toEqual(new Uint8Array(250).fill(1));
  });

  test('leaves alone what a spent budget does not allow', async () => {
    const spent = new Float64Array(60).fill(0.1);
    const asked = request(5, { spent, epsilon: 0 });
    const cover = await coverWithKernels(asked);
    expect(Math.max(...sums(cover, asked.basin, asked, 0))).toBe(0);
  });

  test('stops when it is told to', async () => {
    await expect(coverWithKernels(request(1, { task: { ...unwatched, cancelled: () => true } }))).rejects.toThrow(
      Cancelled,
    );
  });
});

describe('the inverse of a kernel', () => {
  test('is the first place where the kernel has fallen to the value', () => {
    for (const kernel of names) {
      for (const value of [1e-6, 0.01, 0.05, 0.3, 0.9]) {
        const share = shareWhere(kernel, value, 0.7);
        expect(kernelValue(kernel, share, 1, 0.7)).toBeLessThanOrEqual(value);
        // The cut Gaussian jumps to 0 at its reach.
        if (share < 1) expect(kernelValue(kernel, share - 1e-9, 1, 0.7)).toBeGreaterThan(value);
      }
      expect(shareWhere(kernel, 0, 0.7)).toBe(1);
      expect(shareWhere(kernel, 1, 0.7)).toBe(0);
    }
  });
});

describe('the queue of candidates', () => {
  test('gives the largest first, and of equals the one that came first', () => {
    const random = Random.of(1, 'heap');
    const keys = Array.from({ length: 200 }, () => random.integer(20));
    const heap = new MaxHeap(200);
    keys.forEach((key, item) => heap.push(item, key));
    const order = keys.map(() => heap.pop());
    expect(order).toEqual([...keys.keys()].sort((a, b) => keys[b] - keys[a] || a - b));
    expect(() => heap.pop()).toThrow('empty');
  });
});

describe('refinement by kernels', () => {
  test('covers the flaws beyond a fence under the patched score, admitted whole', async () => {
    const world = smallWorld();
    const flaws = flawsOfFence(world, 150, 1);
    const context = world.context(flaws);
    const patches = await kernels.propose(context);
    const { admitted, refused } = admit(patches, context);
    expect(refused).toEqual([]);
    const { score } = await world.problem.scoresUnder(context.at, admitted);
    expect(Math.max(...score)).toBeLessThan(0.05);
    expect(patches.length).toBeLessThan(60);
    expect(context.meter.measure(admitted)).toMatchObject({ over: 0, epsilon: 0.05 });
  });

  test('has nothing to add where its patches are in', async () => {
    const world = smallWorld();
    const flaws = flawsOfFence(world, 60, 1);
    world.setPatches(await kernels.propose(world.context(flaws)));
    expect(await kernels.propose(world.context(flaws))).toEqual([]);
  });
});
