/** The audit gap of one reward: how often each cell of its tube was looked at, and what was found (docs/methods.md 5). */
import { Cancelled } from '../../basics/task';
import { baseInputs } from '../../demonstrations/motion/rate';
import { count, gapAt, noneOf, openCells, together } from '../../gate/cells/audit-gap';
import { namedDistributions } from '../../flywheel/red-team';
import type { AttackProblem, Flaw } from '../../flywheel/types';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { verifyReachable } from '../../flywheel/rates/reachable';
import { pointsAt } from '../../reward/points-at';
import type { AuditMaterial } from './material';

/** Draws that a cell without a flaw needs for a bound of .05. */
export const enoughDraws = 59;
const drawsAtOnce = 16_384;
/** A cell that this many rounds do not reach lies where the tube hardly is: its gap stays wide, and that is said. */
const mostRounds = 24;

/** Fewest draws of any cell. */
export function leastDraws({ draws }: AuditCells): number {
  return draws.reduce((least, value) => Math.min(least, value), Infinity);
}

/** Cells that nobody has looked at since the last change that touched them. */
export function unseenCells({ draws }: AuditCells): number {
  return draws.reduce((count, value) => count + Number(value === 0), 0);
}

/** a of each flaw; 1 before the first audit. */
export function flawGaps({ reward }: AuditMaterial, cells: AuditCells | null, flaws: readonly Flaw[]): Float64Array {
  if (cells === null || flaws.length === 0) return new Float64Array(flaws.length).fill(1);
  const width = reward.space.features.length;
  const raw = new Float64Array(flaws.length * width);
  flaws.forEach((flaw, i) => raw.set(flaw.raw, i * width));
  return gapAt(cells, pointsAt(reward.space, raw, flaws.length).x, flaws.length);
}

/**
 * Draws from the tube under the patches of now until this audit has looked at every cell 59 times, on top of the counts that
 * still hold.
 * @param held null = nothing was audited yet
 * @param seed of this audit alone: the same draws must not count twice
 * @returns null where there is no basin
 * @throws Cancelled
 */
export async function measuredCells(
  material: AuditMaterial,
  problem: AttackProblem,
  held: AuditCells | null,
  seed: number,
): Promise<AuditCells | null> {
  const { fitted } = material.reward;
  const tube = namedDistributions.find(({ id }) => id === 'tube');
  if (!fitted || tube === undefined) return null;
  const { points } = material.basin;
  const opened = () => openCells(Float32Array.from(points.x), problem.dims, seed, baseInputs(problem.space.features));
  const begun = held?.dims === problem.dims ? held : opened();
  let fresh = noneOf(begun);
  for (let round = 0; round < mostRounds && leastDraws(fresh) < enoughDraws; round++) {
    if (problem.task.cancelled()) throw new Cancelled();
    const raw = tube.draw(problem, drawsAtOnce, seed + round);
    const seen = await verifyReachable(problem, raw, drawsAtOnce);
    const flawed = Uint8Array.from(seen.verdicts, (verdict, row) =>
      Number(verdict === 1 && seen.scores.score[row] > problem.floor),
    );
    fresh = count(fresh, seen.points.x, drawsAtOnce, flawed);
  }
  return together(begun, fresh);
}
