/** What is said of p_min, the vote of a whole run (docs/methods.md 1.4, 5). Pure. */
import { number } from '../../../kit/format';

/** Fewest training episodes for a claim by p. */
const leastEpisodes = 20;

/** Why a p_min cannot be kept; null when it can. @param episodes J */
export function pMinTrouble(pMin: number, episodes: number): string | null {
  const least = 1 / (episodes + 1);
  if (!(pMin > 0 && pMin < 1)) return 'p_min lies between 0 and 1.';
  if (pMin >= least) return null;
  return `With ${episodes} training episodes p is never below ${number(least, 2)}: a smaller p_min would stop nothing.`;
}

/** Why there is none to set. @param episodes J */
export function pMinNote(episodes: number): string {
  return episodes < leastEpisodes
    ? `Whole runs have no vote: fewer than ${leastEpisodes} training episodes (${episodes}), so nothing is claimed by p.`
    : 'Whole runs have no vote: the recordings were judged in blocks, which depend on each other, so nothing is claimed by p.';
}
