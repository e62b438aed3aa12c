import { describe, expect, it } from 'vitest';
import { sculpt } from '../../../../src/flywheel/refinement/sculpt';
import { defaultAudit } from '../../../../src/flywheel/default-audit';
import type { AttackProblem, Flaw, RepairContext } from '../../../../src/flywheel/types';
import { exponential } from '../../../../src/reward/families/mapping';
import { emptyScores } from '../../../../src/reward/score-chunks';
import { memberReward } from '../../../../src/reward/score';
import { sculptedMappings } from '../../../../src/reward/patches/sculpt';
import type { Floats } from '../../../../src/basics/arrays';
import type { Points, Scores } from '../../../../src/reward/types';
import { feature, smallProblem } from '../red-team/small-problem';

const calibration = { lMin: 0, lMax: 1 };
const kappa = 4;
const model = { members: [{ tensors: {}, calibration }], kappa };
/** Two experts: the second has the say where x > 0, as far as `say` goes. Every point has energy .1. */
const memberWith = (say: number) => ({
  latent: (x: Floats, rows: number) => ({
    gates: Float64Array.from({ length: 2 * rows }, (_, i) => {
      const second = x[2 * (i >> 1)] > 0 ? say : 1 - say;
      return i % 2 === 1 ? second : 1 - second;
    }),
    latent: new Float64Array(0),
    experts: 2,
    width: 0,
  }),
});

function repairContextOf(say: number, flawsAt: number, basinAt: (row: number) => number, episodes = 30): RepairContext {
  const member = memberWith(say);
  const frames = 5;
  const raw = Array.from({ length: episodes * frames }, (_, row) => [basinAt(row), 0.1 * (row % 7)]).flat();
  const small = smallProblem({ features: [feature('x'), feature('y')], raw });
  const owners = Uint32Array.from({ length: episodes * frames }, (_, row) => Math.floor(row / frames));
  const scoresUnder: AttackProblem['scoresUnder'] = (points, patches) => {
    const scores: Scores = emptyScores(points.rows, 1);
    const [mapping] = sculptedMappings(model, [member], points, patches);
    for (let row = 0; row < points.rows; row++) {
      scores.baseReward[row] = memberReward(0.1, calibration, kappa, exponential, mapping, row);
      scores.score[row] = scores.baseReward[row];
    }
    return Promise.resolve(scores);
  };
  const problem: AttackProblem = {
    ...small,
    basin: { ...small.basin, episodes: owners, folds: Int32Array.from(owners, (episode) => episode % 3) },
    scoresUnder,
    sculpting: {
      kappa,
      calibrations: [calibration],
      gates: (points: Points) => [member.latent(points.x, points.rows)],
    },
  };
  const known = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? flawsAt : 0.01 * i));
  const flaws = Array.from({ length: 20 }, (_, i): Flaw => ({
    ...{ id: `f${i}`, raw: [flawsAt, 0.01 * i], score: 1, distanceRatio: 1, norm: null, severity: 1, margin: null },
    ...{ strategy: 'person', iteration: 1 },
  }));
  return {
    ...{ problem, settings: defaultAudit, iteration: 1, flaws, at: problem.points(known, 20), known, patches: [] },
    ...{
      meter: { measure: () => Promise.reject(new Error('nobody asks')) as never },
      modelId: 'model',
      newId: () => 'new',
    },
  };
}

describe('sculpting', () => {
  it('makes the expert stricter that has the say over the flaws, by as little as covers them, and leaves the others', async () => {
    const context = repairContextOf(0.98, 1, () => -1);
    const made = await sculpt.propose(context);
    expect(made).toMatchObject([{ space: 'sculpt', member: 0, expert: 1, kind: 'suppress', model: 'model' }]);
    expect(made[0].evidence).toMatchObject({ status: 'tested', episodes: 30 });
    expect(made[0].evidence?.bound).toBeLessThanOrEqual(defaultAudit.budget);
    const { score } = await context.problem.scoresUnder(context.at, made);
    expect(score.every((s) => s <= context.problem.floor)).toBe(true);
  });

  it('is not let in where unseen episodes would pay for it', async () => {
    expect(await sculpt.propose(repairContextOf(0.98, 1, () => 1))).toEqual([]);
  });

  it('says that it is untested where there are few episodes', async () => {
    const [patch] = await sculpt.propose(repairContextOf(0.98, 1, () => -1, 9));
    expect(patch.evidence).toMatchObject({ status: 'untested', episodes: 9 });
  });

  it('proposes nothing where no expert has the say, and for families without experts', async () => {
    expect(await sculpt.propose(repairContextOf(0.5, 1, () => -1))).toEqual([]);
    const context = repairContextOf(0.98, 1, () => -1);
    expect(await sculpt.propose({ ...context, problem: { ...context.problem, sculpting: null } })).toEqual([]);
  });
});
