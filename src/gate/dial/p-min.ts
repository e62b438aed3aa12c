/** Which p_min may be set: one that can be reached, on a p that is claimed (docs/methods.md 1.4). */
import { fail, ok, type Result } from '../../basics/result';
import { leastEpisodes } from '../../reward/calibration/conformal';

/** What p rests on. */
export interface Claim {
  /** J, fold episodes. */
  readonly episodes: number;
  /** False when J < 20, or when the judged are blocks of few episodes: then nothing is claimed by p. */
  readonly claims: boolean;
}

/** @returns p_min as given, or `bad-parameter` with what to choose instead */
export function checkPMin(pMin: number, { episodes, claims }: Claim): Result<number> {
  if (!claims) return refuse(unclaimed(episodes), 'Train on 20 whole episodes or more in the folds, then set it.');
  if (!(pMin > 0 && pMin < 1)) return refuse('p_min lies between 0 and 1.', 'Choose another, or leave it off.');
  const least = 1 / (episodes + 1);
  if (pMin >= least) return ok(pMin);
  return refuse(
    `With ${episodes} episodes p is never below ${least.toPrecision(3)}, so a p_min of ${pMin.toPrecision(3)} would look like a guard and stop nothing.`,
    `Choose ${least.toPrecision(3)} or more, or bring more episodes.`,
  );
}

function unclaimed(episodes: number): string {
  return episodes < leastEpisodes
    ? `Nothing is claimed by p, for fewer than ${leastEpisodes} episodes (${episodes}) stand behind it: no p_min can be set.`
    : 'Nothing is claimed by p, for the demonstrations were judged in blocks of few episodes, which depend on each other: no p_min can be set.';
}

function refuse(message: string, advice: string): Result<never> {
  return fail('bad-parameter', message, `Nothing was changed. ${advice}`);
}
