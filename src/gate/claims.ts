/** Whether anything is claimed by p (docs/methods.md 1.4). */
import { leastEpisodes } from '../reward/calibration/conformal';

/**
 * At least 20 fold episodes, and whole ones: blocks of few episodes depend on each other, however many they are.
 * @param episodes J
 * @param assessment `Assessment`, or what a file says of it
 */
export function claimsP(episodes: number, assessment: unknown): boolean {
  const known = typeof assessment === 'object' && assessment !== null && 'byEpisode' in assessment;
  return episodes >= leastEpisodes && known && assessment.byEpisode === true;
}
