/** Value iteration against figures that are known in closed form (docs/methods.md 9). */
import { describe, expect, test } from 'vitest';
import { readLayout } from '../../../src/planning/maze/layout';
import {
  believedWalls,
  bestMove,
  blocked,
  defaultPlan,
  directionOf,
  moves,
  nodesOf,
  planValues,
  valueAt,
} from '../../../src/planning/planners/value-iteration';

const open = () => false;
const settings = {
  ...defaultPlan,
  grid: 21,
  range: [-1, 1] as const,
  moveLength: 0.1,
  goal: { centre: [0.5, 0.5] as const, radius: 0.06, bonus: 5 },
};
const nothing = new Float64Array(moves * 21 * 21);

describe('value iteration', () => {
  test('a constant reward is worth its geometric sum wherever one can move for ever', () => {
    const plan = planValues(
      open,
      nothing.map(() => 1),
      { ...settings, goal: { ...settings.goal, bonus: 0 } },
    );
    for (const value of plan.values) expect(value).toBeCloseTo(1 / (1 - 0.97), 2);
    expect(plan.change).toBeLessThanOrEqual(1e-5);
  });

  test('values fall by γ a move away from the goal, and the policy walks there', () => {
    const plan = planValues(open, nothing, settings);
    // One can turn on the spot between the nodes inside the goal's circle: the bonus is paid again and again.
    const at = (column: number) => plan.values[15 * 21 + column];
    for (let column = 4; column < 13; column++) expect(at(column) / at(column + 1)).toBeCloseTo(0.97, 3);
    expect(bestMove(plan, open, () => 0, -0.5, 0.5)).toBe(0);
    expect(bestMove(plan, open, () => 0, -0.5, -0.5)).toBe(1);
  });

  test('nothing is worth anything behind walls, and no value leaks through them', () => {
    const closed = (x: number) => Math.abs(x) < 0.12;
    const plan = planValues(closed, nothing, settings);
    expect(valueAt(plan, -0.6, 0)).toBe(0);
    expect(valueAt(plan, 0.6, 0)).toBeGreaterThan(1);
    expect(valueAt(plan, 0, 0)).toBeNaN();
  });

  test('a diagonal between two walls is blocked, past one it is not', () => {
    const both = readLayout('a', 'a', ['#G', 'S#']);
    const one = readLayout('b', 'b', ['.G', 'S#']);
    if (!both.ok || !one.ok) throw new Error('layouts');
    expect(blocked(believedWalls(both.value), -0.1, -0.1, 1, 0.3)).toBe(true);
    expect(blocked(believedWalls(one.value), -0.1, -0.1, 1, 0.3)).toBe(false);
  });

  test('the grid reaches from end to end, and eight directions go around', () => {
    expect(Array.from(nodesOf({ grid: 5, range: [-4, 4] }))).toEqual([-4, -2, 0, 2, 4]);
    for (let move = 0; move < moves; move++) {
      expect(Math.hypot(...directionOf(move))).toBeCloseTo(1, 12);
      expect(Math.atan2(directionOf(move)[1], directionOf(move)[0])).toBeCloseTo(
        move <= 4 ? (move * Math.PI) / 4 : (move * Math.PI) / 4 - 2 * Math.PI,
        12,
      );
    }
  });
});
