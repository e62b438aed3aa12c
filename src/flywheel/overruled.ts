/**
 * What a batch does beside what it is for (docs/methods.md 4): a mask takes the whole violated set, and so a cluster that a person
 * rejected, or could not judge, too. Nobody is overruled in silence.
 */
import type { Patch } from '../reward/types';
import type { AuditMemory } from './memory';
import { pointsOf } from './repair';
import type { AttackProblem, Flaw, FlawCluster } from './types';

/** A cluster with a person's verdict, and what a batch does to it. */
export interface OverruledCluster {
  readonly id: string;
  readonly norm: string | null;
  readonly verdict: 'rejected' | 'abstained';
  /** Points of it that are remembered, and how many of them the batch takes below the threshold. */
  readonly points: number;
  readonly suppressed: number;
}

/** What a batch covers: a cluster with its mean score without and with it. */
export interface CoveredCluster {
  readonly id: string;
  readonly norm: string | null;
  readonly points: number;
  readonly before: number;
  readonly after: number;
}

/** Clusters that a person has judged otherwise than as flaws, the newest last. */
export function judgedClusters({ rejected, queue }: Pick<AuditMemory, 'rejected' | 'queue'>): FlawCluster[] {
  const judged = [...rejected, ...queue.filter(({ verdict }) => verdict === 'abstained')];
  return judged.sort((a, b) => (a.flaws.at(0)?.iteration ?? 0) - (b.flaws.at(0)?.iteration ?? 0));
}

/** Clusters of which the patches take what those before left. */
export async function overruledBy(
  problem: AttackProblem,
  before: readonly Patch[],
  after: readonly Patch[],
  clusters: readonly FlawCluster[],
): Promise<OverruledCluster[]> {
  const found: OverruledCluster[] = [];
  for (const { id, norm, verdict, flaws } of clusters) {
    if (verdict !== 'rejected' && verdict !== 'abstained') continue;
    const [then, now] = await scoresAt(problem, flaws, before, after);
    const suppressed = flaws.filter((_, i) => then[i] > problem.floor && !(now[i] > problem.floor)).length;
    if (suppressed > 0) found.push({ id, norm, verdict, points: flaws.length, suppressed });
  }
  return found;
}

/** Accepted clusters with their scores, the largest first. */
export async function coveredBy(
  problem: AttackProblem,
  before: readonly Patch[],
  after: readonly Patch[],
  clusters: readonly FlawCluster[],
): Promise<CoveredCluster[]> {
  const found: CoveredCluster[] = [];
  for (const { id, norm, flaws } of clusters) {
    const [then, now] = await scoresAt(problem, flaws, before, after);
    found.push({ id, norm, points: flaws.length, before: mean(then), after: mean(now) });
  }
  return found.sort((a, b) => b.points - a.points);
}

async function scoresAt(
  problem: AttackProblem,
  flaws: readonly Flaw[],
  before: readonly Patch[],
  after: readonly Patch[],
): Promise<[Float64Array, Float64Array]> {
  const points = pointsOf(problem, flaws);
  const [then, now] = [await problem.scoresUnder(points, before), await problem.scoresUnder(points, after)];
  return [then.score, now.score];
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
