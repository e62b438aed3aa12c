import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { PatchIndex } from '../../../../src/engine/scoring/patch-index';
import { PatchRows } from '../../../../src/engine/scoring/patch-spaces';
import { shapeOf } from '../../../../src/engine/shape';
import { isEnabled } from '../../../../src/reward/patches/patch';
import { slicePoints } from '../../../../src/reward/score-chunks';
import { PatchEvaluator } from '../../../../src/reward/patches/suppression';
import { defaultSettings } from '../../../../src/reward/families/mixture/training';
import type { InputPatch, Patch, Points } from '../../../../src/reward/types';
import { exactTwin, freshStart } from '../trajectory';
import { madeUpPatches, rowsAmong } from './made-up-patches';
import type { PatchWorld } from './made-up-patches';

function worldOf(dims: number): PatchWorld {
  return { dims, rawDims: 2, members: 2, experts: 3, width: 2 };
}

function membersOf({ dims, members, experts, width }: PatchWorld) {
  const settings = { ...defaultSettings, experts, bottleneck: width, hidden: 5 };
  expect(shapeOf(settings, dims)).toMatchObject({ experts, bottleneck: width });
  return Array.from({ length: members }, (_, k) => exactTwin(settings, dims, freshStart(settings, dims, k).parameters));
}

type Members = ReturnType<typeof membersOf>;

function indexed(patches: readonly Patch[], points: Points, members: Members, rows = 1e5) {
  return new PatchIndex(patches, rows).sums(new PatchRows(points, members));
}

const cases = [1, 2, 4, 9, 27].flatMap((dims) => [0, 1, 15, 16, 150, 1000].map((count) => [count, dims] as const));

describe.each(cases)('an index of %i patches of all kinds over %i inputs', (count, dims) => {
  const world = worldOf(dims);
  const members = membersOf(world);
  const patches = madeUpPatches(dims, count, world);
  const points = rowsAmong(count, 400, world, patches);

  it('gives the sums of the reference, bit for bit', () => {
    const wanted = new PatchEvaluator(members, points).sums(patches);
    for (const rows of [1, 2000, 1e6]) expect(indexed(patches, points, members, rows)).toEqual(wanted);
    if (count >= 150) expect(new Set(wanted.suppression).size).toBeGreaterThan(50);
  });

  it('gives a row the same sums in any company', () => {
    const all = indexed(patches, points, members);
    for (const [from, to] of [
      [0, 1],
      [0, 0],
      [17, 130],
      [399, 400],
    ]) {
      const { suppression, raise } = indexed(patches, slicePoints(points, from, to), members);
      expect(suppression).toEqual(all.suppression.slice(from, to));
      expect(raise).toEqual(all.raise.slice(from, to));
    }
  });

  it('gives the same to 1e-12 when the patches come in another order', () => {
    const order = [...Random.of(1, 'order').permutation(count)];
    const all = indexed(patches, points, members);
    const shuffled = indexed(
      order.map((i) => patches[i]),
      points,
      members,
    );
    for (const name of ['suppression', 'raise'] as const) {
      shuffled[name].forEach((value, row) => expect(Math.abs(value - all[name][row])).toBeLessThan(1e-12));
    }
  });
});

describe('an index of patches', () => {
  const world = worldOf(3);
  const members = membersOf(world);
  const at = (center: number[], reach: number): InputPatch => ({
    id: center.join(),
    kind: 'suppress',
    space: 'input',
    strength: 0.001,
    center,
    kernel: 'wendland',
    reach,
    core: 0,
    gate: null,
  });
  const row = (...x: number[]): Points => ({ rows: 1, x: Float64Array.from(x), raw: new Float64Array(2) });

  it('says what the reference says of rows that are not finite', () => {
    const patches = madeUpPatches(5, 300, world);
    const { rows, x, raw } = rowsAmong(6, 90, world, patches);
    x.forEach((_, i) => (x[i] = i % 13 === 0 ? [NaN, Infinity, -Infinity][i % 3] : x[i]));
    raw.forEach((_, i) => (raw[i] = i % 17 === 0 ? NaN : raw[i]));
    const points = { rows, x, raw };
    const wanted = new PatchEvaluator(members, points).sums(patches);
    expect(wanted.suppression.some(Number.isNaN)).toBe(true);
    expect(indexed(patches, points, members)).toEqual(wanted);
  });

  it('leaves nothing out where coordinates and reaches are as large or small as numbers get', () => {
    for (const scale of [1e-320, 1e-200, 1e-160, 1e-9, 1, 1e9, 1e100, 1e153, 1e200, 1e307]) {
      const random = Random.of(7, 'scales');
      const centers = Array.from({ length: 200 }, () => [0, 1, 2].map(() => random.normal()));
      const patches = centers.map((center) =>
        at(
          center.map((value) => value * scale),
          0.4 * scale,
        ),
      );
      const x = Float64Array.from({ length: 300 }, () => random.normal() * scale);
      const points = { rows: 100, x, raw: new Float64Array(200) };
      const wanted = new PatchEvaluator(members, points).sums(patches);
      expect(indexed(patches, points, members)).toEqual(wanted);
      if (scale < 1e153) expect(wanted.suppression.some((value) => value > 0)).toBe(true);
    }
  });

  it('finds a patch on either side of every plane, the plane itself among them', () => {
    const patches = Array.from({ length: 729 }, (_, i) => at([i % 9, Math.floor(i / 9) % 9, Math.floor(i / 81)], 1));
    for (const place of [0, 1, 3.5, 4, 4 - 2 ** -50, 4 + 2 ** -50, 5, 8]) {
      const points = row(place, place, place);
      const { suppression } = indexed(patches, points, members);
      expect(suppression).toEqual(new PatchEvaluator(members, points).sums(patches).suppression);
      expect(suppression[0]).toBeGreaterThan(0);
    }
  });

  it('takes a thousand patches in one place, and does not see what is done to the list later', () => {
    const patches = Array.from({ length: 1000 }, () => at([0, 0, 0], 1));
    const index = new PatchIndex(patches, 100);
    patches.length = 0;
    const rows = new PatchRows(row(0, 0, 0), members);
    expect(index.sums(rows).suppression[0]).toBe(1);
  });

  it('leaves out what is switched off', () => {
    const patches = Array.from({ length: 50 }, (_, i) => ({ ...at([0, 0, 0], 1), enabled: i < 3 }));
    expect(patches.filter(isEnabled).length).toBe(3);
    expect(indexed(patches, row(0, 0, 0), members).suppression[0]).toBeCloseTo(0.003, 12);
  });
});

it.each([0.5, 0.3, 1])('adds strong patches that all suppress, each %d, as the reference does up to 1', (strength) => {
  const random = Random.of(7, 'strong');
  const patches = Array.from({ length: 300 }, (_, i): InputPatch => {
    const center = Array.from({ length: 3 }, () => random.normal());
    const kept = {
      kind: 'suppress' as const,
      space: 'input' as const,
      kernel: 'plateau' as const,
      core: 0.7,
      gate: null,
    };
    return { id: `strong-${i}`, ...kept, strength, center, reach: 0.6 };
  });
  const points = rowsAmong(3, 500, worldOf(3), patches);
  const wanted = new PatchEvaluator([], points).sums(patches);
  expect(indexed(patches, points, [])).toEqual(wanted);
  expect(wanted.suppression.filter((value) => value === 1).length).toBeGreaterThan(50);
  expect(wanted.suppression.filter((value) => value > 0 && value < 1).length).toBeGreaterThan(50);
  // One raise among them, and sums are added to the end again.
  const mixed = [...patches, { ...patches[0], id: 'raise', kind: 'raise' as const }];
  expect(indexed(mixed, points, [])).toEqual(new PatchEvaluator([], points).sums(mixed));
});
