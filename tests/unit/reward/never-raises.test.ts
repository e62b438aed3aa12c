import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { pointsOf } from '../../../src/release/points';
import { exponential } from '../../../src/reward/families/mapping';
import { openModel } from '../../../src/reward/open-model';
import { contextOf, validatePatches } from '../../../src/reward/patches/patch-rules';
import { memberReward, scoreReference } from '../../../src/reward/score';
import { scoringContextOf } from '../../../src/reward/patches/scoring-context';
import { distancesToDemonstrations } from '../../../src/reward/distance/demonstration-distances';
import type { Patch, RewardModel } from '../../../src/reward/types';
import { numericNorms } from '../release/every-norm';
import { everyPatch, randomModel } from '../release/fixtures';

const model = randomModel({ family: 'mixture', members: 2 });
const opened = openModel(model);
if (!opened.ok) throw new Error(opened.failure.message);
const models = opened.value;
const context = contextOf(models, model.features.length, model);
const points = pointsOf(model, rawRows(model, 80));
const dims = model.standardiser.mean.length;
const basin = { points: Float32Array.from(points.x.subarray(0, 20 * dims)), dims };
const scoring = scoringContextOf(model, distancesToDemonstrations(basin));
const scores = (patches: readonly Patch[]) => scoreReference(model, models, points, patches, scoring);

function rawRows({ features }: RewardModel, rows: number): Float64Array {
  const random = Random.of(11, 'rows');
  const one = (row: number) => (row % 4 === 0 ? 3 : 0.8) * random.normal();
  return Float64Array.from(
    Array.from({ length: rows }, (_, row) =>
      features.map(({ role }) => (role === 'category' ? random.integer(5) : one(row))),
    ).flat(),
  );
}

const strengths = fc.double({ min: 1e-12, max: 1, noNaN: true });
const shares = fc.double({ min: 1e-6, max: 1, noNaN: true });
const kernels = everyPatch(model).filter(({ space }) => space === 'input' || space === 'latent');

/** Kernels of the fixture, with other strengths and reaches; a raise among them becomes a suppression. */
const kernelPatches: fc.Arbitrary<Patch> = fc
  .record({
    made: fc.constantFrom(...kernels),
    strength: strengths,
    times: fc.double({ min: 0.2, max: 4, noNaN: true }),
  })
  .map(({ made, strength, times }) => {
    const patch = { ...made, id: 'kernel', kind: 'suppress' as const, enabled: true, strength };
    return patch.space === 'input' || patch.space === 'latent' ? { ...patch, reach: patch.reach * times } : patch;
  });
const maskPatches: fc.Arbitrary<Patch> = fc.record({
  id: fc.constant('mask'),
  kind: fc.constant('suppress' as const),
  space: fc.constant('mask' as const),
  strength: strengths,
  width: fc.oneof(fc.constant(0), fc.double({ min: 1e-300, max: 3, noNaN: true })),
  norm: fc.constantFrom(...numericNorms),
});
const learnedPatches: fc.Arbitrary<Patch> = fc.record({
  id: fc.constant('learned'),
  kind: fc.constant('suppress' as const),
  space: fc.constant('learned' as const),
  strength: strengths,
  threshold: fc.double({ min: 0, max: 1 - 1e-9, noNaN: true }),
  layers: fc
    .array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: dims + 1, maxLength: dims + 1 })
    .map(([bias, ...weights]) => [{ inputs: dims, outputs: 1, weights, biases: [bias] }]),
});
const sculptPatches: fc.Arbitrary<Patch> = fc
  .record({ member: fc.nat(1), expert: fc.nat(2), strength: strengths, high: shares, steep: shares, both: fc.nat(2) })
  .map(({ member, expert, strength, high, steep, both }) => {
    const { lMin, lMax } = model.members[member].calibration;
    return {
      ...{ id: 'sculpt', kind: 'suppress', space: 'sculpt', strength, member, expert },
      ...(both === 0 ? {} : { lMax: lMin + Math.max(1e-4, high) * (lMax - lMin) }),
      ...(both === 1 ? {} : { kappa: model.kappa * (1 + 100 * steep) }),
    };
  });
const kinds = { kernel: kernelPatches, mask: maskPatches, learned: learnedPatches, sculpt: sculptPatches };
const anyKind = fc.oneof(...Object.values(kinds));

/** As sets are: ids of their own, and no expert sculpted twice. */
const sets = fc.array(anyKind, { maxLength: 6 }).map((patches) => {
  const taken = new Set<string>();
  return patches.flatMap((patch, i) => {
    const place = patch.space === 'sculpt' ? `${patch.member} ${patch.expert}` : `at ${i}`;
    if (taken.has(place)) return [];
    taken.add(place);
    return [{ ...patch, id: `${patch.id} ${i}` }];
  });
});
const raises = fc.constantFrom<readonly Patch[]>(
  [],
  everyPatch(model).filter(({ kind }) => kind === 'raise'),
);

function expectNoneRaised(before: Float64Array, after: Float64Array): number {
  let lowered = 0;
  for (let row = 0; row < before.length; row++) {
    // NaN is blocked; it is never above anything.
    expect(after[row] > before[row], `row ${row}: ${before[row]} became ${after[row]}`).toBe(false);
    lowered += Number(after[row] < before[row]);
  }
  return lowered;
}

function expectValid(patches: readonly Patch[]): void {
  const valid = validatePatches(patches, context);
  expect(valid.ok ? '' : valid.failure.message).toBe('');
}

describe('a suppression never raises a score, to the last bit', () => {
  test.each(Object.entries(kinds))('of kind %s, whatever stands beside it', (_, kind) => {
    let lowered = 0;
    fc.assert(
      fc.property(kind, sets, raises, (patch, others, lifted) => {
        const beside = [...others.filter((other) => other.space !== 'sculpt' || patch.space !== 'sculpt'), ...lifted];
        expectValid([...beside, patch]);
        const [before, after] = [scores(beside), scores([...beside, patch])];
        lowered += expectNoneRaised(before.score, after.score);
        expectNoneRaised(before.baseReward, after.baseReward);
      }),
      { numRuns: 150 },
    );
    expect(lowered).toBeGreaterThan(100);
  });

  test('nor does any set of them, in any place of the list', () => {
    fc.assert(
      fc.property(sets, sets, raises, (some, more, lifted) => {
        const fits = more.filter(
          (patch) =>
            patch.space !== 'sculpt' ||
            !some.some((o) => o.space === 'sculpt' && o.member === patch.member && o.expert === patch.expert),
        );
        const beside = [...some, ...lifted];
        const added = fits.map((patch) => ({ ...patch, id: `more ${patch.id}` }));
        expectValid([...beside, ...added]);
        const before = scores(beside).score;
        expectNoneRaised(before, scores([...beside, ...added]).score);
        expectNoneRaised(before, scores([...added, ...beside]).score);
      }),
      { numRuns: 150 },
    );
  });

  test('where an expert is sculpted by next to nothing, and rounding would lift it', () => {
    const random = Random.of(1, 'next to nothing');
    let strict = 0;
    for (let i = 0; i < 50_000; i++) {
      const lMin = random.next();
      const calibration = { lMin, lMax: lMin + 0.01 + random.next() };
      const energy = 2 * random.next();
      const sculpted = {
        lMax: Float64Array.of(calibration.lMax),
        kappa: Float64Array.of(i % 2 === 0 ? 4 : 4 + 1e-15),
      };
      const plain = memberReward(energy, calibration, 4, exponential, null, 0);
      expect(memberReward(energy, calibration, 4, exponential, sculpted, 0)).toBeLessThanOrEqual(plain);
      const halved = { ...sculpted, kappa: Float64Array.of(8) };
      strict += Number(memberReward(energy, calibration, 4, exponential, halved, 0) < plain);
    }
    expect(strict).toBeGreaterThan(40_000);
  });
});
