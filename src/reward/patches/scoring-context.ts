/** What masks are judged in: the space of the rows, and the demonstrations around them. Norms are compiled once each. */
import type { Feature } from '../../demonstrations/demonstrations';
import type { Norm } from '../../norms/norm';
import { openNorm, type OpenNorm } from '../../norms/open-norm';
import { noDistances, type NormSpace, type DemonstrationDistances } from '../../norms/rows';

export { noDistances, type DemonstrationDistances } from '../../norms/rows';

export interface ScoringContext {
  readonly space: NormSpace;
  readonly distances: DemonstrationDistances;
}

/** Features that nobody named: `input 1` and so on. */
export function namelessFeatures(count: number): readonly Feature[] {
  const blank = { unit: '', role: 'continuous', column: '', group: 'observation', levels: [] } as const;
  return Array.from({ length: count }, (_, f) => ({ ...blank, name: `input ${f + 1}` }));
}

const bare = new Map<number, ScoringContext>();

/** For rows that nobody described: norms that name features or measure distances to demonstrations are of no use there. */
export function bareScoringContext(rawFeatures: number): ScoringContext {
  const held = bare.get(rawFeatures);
  if (held !== undefined) return held;
  const features = namelessFeatures(rawFeatures);
  const standardiser = { mean: new Float32Array(rawFeatures), std: new Float32Array(rawFeatures).fill(1) };
  const made = { space: { features, standardiser }, distances: noDistances };
  bare.set(rawFeatures, made);
  return made;
}

/** @param distances absent = nothing is near: norms about demonstrations are inconclusive */
export function scoringContextOf(space: NormSpace, distances: DemonstrationDistances = noDistances): ScoringContext {
  return { space: { features: space.features, standardiser: space.standardiser }, distances };
}

const opened = new WeakMap<ScoringContext, WeakMap<Norm, OpenNorm>>();

/** The norm of a mask, ready to judge. @throws Error for one that no patch rule lets through */
export function normIn(scoring: ScoringContext, norm: Norm): OpenNorm {
  const held = opened.get(scoring) ?? new WeakMap<Norm, OpenNorm>();
  opened.set(scoring, held);
  const known = held.get(norm);
  if (known !== undefined) return known;
  const made = openNorm(norm, scoring.space, scoring.distances);
  if (!made.ok) throw new Error(made.failure.message);
  held.set(norm, made.value);
  return made.value;
}
