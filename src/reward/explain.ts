/** Why a point has its score: errors by input, gates, and what each patch did there (docs/methods.md 1.3, 2). */
import type { Floats } from '../basics/arrays';
import type { ScoringContext } from './patches/scoring-context';
import { PatchEvaluator } from './patches/suppression';
import type { ErrorModel, Patch, PatchKind, Points } from './types';

/** Share of the error by encoded input, averaged over members, [D]; sums to the mean m for the mixture. @param x [D] */
export function errorShares(models: readonly ErrorModel[], x: Floats): Float64Array {
  const shares = new Float64Array(models[0].dims);
  for (const member of models) {
    member.contributions(x).forEach((share, d) => (shares[d] += share / models.length));
  }
  return shares;
}

/** Mean gate of each expert over members, [E]; empty where the family has none. @param x [D] */
export function meanGates(models: readonly ErrorModel[], x: Floats): number[] {
  const gates = models.flatMap((member) => (member.latent === undefined ? [] : [member.latent(x, 1).gates]));
  if (gates.length === 0) return [];
  return Array.from(gates[0], (_, e) => gates.reduce((sum, member) => sum + member[e], 0) / gates.length);
}

/** What each enabled patch takes or gives at one point, strongest first; those that do not touch it are left out. */
export function touchingPatches(
  models: readonly ErrorModel[],
  point: Points,
  patches: readonly Patch[],
  scoring?: ScoringContext,
): { id: string; kind: PatchKind; amount: number }[] {
  const evaluator = new PatchEvaluator(models, point, scoring);
  return patches
    .map((patch) => ({ id: patch.id, kind: patch.kind, amount: evaluator.amounts(patch)[0] }))
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => b.amount - a.amount);
}
