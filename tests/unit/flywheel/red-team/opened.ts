/** Short ways to what tests of the red team stand on. */
import type { Result } from '../../../../src/basics/result';
import type { GoodPoints } from '../../../../src/flywheel/types';
import type { Points } from '../../../../src/reward/types';

/** The value of something that must have worked. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Good points of full reward. */
export function good(points: Points, episodes = new Uint32Array(points.rows)): GoodPoints {
  return {
    points,
    episodes,
    folds: new Int32Array(points.rows).fill(-1),
    reward: new Float64Array(points.rows).fill(1),
  };
}
