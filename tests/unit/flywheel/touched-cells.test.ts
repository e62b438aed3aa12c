import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { cellOf, openCells } from '../../../src/gate/cells/audit-gap';
import { cellBoxes } from '../../../src/gate/cells/cell-boxes';
import { forgetJudged, forgetPatched } from '../../../src/gate/cells/touched-cells';
import type { AuditCells } from '../../../src/gate/cells/audit-cells';
import type { Norm, RangeNorm } from '../../../src/norms/norm';
import { openNorm } from '../../../src/norms/open-norm';
import { noDistances } from '../../../src/norms/rows';
import { inputAmount } from '../../../src/reward/patches/patch';
import type { InputPatch, LatentPatch, MaskPatch, Patch } from '../../../src/reward/types';
import { features, space } from './refinement/small-world';

const random = Random.of(3, 'path');
const rows = 400;
/** A path from −2 to 2 along the east axis. */
const good = Float64Array.from({ length: 2 * rows }, (_, i) =>
  i % 2 === 0 ? -2 + (2 * i) / rows : 0.05 * random.normal(),
);
const radius = 0.3;
const opened = openCells(good, 2, 1);
const audited: AuditCells = { ...opened, draws: opened.draws.map(() => 59) };
const boxes = cellBoxes(audited, good, rows, radius);

function kernel(center: number[], reach: number, changes: Partial<InputPatch> = {}): InputPatch {
  const rest = { kind: 'suppress', space: 'input', kernel: 'plateau', core: 0.7, strength: 1, gate: null } as const;
  return { id: 'k', ...rest, center, reach, ...changes };
}

function mask(norm: Norm): MaskPatch {
  return { id: 'm', kind: 'suppress', space: 'mask', strength: 1, width: 0, norm };
}

const fence: RangeNorm = { id: 'fence', type: 'range', features: [0], min: [-9], max: [1.5] };

function forgotten(cells: AuditCells): number[] {
  return [...cells.draws.keys()].filter((cell) => cells.draws[cell] === 0);
}

function after(before: readonly Patch[], now: readonly Patch[]): number[] {
  return forgotten(forgetPatched(audited, before, now, space, () => boxes));
}

/** Places of the tube, each with its cell. */
function places(count: number, seed: number): { x: Float64Array; cell: number }[] {
  const draw = Random.of(seed, 'tube');
  return Array.from({ length: count }, () => {
    const from = 2 * draw.integer(rows);
    const [angle, far] = [draw.uniform(0, 2 * Math.PI), radius * Math.sqrt(draw.next())];
    const x = Float64Array.of(good[from] + far * Math.cos(angle), good[from + 1] + far * Math.sin(angle));
    return { x, cell: cellOf(audited, x) };
  });
}

describe('cells that a change of patches touches', () => {
  test('are some, not all, of a small kernel; coming, going and being altered touch the same ones', () => {
    const patch = kernel([-1.5, 0.2], 0.2);
    const touched = after([], [patch]);
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.length).toBeLessThan(audited.draws.length / 2);
    expect(after([patch], [])).toEqual(touched);
    expect(after([patch], [{ ...patch, strength: 0.5 }])).toEqual(touched);
    expect(after([patch], [{ ...patch, enabled: false }])).toEqual(touched);
  });

  test('hold every place of the tube that any kernel or mask changes', () => {
    const drawn = places(3000, 1);
    const draw = Random.of(7, 'patches');
    let changed = 0;
    for (let i = 0; i < 60; i++) {
      const inputs = i % 3 === 0 ? [draw.integer(2)] : [0, 1];
      const center = inputs.map(() => draw.uniform(-2.5, 2.5));
      const patch = kernel(center, draw.uniform(0.05, 1), inputs.length === 2 ? {} : { features: inputs });
      const bound = draw.uniform(-2, 2);
      const norm: Norm =
        i % 2 === 0
          ? { ...fence, max: [bound] }
          : { id: 'lake', type: 'wall', features: [0, 1], boxes: [{ min: [bound, -1], max: [bound + 0.3, 1] }] };
      const [byKernel, byMask] = [new Set(after([], [patch])), new Set(after([], [mask(norm)]))];
      const judge = openNorm(norm, space, noDistances);
      if (!judge.ok) throw new Error(judge.failure.message);
      for (const { x, cell } of drawn) {
        const points = { rows: 1, x, raw: x };
        if (inputAmount(patch, x, 0, x, 0) > 0) {
          changed++;
          expect(byKernel.has(cell)).toBe(true);
        }
        if (!(judge.value.margin(points, 0) >= 0)) expect(byMask.has(cell)).toBe(true);
      }
    }
    expect(changed).toBeGreaterThan(1000);
  });

  test('are none when nothing changes what is scored', () => {
    const patch = kernel([-1.5, 0], 0.2);
    const other = kernel([1, 0], 0.1, { id: 'other' });
    expect(after([patch, other], [other, { ...patch, note: 'by hand', evidence: { status: 'certified' } }])).toEqual(
      [],
    );
    expect(after([], [{ ...patch, enabled: false }])).toEqual([]);
    expect(after([], [kernel([0, 9], 1)])).toEqual([]);
    expect(after([], [mask({ ...fence, max: [8] })])).toEqual([]);
  });

  test('are all of them under edits that are not local, and where the tube is not known', () => {
    const latent: LatentPatch = { ...kernel([0], 1), space: 'latent', member: 0, expert: 0 };
    const all = [...audited.draws.keys()];
    expect(after([], [latent])).toEqual(all);
    expect(
      after([], [{ id: 's', kind: 'suppress', space: 'sculpt', strength: 1, member: 0, expert: 0, kappa: 8 }]),
    ).toEqual(all);
    expect(forgotten(forgetPatched(audited, [], [kernel([-1.5, 0], 0.2)], space, () => null))).toEqual(all);
  });

  test('are those where a norm that came or went may be violated; mild norms and words make no flaw', () => {
    const judged = (before: readonly Norm[], now: readonly Norm[]) =>
      forgotten(forgetJudged(audited, before, now, space, () => boxes));
    const touched = judged([], [fence]);
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.length).toBeLessThan(audited.draws.length);
    expect(judged([fence], [])).toEqual(touched);
    expect(judged([fence], [{ ...fence, description: 'the same' }])).toEqual([]);
    expect(judged([], [{ ...fence, severity: 0.4 }])).toEqual([]);
    expect(judged([], [{ id: 'w', type: 'keyword', field: 'text', words: ['no'], mode: 'forbid' }])).toEqual([]);
  });

  test('are judged in raw units: an angle may stand anywhere', () => {
    const turned = { ...space, features: features.map((feature) => ({ ...feature, role: 'angle' as const })) };
    const wide = { dims: 4, radius, low: new Float64Array(4).fill(-0.1), high: new Float64Array(4).fill(0.1) };
    const one = { dims: 4, centroids: new Float32Array(4), draws: Uint32Array.of(59), flaws: new Uint32Array(1) };
    const standardiser = { mean: new Float32Array(4), std: new Float32Array(4).fill(1) };
    const cells = forgetPatched(one, [], [mask({ ...fence, max: [2] })], { ...turned, standardiser }, () => wide);
    expect(forgotten(cells)).toEqual([0]);
  });
});
