/** What to show beside a flaw that no patch covers within the budget: the good points that stand in the way. */
import { NeighbourTree } from '../reward/distance/nearest';
import type { AttackProblem, Flaw, Iteration } from './types';

const shownFlaws = 50;
const shownNeighbours = 3;

/** Flaws that need retraining, at most 50, each with its nearest good points in raw units. */
export function nearestGood(problem: AttackProblem, flaws: readonly Flaw[]): Iteration['needsRetraining'] {
  if (flaws.length === 0) return [];
  const { points } = problem.basin;
  const width = problem.space.features.length;
  const tree = new NeighbourTree(points.x, points.rows, problem.dims);
  return flaws.slice(0, shownFlaws).map((flaw) => {
    const { x } = problem.points(Float64Array.from(flaw.raw), 1);
    const { count, indices } = tree.nearest(x, shownNeighbours);
    const nearest = Array.from(indices.subarray(0, count), (row) => [
      ...points.raw.subarray(row * width, (row + 1) * width),
    ]);
    return { flaw, nearest };
  });
}
