import { describe, expect, it } from 'vitest';
import { Cancelled, unwatched } from '../../../src/basics/task';
import { evidence, flawsOf, verify } from '../../../src/flywheel/verifier';
import type { Norm } from '../../../src/norms/norm';
import type { Patch } from '../../../src/reward/types';
import { feature, smallProblem } from './red-team/small-problem';

const features = [feature('a'), feature('b')];
const raw = [-1, -1, 1, 1];
const range = (id: string, index: number, max: number, severity = 1): Norm => ({
  id,
  type: 'range',
  features: [index],
  min: [-9],
  max: [max],
  severity,
});
/** Cannot be told of any row: it asks for a field that there is none of. */
const unknown: Norm = { id: 'unknown', type: 'predicate', expression: 'record.dose < 3' };
const patch: Patch = {
  id: 'p',
  kind: 'suppress',
  space: 'input',
  strength: 1,
  center: [0, 0],
  kernel: 'plateau',
  reach: 1,
  core: 0.5,
  gate: null,
};

describe('verify', () => {
  it('calls a severe norm below 0 a violation and nothing else', async () => {
    const problem = smallProblem({ features, raw, norms: [range('a', 0, 1), range('mild', 1, 0, 0.4)] });
    const { verdicts, norms, margins } = await verify(problem, Float64Array.of(0, 0, 3, 0, 0, 3), 3);
    expect([...verdicts]).toEqual([0, 1, 0]);
    expect([...norms]).toEqual([-1, 0, -1]);
    expect(margins[1]).toBeCloseTo(-2);
    expect(margins[0]).toBeNaN();
  });

  it('lets the most severe norm decide, and of equals the one that is violated most', async () => {
    const norms = [range('a', 0, 0, 0.6), range('b', 1, 1, 0.9), range('c', 1, 0, 0.9)];
    const { norms: deciding } = await verify(smallProblem({ features, raw, norms }), Float64Array.of(5, 2, 5, 0), 2);
    expect([...deciding]).toEqual([2, 0]);
  });

  it('finds inconclusive what a severe norm cannot tell, unless another one is violated', async () => {
    const problem = smallProblem({ features, raw, norms: [unknown, range('a', 0, 1, 0.5)] });
    const { verdicts, norms, margins } = await verify(problem, Float64Array.of(0, 0, 2, 0), 2);
    expect([...verdicts]).toEqual([2, 1]);
    expect([...norms]).toEqual([0, 1]);
    expect(margins[0]).toBeNaN();
  });

  it('scores under the patches of now', async () => {
    const suppression = ([a]: readonly number[]) => (a > 1.5 ? 1 : 0);
    const problem = smallProblem({ features, raw, norms: [range('a', 0, 1)], suppression, patches: [patch] });
    const { scores } = await verify(problem, Float64Array.of(1.2, 0, 2, 0), 2);
    expect([...scores.score]).toEqual([1, 0]);
  });

  it('asks a person only about rewarded points that are not known to violate', async () => {
    const asked: number[][] = [];
    const labeller = {
      label: ({ raw: rows, rows: count }: { raw: ArrayLike<number>; rows: number }) => {
        asked.push(Array.from(rows));
        return Promise.resolve(Uint8Array.from({ length: count }, (_, i) => [1, 2, 0][i]));
      },
    };
    const reward = ([, b]: readonly number[]) => (b < 0 ? 0 : 1);
    const problem = smallProblem({ features, raw, norms: [range('a', 0, 1)], labeller, reward });
    const seen = await verify(problem, Float64Array.of(0, -1, 2, 0, 0, 1, 0, 2, 0, 3), 5);
    expect(asked).toEqual([[0, 1, 0, 2, 0, 3]]);
    expect([...seen.verdicts]).toEqual([0, 1, 1, 2, 0]);
    expect([...seen.norms]).toEqual([-1, 0, -2, -1, -1]);
  });

  it('says the same of a row whatever the others are, also over many tiles', async () => {
    const problem = smallProblem({ features, raw, norms: [range('a', 0, 1)] });
    const rows = 70_000;
    const many = Float64Array.from({ length: 2 * rows }, (_, i) => ((i * 7919) % 4001) / 1000 - 2);
    const all = await verify(problem, many, rows);
    const last = await verify(problem, many.slice(-2), 1);
    expect(all.verdicts[rows - 1]).toBe(last.verdicts[0]);
    expect(all.scores.score[rows - 1]).toBe(last.scores.score[0]);
    expect(new Set(all.verdicts)).toEqual(new Set([0, 1]));
  });

  it('takes no candidates for no work', async () => {
    const { verdicts } = await verify(smallProblem({ features, raw }), new Float64Array(0), 0);
    expect(verdicts).toHaveLength(0);
  });

  it('stops when it is told to', async () => {
    const problem = smallProblem({ features, raw, task: { ...unwatched, cancelled: () => true } });
    await expect(verify(problem, Float64Array.of(0, 0), 1)).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('flawsOf', () => {
  const reward = ([, b]: readonly number[]) => b;
  const problem = smallProblem({ features, raw, norms: [range('a', 0, 1)], reward, distanceRatio: ([a]) => a });

  it('keeps the violations above the floor', async () => {
    const seen = await verify(problem, Float64Array.of(2, 0.05, 3, 0.06, 0, 0.9), 3);
    const flaws = flawsOf(seen, 0.05, 'ladder', 4, problem);
    expect(flaws).toHaveLength(1);
    expect(flaws[0]).toMatchObject({
      raw: [3, 0.06],
      score: 0.06,
      distanceRatio: 3,
      norm: 'a',
      severity: 1,
      margin: -2,
      strategy: 'ladder',
      iteration: 4,
    });
  });

  it('gives the same flaw the same id, and another one another', async () => {
    const ids = async (place: number, iteration: number) => {
      const seen = await verify(problem, Float64Array.of(place, 1), 1);
      return flawsOf(seen, 0.05, 'sweeps', iteration, problem)[0].id;
    };
    expect(await ids(2, 1)).toBe(await ids(2, 1));
    expect(await ids(2, 1)).not.toBe(await ids(2.5, 1));
    expect(await ids(2, 1)).not.toBe(await ids(2, 2));
  });

  it('names no norm for what a person labelled bad', async () => {
    const labeller = { label: () => Promise.resolve(Uint8Array.of(1)) };
    const own = smallProblem({ features, raw, labeller });
    const [flaw] = flawsOf(await verify(own, Float64Array.of(0, 0), 1), 0.05, 'person', 1, own);
    expect(flaw).toMatchObject({ norm: null, severity: 1, margin: null });
  });
});

describe('evidence', () => {
  it('tells every margin, also of mild and silent norms', () => {
    const problem = smallProblem({ features, raw, norms: [range('a', 0, 1), range('mild', 1, 0, 0.2), unknown] });
    const told = evidence(problem, [0, 3]);
    expect(told.map(({ norm }) => norm)).toEqual(['a', 'mild', 'unknown']);
    expect(told.map(({ severity }) => severity)).toEqual([1, 0.2, 1]);
    expect(told[0].margin).toBeCloseTo(1);
    expect(told[1].margin).toBeCloseTo(-3);
    expect(told[2].margin).toBeNaN();
  });
});
