/** How far the tolerated share of interruptions can be kept with the episodes there are, in words (docs/methods.md 5). */
import type { Assessment, RewardSummary } from '../../../app/types';
import { percent, plural } from '../../kit/format';

type Counted = Pick<Assessment, 'foldEpisodes' | 'byEpisode' | 'recordings'>;

function recordingsOf({ recordings }: Counted): string {
  return plural(recordings, 'episode');
}

/** What stands below the tolerated share. */
export function supportOf(
  { dial, supported }: Pick<RewardSummary['thresholds'], 'dial' | 'supported'>,
  assessment: Counted,
): string {
  const { foldEpisodes, byEpisode } = assessment;
  const units = byEpisode
    ? plural(foldEpisodes, 'episode')
    : `${plural(foldEpisodes, 'piece')} of ${recordingsOf(assessment)}`;
  if (supported >= 1) return `${units} support no promise`;
  const verb = foldEpisodes === 1 ? 'supports' : 'support';
  return supported > dial ? `${units} ${verb} only ${percent(supported)}` : `supported by ${units}`;
}

/** What must be known where there are too few episodes to split them as wholes. */
export function fewEpisodes(assessment: Counted): string {
  return (
    `With ${recordingsOf(assessment)} no allowance can be promised for a new one: the split is by blocks inside each, so the ` +
    'limits of the gate and all figures speak of further pieces of the same recordings, and flatter the reward. The limit on ' +
    'the energy is the peak of the most unusual piece, measured by the others, and stops little; bring 10 episodes or more.'
  );
}
