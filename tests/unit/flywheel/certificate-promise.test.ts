/**
 * What the certificate promises (docs/methods.md 4): under batches that were let in, no compliant point within ε of a good one loses
 * more than L to input kernels. Tried at ten thousand points around every tenth good point.
 */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { stepInBall } from '../../../src/flywheel/ball';
import { coverWithKernels } from '../../../src/flywheel/refinement/cover';
import { certifiedSuppression } from '../../../src/reward/patches/certificate';
import { PatchEvaluator } from '../../../src/reward/patches/suppression';
import type { InputPatch, KernelName } from '../../../src/reward/types';

const limit = 0.1;
const tried = 10_000;

/** Good points along a bent line, flaws in a tube around it. */
function world(dims: number, seed: number) {
  const random = Random.of(seed, 'promise', dims);
  const at = (t: number, spread: number) =>
    Array.from({ length: dims }, (_, d) => (d % 2 === 0 ? t : Math.sin(2 * t)) + spread * random.normal());
  const basin = Float64Array.from(Array.from({ length: 600 }, () => at(random.uniform(-2, 2), 0.05)).flat());
  const flaws = Float64Array.from(Array.from({ length: 900 }, () => at(random.uniform(-2, 2), 0.7)).flat());
  return { basin, flaws, random };
}

/** Two batches, the second on top of the first, each by the cover that refinement uses. */
async function batches(dims: number, kernel: KernelName, epsilon: number, seed: number) {
  const { basin, flaws, random } = world(dims, seed);
  const rows = basin.length / dims;
  const patches: InputPatch[] = [];
  for (let batch = 0; batch < 2; batch++) {
    const points = { rows, x: basin, raw: basin };
    const some = flaws.subarray(batch * 450 * dims, (batch + 1) * 450 * dims);
    const cover = await coverWithKernels({
      ...{ dims, flaws: some, need: new Float64Array(450).fill(0.9), basin, epsilon, limit, kernel },
      ...{ spent: certifiedSuppression(patches, points, epsilon), core: 0.7, maxPatches: 300 },
    });
    cover.kernels.forEach((place, i) =>
      patches.push({
        ...{ id: `${batch}-${i}`, kind: 'suppress', space: 'input', kernel, core: 0.7, strength: 1, gate: null },
        ...place,
      }),
    );
  }
  return { basin, patches, random };
}

describe('the promise of the certificate', () => {
  it.each([
    [2, 'plateau', 0.15],
    [4, 'plateau', 0.3],
    [4, 'wendland', 0.2],
    [3, 'gaussian', 0.2],
    [8, 'plateau', 0.4],
  ] as const)('holds off the samples in %i inputs with %s kernels and ε %f', async (dims, kernel, epsilon) => {
    const { basin, patches, random } = await batches(dims, kernel, epsilon, 1);
    expect(patches.length).toBeGreaterThan(10);
    const centres = Array.from({ length: Math.floor(basin.length / dims / 10) }, (_, i) => 10 * i);
    const x = new Float64Array(tried * dims);
    for (let i = 0; i < tried; i++) {
      const from = centres[i % centres.length] * dims;
      stepInBall(random, dims, epsilon).forEach((step, d) => (x[i * dims + d] = basin[from + d] + step));
    }
    const { suppression } = new PatchEvaluator([], { rows: tried, x, raw: x }).sums(patches);
    expect(Math.max(...suppression)).toBeLessThanOrEqual(limit + 1e-9);
    expect(Math.max(...suppression)).toBeGreaterThan(0);
  });
});
