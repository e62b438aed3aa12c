import { describe, expect, it } from 'vitest';
import { PatchIndex } from '../../../../src/engine/scoring/patch-index';
import { PatchRows } from '../../../../src/engine/scoring/patch-spaces';
import { contextOf, validatePatches } from '../../../../src/reward/patches/patch-rules';
import { slicePoints } from '../../../../src/reward/score-chunks';
import { PatchEvaluator, type PatchSums } from '../../../../src/reward/patches/suppression';
import type { Patch, Points } from '../../../../src/reward/types';
import { everyKind, untoldMasks } from './every-kind';

const { model, models, points, scoring, patches } = everyKind(500);
const all = [...patches, ...untoldMasks];
const kinds = [...new Set(patches.map(({ space }) => space))];

function indexed(some: readonly Patch[], at: Points = points, rows = 1e5): PatchSums {
  return new PatchIndex(some, rows).sums(new PatchRows(at, models, scoring));
}
function plain(some: readonly Patch[], at: Points = points): PatchSums {
  return new PatchEvaluator(models, at, scoring).sums(some);
}

describe('an index of patches of every kind', () => {
  it('is asked about patches that are allowed, of all five kinds', () => {
    const valid = validatePatches(all, contextOf(models, model.features.length, model));
    expect(valid.ok ? '' : valid.failure.message).toBe('');
    expect([...kinds].sort()).toEqual(['input', 'latent', 'learned', 'mask', 'sculpt']);
  });

  it('gives the sums of the reference, bit for bit, whatever cannot be told among them', () => {
    for (const rows of [1, 2000, 1e6]) {
      expect(indexed(patches, points, rows)).toEqual(plain(patches));
      expect(indexed(all, points, rows)).toEqual(plain(all));
    }
    const untold = plain(all).suppression.filter(Number.isNaN).length;
    expect(untold).toBeGreaterThan(5);
    expect(untold).toBeLessThan(points.rows);
    expect(plain(patches).suppression.some(Number.isNaN)).toBe(false);
  });

  it.each(kinds)('misses none of kind %s, alone or left out', (kind) => {
    const own = patches.filter(({ space }) => space === kind);
    const others = patches.filter(({ space }) => space !== kind);
    expect(indexed(own)).toEqual(plain(own));
    expect(indexed(others)).toEqual(plain(others));
    // What it finds makes a difference: were it missed, this would show. A sculpted expert changes r, not S.
    const without = plain(others).suppression;
    const differs = plain(patches).suppression.some((value, row) => value !== without[row]);
    expect(differs).toBe(kind !== 'sculpt');
  });

  it('misses no single patch at any row', () => {
    for (const patch of all) expect(indexed([patch]), patch.id).toEqual(plain([patch]));
  });

  it('gives a row the same sums in any company', () => {
    const together = indexed(all);
    for (const [from, to] of [
      [0, 1],
      [17, 130],
      [499, 500],
    ]) {
      const part = indexed(all, slicePoints(points, from, to));
      expect(part.suppression).toEqual(together.suppression.slice(from, to));
      expect(part.raise).toEqual(together.raise.slice(from, to));
    }
  });
});
