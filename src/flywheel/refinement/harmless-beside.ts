/**
 * Where a labeller knows what is bad, it also knows where that ends: points around flaws that it calls harmless, for a learned
 * patch to keep off. Without a labeller nobody can tell, because a flaw that no norm knows has neighbours that none knows.
 */
import { resampling } from '../red-team/resampling';
import type { Arena } from '../types';
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
export async function harmlessBeside(arena: Arena, flaws: Float64Array, seed: number): Promise<Float64Array> {
  if (arena.labeller === null || flaws.length === 0) return new Float64Array(0);
  const { dims } = arena;
  const known = arena.rawOf(flaws, flaws.length / dims);
  const { raw, rows } = await resampling.propose(arena, queries, seed, known);
  const { points, verdicts } = await verify(arena, Float64Array.from(raw), rows);
  const { score } = await arena.scoresUnder(points, []);
  const kept = [...verdicts.keys()].filter((row) => verdicts[row] === compliant && score[row] > arena.floor);
  const x = new Float64Array(kept.length * dims);
  kept.forEach((row, i) => x.set(points.x.subarray(row * dims, (row + 1) * dims), i * dims));
  return x;
}
