import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../../src/basics/result';
import { blankMemory, type AuditMemory } from '../../../src/flywheel/memory';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import type { InputPatch, Patch } from '../../../src/reward/types';
import { checkRaises } from '../../../src/app/project/raise-check';
import { pointsAt } from '../../../src/reward/points-at';
import type { AuditRow } from '../../../src/store/types';
import { randomModel } from '../release/fixtures';

const model = randomModel({ family: 'gaussians', roles: ['continuous', 'continuous'] });
const opened = openModel(model);
if (!opened.ok) throw new Error(opened.failure.message);
const space = { features: model.features, standardiser: model.standardiser };
const scorer = new ReferenceScorer(model, opened.value);
const { floor } = blankMemory.settings;

/** Far from everything: their scores lie under the floor by themselves. */
const flaws = [
  [40, 40],
  [-40, 40],
].map((raw, i) => ({
  ...{ id: `flaw ${i}`, raw, score: 0.9, distanceRatio: 1, norm: null, severity: 1, margin: null },
  ...{ strategy: 'person' as const, iteration: 1 },
}));

function kernelAt(raw: readonly number[], kind: Patch['kind'], strength: number): InputPatch {
  const center = [...pointsAt(space, Float64Array.from(raw), 1).x];
  const shape = { kernel: 'plateau', reach: 1, core: 0.7, gate: null } as const;
  return { id: `${kind} ${raw.join()}`, kind, space: 'input', center, strength, ...shape };
}

function auditOf(memory: AuditMemory): AuditRow {
  return { rewardId: 'r', document: { memory, phaseZero: null }, cells: null, updatedAt: '' };
}

/** Counts how often the scores were asked for. */
function check(patches: readonly Patch[], audit: Result<AuditRow | null>) {
  let asked = 0;
  const watched: typeof scorer.score = (points, under) => {
    asked++;
    return scorer.score(points, under);
  };
  const audits = { get: (id: string) => Promise.resolve(id === 'r' ? audit : ok(null)) };
  const result = checkRaises({ audits }, { row: { id: 'r' }, space, scorer: { score: watched } }, patches);
  return result.then((found) => ({ found, asked }));
}
const memory = { ...blankMemory, known: flaws };
const audited = ok(auditOf(memory));
const [first, second] = flaws.map(({ raw }) => raw);

describe('a raise over verified flaws', () => {
  it('is refused where it lifts one above the floor, and says how many', async () => {
    const one = await check([kernelAt(first, 'raise', 0.6)], audited);
    expect(one.found).toMatchObject({ ok: false, failure: { kind: 'bad-parameter' } });
    expect(one.found.ok ? '' : one.found.failure.message).toContain('lift a verified flaw above the floor');
    const both = await check([kernelAt(first, 'raise', 0.6), kernelAt(second, 'raise', 0.6)], audited);
    expect(both.found.ok ? '' : both.found.failure.message).toContain('lift 2 verified flaws above the floor');
  });

  it('is let through where it stays at the floor, or at nothing that is known', async () => {
    for (const raise of [kernelAt(first, 'raise', floor), kernelAt([0, -40], 'raise', 1)]) {
      expect((await check([raise], audited)).found).toEqual(ok([raise]));
    }
    const above = await check([kernelAt(first, 'raise', floor + 1e-6)], audited);
    expect(above.found.ok).toBe(false);
  });

  it('is let through where a suppression of the same list holds the flaw down', async () => {
    const held = [kernelAt(first, 'raise', 0.6), kernelAt(first, 'suppress', 1)];
    expect((await check(held, audited)).found).toEqual(ok(held));
    const off = held.map((patch) => ({ ...patch, enabled: patch.kind === 'raise' }));
    expect((await check(off, audited)).found.ok).toBe(false);
  });

  it('is not blamed for a flaw that lies above the floor without it', async () => {
    const [row] = (await scorer.score(pointsAt(space, Float64Array.of(0, 0), 1), [])).score;
    expect(row).toBeGreaterThan(floor);
    const open = ok(auditOf({ ...memory, known: [{ ...flaws[0], raw: [0, 0] }] }));
    expect((await check([kernelAt([0, 0], 'raise', 0.6)], open)).found.ok).toBe(true);
  });

  it('costs nothing where nothing is raised, and nothing was audited', async () => {
    const quiet = [kernelAt(first, 'suppress', 1), { ...kernelAt(second, 'raise', 1), enabled: false }];
    expect(await check(quiet, fail('storage', 'not read', 'again'))).toEqual({ found: ok(quiet), asked: 0 });
    for (const none of [ok(null), ok(auditOf(blankMemory))]) {
      const raise = [kernelAt(first, 'raise', 1)];
      expect(await check(raise, none)).toEqual({ found: ok(raise), asked: 0 });
    }
  });

  it('is not saved when the audit cannot be read', async () => {
    const lost = fail('storage', 'not read', 'again');
    expect((await check([kernelAt(first, 'raise', 0.6)], lost)).found).toEqual(lost);
  });
});
