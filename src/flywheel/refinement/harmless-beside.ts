/**
 * Where a labeller knows what is bad, it also knows where that ends: points around flaws that it calls harmless, for a learned
 * patch to keep off. Without a labeller nobody can tell, because a flaw that no norm knows has neighbours that none knows.
 */
import { resampling } from '../red-team/resampling';
import type { AttackProblem } from '../types';
import { verify } from '../verifier';

/** Points that the labeller is shown *(choice)*. */
const queries = 4000;
/** `Verified.verdicts` of a point that nothing objects to. */
const compliant = 0;

/**
 * Standardised points above the floor without patches of now, [f × D]; none without a labeller.
 * @param flaws [b × D] standardised
 * @throws Cancelled
 */
export async function harmlessBeside(problem: AttackProblem, flaws: Float64Array, seed: number): Promise<Float64Array> {
  if (problem.labeller === null || flaws.length === 0) return new Float64Array(0);
  const { dims } = problem;
  const known = problem.rawOf(flaws, flaws.length / dims);
  const { raw, rows } = await resampling.propose(problem, queries, seed, known);
  const { points, verdicts } = await verify(problem, Float64Array.from(raw), rows);
  const { score } = await problem.scoresUnder(points, []);
  const kept = [...verdicts.keys()].filter((row) => verdicts[row] === compliant && score[row] > problem.floor);
  const x = new Float64Array(kept.length * dims);
  kept.forEach((row, i) => x.set(points.x.subarray(row * dims, (row + 1) * dims), i * dims));
  return x;
}
