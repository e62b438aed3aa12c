/**
 * Out-of-fold energies as if each episode had not calibrated its member either (docs/decisions/015). A member's l_min and
 * l_max are quantiles over its fold, so an episode of that fold is measured in units that it set itself, and its peak comes out
 * near 1 however unlike the others it is; an episode that is new has no such say. Here each is measured in the units that the
 * other episodes of its fold set. Energies are affine in the error, so the stored ones are enough.
 */
import { sortedQuantile } from '../../basics/statistics';
import type { OutOfFoldEpisode } from '../../reward/types';

/** The quantiles that l_min and l_max are (docs/methods.md 1.3). */
const [lower, upper] = [0.9, 0.98];
/** Narrowest unit, over its size: below it the others hardly differ and set none. */
const leastUnit = 1e-9;

/**
 * The same episodes in the units of their fold's other episodes. One that has none, or whose others hardly differ, has no
 * energies (an empty array): nothing is known of how it would look if it were new.
 */
export function unseenEnergies(episodes: readonly OutOfFoldEpisode[]): OutOfFoldEpisode[] {
  const units = new Map<OutOfFoldEpisode, Unit | null>();
  for (const member of new Set(episodes.map((episode) => episode.member))) {
    const fold = episodes.filter((episode) => episode.member === member);
    const ranked = rank(fold);
    fold.forEach((episode, own) => units.set(episode, unitWithout(ranked, own, episode.energies.length)));
  }
  return episodes.map((episode) => {
    const unit = units.get(episode);
    const energies = unit ? episode.energies.map((n) => (n - unit.lMin) / unit.width) : new Float64Array(0);
    return { ...episode, energies };
  });
}

interface Unit {
  readonly lMin: number;
  readonly width: number;
}

/** All energies of a fold, descending, and whose they are. */
interface Ranked {
  readonly energies: Float64Array;
  readonly owners: Uint32Array;
}

function rank(fold: readonly OutOfFoldEpisode[]): Ranked {
  const all = Float64Array.from(fold.flatMap(({ energies }) => Array.from(energies)));
  const owner = Uint32Array.from(fold.flatMap(({ energies }, own) => new Array<number>(energies.length).fill(own)));
  const order = Uint32Array.from(all.keys()).sort((a, b) => all[b] - all[a]);
  return { energies: Float64Array.from(order, (at) => all[at]), owners: Uint32Array.from(order, (at) => owner[at]) };
}

/** Walks the upper end alone: a fold of many episodes is walked once for each. */
function unitWithout({ energies, owners }: Ranked, own: number, rows: number): Unit | null {
  const others = energies.length - rows;
  if (others === 0) return null;
  const wanted = others - Math.floor(lower * (others - 1));
  const highest: number[] = [];
  for (let at = 0; highest.length < wanted; at++) if (owners[at] !== own) highest.push(energies[at]);
  const from = others - wanted;
  const ascending = highest.reverse();
  const at = (q: number) => sortedQuantile(ascending, (q * (others - 1) - from) / Math.max(1, wanted - 1));
  const lMin = at(lower);
  const width = at(upper) - lMin;
  return width > leastUnit * (1 + Math.abs(lMin)) ? { lMin, width } : null;
}
