import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { fewestFlaws, learned, learnedPatchId } from '../../../../src/flywheel/refinement/learned';
import { defaultAudit } from '../../../../src/flywheel/default-audit';
import type { AttackProblem, Flaw, RepairContext } from '../../../../src/flywheel/types';
import { learnedAmount } from '../../../../src/reward/patches/learned/learned-head';
import type { Patch } from '../../../../src/reward/types';
import { feature, smallProblem } from '../red-team/small-problem';

const frames = 20;
/** Episodes around a ring; every third validates. */
function problemOf(episodes: number): AttackProblem {
  const random = new Random(1);
  const raw = Array.from({ length: episodes * frames }, () => random.uniform(0, 2 * Math.PI)).flatMap((phase) => [
    Math.cos(phase),
    Math.sin(phase),
  ]);
  const problem = smallProblem({ features: [feature('x'), feature('y')], raw });
  const owners = Uint32Array.from({ length: episodes * frames }, (_, row) => Math.floor(row / frames));
  const folds = Int32Array.from(owners, (episode) => (episode % 3) - 1);
  return { ...problem, basin: { ...problem.basin, episodes: owners, folds } };
}

/** Flaws inside the ring, around its middle. */
function repairContextOf(problem: AttackProblem, count: number, patches: readonly Patch[] = []): RepairContext {
  const random = new Random(2);
  const known = Float64Array.from({ length: 2 * count }, () => random.uniform(-0.3, 0.3));
  const flaws = Array.from({ length: count }, (_, i): Flaw => ({
    id: `f${i}`,
    raw: [...known.subarray(2 * i, 2 * i + 2)],
    score: 1,
    distanceRatio: 1,
    norm: null,
    severity: 1,
    margin: null,
    strategy: 'person',
    iteration: 1,
  }));
  return {
    problem,
    settings: defaultAudit,
    iteration: 1,
    flaws,
    at: problem.points(known, count),
    known,
    patches,
    meter: { measure: () => Promise.reject(new Error('nobody asks')) as never },
    modelId: 'model',
    newId: () => 'new',
  };
}

/** It trains a head for each fold and one to ship. */
describe('the learned repair', { timeout: 60_000 }, () => {
  it('covers the flaws and says what episodes that it did not see would lose', async () => {
    const context = repairContextOf(problemOf(30), 60);
    const [patch] = await learned.propose(context);
    expect(patch).toMatchObject({ id: learnedPatchId, space: 'learned', model: 'model' });
    expect(patch.evidence).toMatchObject({ status: 'tested', episodes: 20 });
    expect(patch.evidence?.bound).toBeLessThanOrEqual(defaultAudit.budget);
    if (patch.space !== 'learned') throw new Error('another kind');
    for (let i = 0; i < 60; i++) expect(learnedAmount(patch, context.at.x, 2 * i)).toBeGreaterThan(0.9);
  });

  it('calls itself untested with fewer than 19 episodes in the folds', async () => {
    const [patch] = await learned.propose(repairContextOf(problemOf(20), 60));
    expect(patch.evidence).toEqual({ status: 'untested', episodes: 13 });
  });

  it('leaves a few flaws to other repairs', async () => {
    expect(await learned.propose(repairContextOf(problemOf(30), fewestFlaws - 1))).toEqual([]);
  });

  it('proposes nothing that costs unseen episodes more than the budget', async () => {
    const context = repairContextOf(problemOf(30), 60);
    expect(await learned.propose({ ...context, settings: { ...defaultAudit, budget: 0.03 } })).toEqual([]);
  });
});
