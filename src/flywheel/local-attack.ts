/**
 * Each patch is attacked again within its own reach (docs/methods.md 4): a statement about that patch, not about all jointly, and
 * under all patches of now.
 */
import { clopperPearsonUpper } from '../basics/intervals';
import type { Patch } from '../reward/types';
import { drawWithin } from './local-draws';
import { drawnInputs } from './rates/drawn';
import { verifyReachable } from './rates/reachable';
import type { AttackProblem, PatchAttack } from './types';
import { verify } from './verifier';

/** True for a kernel over rates that would be filled in: filled in, its queries would leave its reach. */
function readsFilled(problem: AttackProblem, patch: Patch): boolean {
  if (patch.space !== 'input') return false;
  const drawn = new Set(drawnInputs(problem));
  return (patch.features ?? [...patch.center.keys()]).some((input) => !drawn.has(input));
}

/**
 * Fresh queries within the reach of a patch and how many of them are flaws.
 * @param count ≥ 59 bounds the share by .05 when there is no hit; fewer are asked where the reach hardly meets the box
 * @returns the same for the same problem, patch and seed; a bound of 1 when nothing could be asked
 */
export async function attackPatch(
  problem: AttackProblem,
  patch: Patch,
  count: number,
  seed: number,
): Promise<PatchAttack> {
  const raw = await drawWithin(problem, patch, count, seed);
  const queries = raw.length / problem.space.features.length;
  const ask = readsFilled(problem, patch) ? verify : verifyReachable;
  const { verdicts, scores } = await ask(problem, raw, queries);
  const hits = verdicts.reduce(
    (sum, verdict, row) => sum + Number(verdict === 1 && scores.score[row] > problem.floor),
    0,
  );
  return { id: patch.id, queries, hits, bound: clopperPearsonUpper(hits, queries) };
}
