/** Episodes of the folds, as they are judged by the members that did not see them. */
import type { Segment } from '../../demonstrations/split';
import type { PreparedData } from '../prepared-data';

/** The episode that a segment counts as: itself where the split is by block. */
export function episodeOf({ split }: Pick<PreparedData, 'split'>, segment: Segment): number {
  return split.byEpisode ? segment.episode : split.segments.indexOf(segment);
}

/** Segments that some member calibrates on, member by member, in their order. */
export function calibrationSegments({ split }: Pick<PreparedData, 'split'>): Segment[] {
  return Array.from({ length: split.members }, (_, k) => split.segments.filter(({ part }) => part === k)).flat();
}
