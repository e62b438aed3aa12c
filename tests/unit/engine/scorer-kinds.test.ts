import { beforeAll, describe, expect, it } from 'vitest';
import { openScorer } from '../../../src/engine/scorer';
import { distancesToDemonstrations } from '../../../src/reward/distance/demonstration-distances';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import type { Patch, Scorer } from '../../../src/reward/types';
import { sculptPatches } from '../release/fixtures';
import { expectAgreement } from './agreement';
import { opened } from './node-environment';
import { everyKind, untoldMasks, type EveryKind } from './scoring/every-kind';

const backends = ['wasm', 'tfjs-wasm', 'tfjs-cpu'] as const;

function around({ points, model }: EveryKind) {
  const dims = model.standardiser.mean.length;
  return distancesToDemonstrations({ points: Float32Array.from(points.x.subarray(0, 50 * dims)), dims });
}

async function scorersOn(name: (typeof backends)[number], world: EveryKind): Promise<[Scorer, Scorer]> {
  const fast = openScorer(await opened(name), world.model, undefined, undefined, around(world));
  if (!fast.ok) throw new Error(fast.failure.message);
  return [fast.value, new ReferenceScorer(world.model, world.models, undefined, around(world))];
}

// The first import compiles the kernel.
beforeAll(async () => {
  await opened('wasm');
}, 60_000);

describe.each(backends)('scoring on %s', (name) => {
  // Over and under the number of rows that is worth an index.
  it.each([
    [1500, false],
    [50, false],
    [1500, true],
  ])('agrees with the reference under patches of every kind (%i rows, published form: %s)', async (rows, published) => {
    const world = everyKind(rows, published);
    const [fast, exact] = await scorersOn(name, world);
    for (const patches of [world.patches, [...world.patches, ...untoldMasks]]) {
      const [got, wanted] = [await fast.score(world.points, patches), await exact.score(world.points, patches)];
      expectAgreement(got, wanted);
      expect(got.suppression).toEqual(wanted.suppression);
    }
    fast.dispose();
  });

  it('takes as much by a sculpted expert as the reference does, and never pays more', async () => {
    const world = everyKind(1500);
    const [fast, exact] = await scorersOn(name, world);
    const [tight, steep] = sculptPatches(world.model);
    const faint: Patch = { ...tight, strength: 1e-15 };
    const plain = await fast.score(world.points, []);
    for (const patches of [[tight], [steep], [tight, steep], [faint]]) {
      const got = await fast.score(world.points, patches);
      expectAgreement(got, await exact.score(world.points, patches));
      expect(got.baseReward.every((value, row) => value <= plain.baseReward[row])).toBe(true);
      expect(got.baseReward.some((value, row) => value < plain.baseReward[row] - 1e-3)).toBe(patches[0] !== faint);
      for (const output of ['energy', 'memberEnergies', 'memberDisagreement', 'suppression'] as const) {
        expect(got[output]).toEqual(plain[output]);
      }
    }
    fast.dispose();
  });
});
