import { describe, expect, it } from 'vitest';
import { Cancelled, unwatched } from '../../../../src/basics/task';
import { namedDistributions, strategies, strategyWords } from '../../../../src/flywheel/red-team';
import { relatedFeatures } from '../../../../src/flywheel/red-team/related-features';
import type { AttackProblem, Strategy, StrategyId } from '../../../../src/flywheel/types';
import { Random } from '../../../../src/basics/random';
import { feature, smallProblem, type SmallProblem } from './small-problem';

const features = [feature('pos_x'), feature('heading', 'angle'), feature('gear', 'category', [1, 3, 7])];
const random = Random.of(1, 'good');
const raw = Array.from({ length: 60 }, (_, row) => [random.normal(), 0.4 * random.normal(), [1, 3, 7][row % 3]]).flat();
const limit = { id: 'limit', type: 'range', features: [0], min: [-1], max: [1] } as const;
const mixed: SmallProblem = { features, raw, norms: [limit], reward: ([x]) => Math.exp(-x * x) };
const flaws = Float64Array.of(2, 0.1, 3, -2, 0.2, 7);
const quota = 700;

function strategy(id: StrategyId): Strategy {
  const found = strategies.find((one) => one.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

function rowsOf(values: Float64Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}

/** Whether every row lies inside the audited box, categories on their levels. */
function inside(problem: AttackProblem, values: Float64Array): boolean {
  return rowsOf(values, problem.space.features.length).every((row) =>
    row.every((value, f) => {
      const { role, levels } = problem.space.features[f];
      if (role === 'category') return levels.includes(value);
      return value >= problem.box.low[f] && value <= problem.box.high[f];
    }),
  );
}

describe('the red team', () => {
  it('has each strategy once, and resampling after those that find', () => {
    expect(new Set(strategies.map(({ id }) => id)).size).toBe(strategies.length);
    expect(strategies.map(({ id }) => id)).toEqual(strategyWords.map(({ id }) => id));
    expect(strategies.at(-1)?.id).toBe('resampling');
  });

  it('gives a name only to distributions whose draws are independent', () => {
    const named = strategies.filter(({ distribution }) => distribution !== null).map(({ id }) => id);
    expect(named).toEqual(['ladder', 'sweeps', 'groups']);
  });
});

describe.each(strategyWords.map(({ id }) => id).filter((id) => id !== 'groups'))('%s', (id) => {
  const problem = smallProblem(mixed);
  const propose = (seed: number, where = problem) => strategy(id).propose(where, quota, seed, flaws);

  it('stays inside the audited box and on the levels of categories', async () => {
    const { raw: found, rows } = await propose(1);
    expect(rows).toBeGreaterThan(0);
    expect(found).toHaveLength(rows * features.length);
    expect(inside(problem, found)).toBe(true);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const [first, again, other] = [await propose(1), await propose(1), await propose(2)];
    expect(again).toEqual(first);
    expect(other.raw).not.toEqual(first.raw);
  });

  it('keeps to its queries, about', async () => {
    const { rows, queries } = await propose(3);
    expect(queries).toBeGreaterThanOrEqual(rows);
    expect(queries).toBeLessThan(1.3 * quota);
    expect(queries).toBeGreaterThan(0.5 * quota);
  });

  it('stops when it is told to', async () => {
    const stopped = smallProblem({ ...mixed, task: { ...unwatched, cancelled: () => true } });
    await expect(propose(1, stopped)).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('lattice', () => {
  it('makes sense in at most three features', () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => feature(name));
    expect(strategy('lattice').applies(smallProblem(mixed))).toBe(true);
    expect(strategy('lattice').applies(smallProblem({ features: four, raw: [0, 0, 0, 0, 1, 1, 1, 1] }))).toBe(false);
  });

  it('puts every combination of its nodes once', async () => {
    const problem = smallProblem({ features: [feature('a'), feature('b')], raw: [0, 0, 1, 1] });
    const { raw: found, rows } = await strategy('lattice').propose(problem, 100, 1, new Float64Array(0));
    expect(rows).toBe(100);
    const nodes = rowsOf(found, 2);
    expect(new Set(nodes.map(([a]) => a)).size).toBe(10);
    expect(new Set(nodes.map(([a, b]) => `${a}/${b}`)).size).toBe(100);
  });
});

describe('low-discrepancy', () => {
  it('fills each tenth of a feature with a tenth of the points, give or take few', async () => {
    const problem = smallProblem({ features: [feature('a'), feature('b')], raw: [0, 0, 1, 1] });
    const { raw: found } = await strategy('low-discrepancy').propose(problem, 1000, 5, new Float64Array(0));
    const { low, high } = problem.box;
    const counts = new Array<number>(10).fill(0);
    for (const [a] of rowsOf(found, 2)) counts[Math.floor((10 * (a - low[0])) / (high[0] - low[0]))]++;
    expect(Math.max(...counts.map((count) => Math.abs(count - 100)))).toBeLessThan(5);
  });
});

describe('sweeps', () => {
  it('changes one feature of a good point and no other', async () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => feature(name));
    const points = [1, 2, 3, 4, -1, -2, -3, -4];
    const problem = smallProblem({ features: four, raw: points });
    const { raw: found } = await strategy('sweeps').propose(problem, 200, 1, new Float64Array(0));
    const changes = rowsOf(found, 4).map((row) =>
      Math.min(
        ...rowsOf(Float64Array.from(points), 4).map((from) => row.filter((value, f) => value !== from[f]).length),
      ),
    );
    expect(new Set(changes)).toEqual(new Set([1]));
  });
});

describe('groups', () => {
  const names = ['pos_x', 'pos_y', 'joint 1', 'joint 2', 'load', 'still'];
  const own = Random.of(1, 'groups');
  const points = Array.from({ length: 80 }, () => {
    const [x, y, one, two] = [own.normal(), own.normal(), own.normal(), own.normal()];
    return [x, y, one, two, 3 * x + 0.1 * y, 4];
  }).flat();
  const problem = smallProblem({ features: names.map((name) => feature(name)), raw: points });

  it('are features of one stem, features that move together, and all that change', () => {
    expect(relatedFeatures(problem)).toEqual([
      [0, 1],
      [2, 3],
      [0, 4],
      [0, 1, 2, 3, 4],
    ]);
  });

  it('are scaled together about their means, inside the box', async () => {
    const { raw: found, rows } = await strategy('groups').propose(problem, 400, 1, new Float64Array(0));
    expect(rows).toBe(400);
    expect(inside(problem, found)).toBe(true);
    const unchanged = rowsOf(found, 6).map((row) =>
      Math.max(
        ...rowsOf(Float64Array.from(points), 6).map((from) => row.filter((value, f) => value === from[f]).length),
      ),
    );
    expect(Math.min(...unchanged)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...unchanged)).toBe(4);
  });

  it('do not exist where one feature stands alone', () => {
    expect(strategy('groups').applies(smallProblem({ features: [feature('a')], raw: [0, 1] }))).toBe(false);
  });
});

describe('resampling', () => {
  it('stays around what is known, and has nothing to say before', async () => {
    const problem = smallProblem({ features: [feature('a'), feature('b')], raw: [-10, -10, 10, 10] });
    const { raw: found } = await strategy('resampling').propose(problem, 500, 1, Float64Array.of(8, -8));
    const near = rowsOf(found, 2).filter(([a, b]) => Math.hypot(a - 8, b + 8) < 5);
    expect(near.length).toBeGreaterThan(350);
    expect(await strategy('resampling').propose(problem, 500, 1, new Float64Array(0))).toMatchObject({
      rows: 0,
      queries: 0,
    });
  });
});

describe.each(['gradient', 'cross-entropy'] as const)('%s', (id) => {
  const two = [feature('a'), feature('b')];
  const points = Array.from({ length: 50 }, (_, i) => [Math.cos(i), Math.sin(i)]).flat();
  /** Rewarded near (1.4, 0), which no good point is. */
  const reward = ([a, b]: readonly number[]) => Math.exp(-20 * ((a - 1.4) ** 2 + b ** 2));
  const norm = { id: 'limit', type: 'range', features: [0], min: [-1.2], max: [1.2] } as const;

  it('ends at places that violate a norm', async () => {
    const problem = smallProblem({ features: two, raw: points, norms: [norm], reward });
    const { raw: found, rows } = await strategy(id).propose(problem, 2000, 1, new Float64Array(0));
    const violating = rowsOf(found, 2).filter(([a]) => Math.abs(a) > 1.2);
    expect(violating.length).toBeGreaterThan(0.8 * rows);
  });

  it('is not drawn to what a patch keeps under the floor', async () => {
    const parts = { features: two, raw: points, norms: [norm], reward };
    const suppression = ([a]: readonly number[]) => (a > 0 ? 1 : 0);
    const patch = { id: 'p', kind: 'suppress', space: 'sculpt', strength: 1, member: 0, expert: 0 } as const;
    const open = await strategy(id).propose(smallProblem(parts), 3000, 1, new Float64Array(0));
    const patched = smallProblem({ ...parts, suppression, patches: [patch] });
    const closed = await strategy(id).propose(patched, 3000, 1, new Float64Array(0));
    const right = (found: Float64Array) => rowsOf(found, 2).filter(([a]) => a > 1.2).length;
    expect(right(open.raw)).toBeGreaterThan(0);
    expect(right(closed.raw)).toBeLessThan(0.5 * right(open.raw));
  });

  it('looks for rewarded places away from the demonstrations where no norm speaks', async () => {
    const distanceRatio = ([a, b]: readonly number[]) => 4 * Math.abs(Math.hypot(a, b) - 1);
    const problem = smallProblem({ features: two, raw: points, reward, distanceRatio });
    const { raw: found, rows } = await strategy(id).propose(problem, 2000, 1, new Float64Array(0));
    const away = rowsOf(found, 2).filter((row) => distanceRatio(row) > 1);
    expect(away.length).toBeGreaterThan(0.8 * rows);
  });
});

describe('gradient', () => {
  it('begins at fewer places where each step costs more queries', async () => {
    const dear = (factor: number): AttackProblem => {
      const problem = smallProblem(mixed);
      const descend: AttackProblem['searches']['descend'] = async (...asked) => {
        const found = await problem.searches.descend(...asked);
        return { ...found, queries: factor * found.queries };
      };
      return { ...problem, searches: { ...problem.searches, descend } };
    };
    const [cheap, costly] = await Promise.all(
      [1, 40].map((factor) => strategy('gradient').propose(dear(factor), 3000, 1, flaws)),
    );
    expect(costly.rows).toBeLessThan(0.5 * cheap.rows);
    expect(costly.queries).toBeLessThan(1.3 * 3000);
  });
});

describe('cross-entropy', () => {
  it('finds the one rewarded violation', async () => {
    const two = [feature('a'), feature('b')];
    const points = Array.from({ length: 50 }, (_, i) => [Math.cos(i), Math.sin(i)]).flat();
    const reward = ([a, b]: readonly number[]) => Math.exp(-2 * ((a - 1.4) ** 2 + b ** 2));
    const norm = { id: 'limit', type: 'range', features: [0], min: [-1.2], max: [1.2] } as const;
    const problem = smallProblem({ features: two, raw: points, norms: [norm], reward });
    const { raw: found } = await strategy('cross-entropy').propose(problem, 2000, 1, new Float64Array(0));
    const best = Math.min(...rowsOf(found, 2).map(([a, b]) => Math.hypot(a - 1.4, b)));
    expect(best).toBeLessThan(0.05);
  });
});

describe.each(namedDistributions)('the distribution $id', ({ draw }) => {
  const problem = smallProblem(mixed);

  it('draws inside the box, the same for the same seed, and no fewer first ones for more', () => {
    const [few, many] = [draw(problem, 50, 3), draw(problem, 200, 3)];
    expect(inside(problem, many)).toBe(true);
    expect(many.subarray(0, few.length)).toEqual(few);
    expect(draw(problem, 50, 4)).not.toEqual(few);
  });
});

describe('the tube', () => {
  it('lies within u_max of a good point', () => {
    const problem = smallProblem({ features: [feature('a'), feature('b')], raw: [-1, -1, 1, 1], uMax: 1.5 });
    const tube = namedDistributions.find(({ id }) => id === 'tube');
    const { x } = problem.points(tube?.draw(problem, 400, 1) ?? new Float64Array(0), 400);
    const near = Array.from({ length: 400 }, (_, row) => {
      const [a, b] = [x[2 * row], x[2 * row + 1]];
      return Math.min(Math.hypot(a - 1, b - 1), Math.hypot(a + 1, b + 1));
    });
    expect(Math.max(...near)).toBeLessThanOrEqual(1.5 * 0.5 + 1e-9);
    expect(Math.max(...near)).toBeGreaterThan(0.6);
  });
});
