/** Clusters of one norm as one: near-identical ones are judged together, or looked at one by one. */
import type { FlawCluster } from '../../../app/types';

export interface ClusterGroup {
  readonly norm: string | null;
  readonly inconclusive: boolean;
  readonly clusters: readonly FlawCluster[];
  /** Flaws of all of them that are listed. */
  readonly points: number;
  readonly waiting: readonly string[];
}

/** In the order of their first clusters, the most pressing first. */
export function groupsOf(clusters: readonly FlawCluster[]): ClusterGroup[] {
  const groups = new Map<string, FlawCluster[]>();
  for (const cluster of clusters) {
    const key = JSON.stringify([cluster.norm, cluster.inconclusive]);
    groups.set(key, [...(groups.get(key) ?? []), cluster]);
  }
  return [...groups.values()].map((own) => ({
    norm: own[0].norm,
    inconclusive: own[0].inconclusive,
    clusters: own,
    points: own.reduce((sum, { flaws }) => sum + flaws.length, 0),
    waiting: own.filter(({ verdict }) => verdict === 'waiting').map(({ id }) => id),
  }));
}

/** What a group is of, for people. */
export function groupTitle({ norm, inconclusive }: ClusterGroup): string {
  if (inconclusive) return 'Inconclusive';
  return norm ?? 'Labelled bad by a person';
}
