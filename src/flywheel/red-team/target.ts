/**
 * What searches look for: a severe violation that the patches of now leave alone; without norms, or where a person labels,
 * a place away from the demonstrations (u > 1). As a margin: below 0 where the search may be.
 */
import { severe } from '../../norms/norm';
import type { OpenNorm } from '../../norms/open-norm';
import type { PointValues } from '../../reward/search';
import type { Points, Scores } from '../../reward/types';
import type { AttackProblem } from '../types';
import { rawInBox } from './in-box';

/** Norms whose violation makes a flaw. */
export function severeOnes({ norms }: AttackProblem): OpenNorm[] {
  return norms.filter(({ severity }) => severity >= severe);
}

/** Whether the search has to look for unfamiliar places instead of violations. */
export function looksAway(problem: AttackProblem): boolean {
  return problem.labeller !== null || severeOnes(problem).length === 0;
}

/** Least margin of these norms at each row, or 1 − u. NaN where none of them can be told. */
export function marginsAt(problem: AttackProblem, points: Points, norms: readonly OpenNorm[]): Float64Array {
  if (looksAway(problem)) return problem.uncertainties(points).map((u) => 1 - u);
  return Float64Array.from({ length: points.rows }, (_, row) => {
    let least = NaN;
    for (const norm of norms) {
      const margin = norm.margin(points, row);
      if (!(least <= margin) && !Number.isNaN(margin)) least = margin;
    }
    return least;
  });
}

/** How much of what would be above the floor the patches of now take away; at most 0 where they do nothing. */
function closed({ suppression, raise, baseReward: reward }: Scores, row: number, floor: number): number {
  const open = Math.max(0, Math.min(1, reward[row] + raise[row]) - floor);
  return suppression[row] > 0 ? suppression[row] - open : -Infinity;
}

/**
 * The margin at standardised points, decoded into the box first: norms are about raw units. Where the patches of now keep a
 * point under the floor it is not below 0, so that what is repaired does not attract.
 */
export function targetMargin(problem: AttackProblem, norms: readonly OpenNorm[]): PointValues {
  return async (x, rows) => {
    const points = problem.points(rawInBox(problem, x, rows), rows);
    const margins = marginsAt(problem, points, norms);
    if (problem.patches.length === 0) return margins;
    const scores = await problem.scores(points);
    return margins.map((margin, row) => Math.max(margin, closed(scores, row, problem.floor)));
  };
}
