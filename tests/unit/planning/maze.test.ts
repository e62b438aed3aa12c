/** A planner on a learned reward, in the maze of its demonstrations and in another one (docs/methods.md 9). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Norm } from '../../../src/norms/norm';
import { layouts } from '../../../src/planning/maze/layouts';
import { centreOf, type Layout, tileOf } from '../../../src/planning/maze/layout';
import { planMaze, rawOf, walkPlan } from '../../../src/planning/maze/plan-maze';
import type { Walk } from '../../../src/planning/maze/walk';
import type { Patch } from '../../../src/reward/types';
import { openNorms } from '../../../src/norms/open-norm';
import { noDistances } from '../../../src/norms/rows';
import { routeOf } from '../../../src/planning/maze/demonstrator';
import { agentOf, audited, demonstrated, features, learn, type Learned, need } from './learned';

const [base, middleWall] = layouts;
const start = [-2, -1.5] as const;

/** Walls of one layout that another does not have, as a norm on places. */
function wallNorm(of: Layout, beyond: Layout): Norm {
  const boxes = of.rows.flatMap((line, row) =>
    [...line].flatMap((tile, column) => {
      if (tile !== '#' || beyond.rows[row][column] === '#') return [];
      const [x, y] = centreOf(of, row, column);
      return [{ min: [x - 0.5, y - 0.5], max: [x + 0.5, y + 0.5] }];
    }),
  );
  return { id: 'new-wall', type: 'wall', features: [0, 1], boxes };
}

describe('trained on layout 01', () => {
  let learned: Learned;
  beforeAll(async () => {
    learned = await learn(demonstrated(base, 40, 1));
  });
  const walked = async (world: Layout, patches: readonly Patch[]): Promise<Walk> =>
    walkPlan(world, start, await planMaze(base, agentOf(learned, patches)));

  test('the plan reaches the goal where the world is the one that it believes in', async () => {
    expect((await walked(base, [])).outcome).toBe('reached');
  });

  test('in layout 02 it runs into the new wall at tile (3, 3) and is stuck; after the flywheel it takes the detour', async () => {
    const before = await walked(middleWall, []);
    expect(before.outcome).toBe('stuck');
    expect(before.wall && tileOf(middleWall, ...before.wall)).toEqual([3, 3]);
    const patches = await audited(learned, [wallNorm(middleWall, base)], 3000);
    expect(patches.length).toBeGreaterThan(0);
    const after = await walked(middleWall, patches);
    expect(after.outcome).toBe('reached');
    expect(after.path.some(([x, y]) => tileOf(middleWall, x, y).join() === '5,4')).toBe(true);
  });

  test('a norm that keeps to the right of the centre line moves over 90 % of the routes there', async () => {
    const points = (routeOf(base) ?? []).map(([x, y]): [number, number] => [x, y]);
    const lane: Norm = { id: 'keep-right', type: 'lane', features: [0, 1], points, left: 0.05, right: 1.6 };
    const [opened] = need(openNorms([lane], { features, standardiser: learned.model.standardiser }, noDistances));
    const wanted = async (patches: readonly Patch[]): Promise<number> => {
      const agent = agentOf(learned, patches);
      const plan = await planMaze(base, agent);
      const path = [];
      for (const from of [start, [-2.4, -1.6], [-1.6, -1.5], [-2.3, -1.3], [-1.7, -2.3]] as const) {
        const { outcome, path: walkedPath } = await walkPlan(base, from, plan);
        expect(outcome).toBe('reached');
        path.push(...walkedPath);
      }
      const raw = rawOf(agent.readings, path, path);
      return path.filter((_, row) => opened.margin({ rows: path.length, raw, x: raw }, row) >= 0).length / path.length;
    };
    const before = await wanted([]);
    const after = await wanted(await audited(learned, [lane], 3000));
    expect(after).toBeGreaterThan(0.9);
    expect(after - before).toBeGreaterThan(0.1);
  });
});
