/** Arrays whose names differ by a number alone may be the episodes of one recording: `observations_0`, `actions_0` … */
import { wordsOf } from '../../demonstrations/interpretation/words';
import type { ArrayShape } from './named-array';

export interface NumberedName {
  readonly stem: string;
  readonly number: string;
}

const frameWord = /^(obs|observations?|states?|acts?|actions?|acs|rewards?|rews|dones?|terminals?|qpos|qvel|images?)$/;
const episodeWord = /^(episodes?|ep|eps|demos?|traj|trajectory|trajectories|rollouts?|runs?|trials?|arr)$/;

/** `observations_0` → observations, 0; `ep3_obs` → obs, 3; null for names without a number at an end. */
export function numberedName(name: string): NumberedName | null {
  const after = /^(.*?\D)??[_\-. /]?(\d+)$/.exec(name);
  if (after !== null) return { stem: (after[1] ?? '').replace(/[_\-. /]$/, ''), number: String(Number(after[2])) };
  const before = /^(?:episode|ep|eps|demo|traj|trajectory|rollout|run|trial)?[_-]?(\d+)[_\-./](\D.*)$/i.exec(name);
  return before === null ? null : { stem: before[2], number: String(Number(before[1])) };
}

/**
 * The numbers, in order, when arrays are episodes by their numbers: every stem comes with the same two or more numbers, arrays
 * of one number have one length (or one frame less), and either lengths differ between numbers or the stems are of frames.
 */
export function numberedEpisodes(arrays: readonly ArrayShape[]): string[] | null {
  const named = arrays.map((array) => ({ array, name: numberedName(array.name) }));
  if (named.some(({ name, array }) => name === null || array.shape.length === 0)) return null;
  const byNumber = new Map<string, { stem: string; shape: readonly number[] }[]>();
  for (const { array, name } of named) {
    if (name === null) return null;
    byNumber.set(name.number, [...(byNumber.get(name.number) ?? []), { stem: name.stem, shape: array.shape }]);
  }
  const groups = [...byNumber.values()];
  if (groups.length < 2) return null;
  const stems = groups[0].map(({ stem }) => stem).sort();
  const alike = groups.every(
    (group) =>
      group
        .map(({ stem }) => stem)
        .sort()
        .join('|') === stems.join('|'),
  );
  const lengths = groups.map((group) => Math.max(...group.map(({ shape }) => shape[0])));
  const level = groups.every((group, i) => group.every(({ shape }) => shape[0] >= lengths[i] - 1));
  if (!alike || !level || !sameWidths(groups)) return null;
  const differ = new Set(lengths).size > 1;
  const words = stems.flatMap((stem) => wordsOf(stem));
  const frames =
    words.some((word) => frameWord.test(word)) && groups[0].some(({ shape }) => shape.length > 1) && stems.length > 1;
  const episodes =
    stems.length === 1 && (words.length === 0 || episodeWord.test(words[0])) && differ && groups[0][0].shape.length > 1;
  const single =
    stems.length === 1 && words.some((word) => frameWord.test(word)) && differ && groups[0][0].shape.length > 1;
  if (!(frames || episodes || single || (differ && stems.length > 1))) return null;
  return [...byNumber.keys()].sort((a, b) => Number(a) - Number(b));
}

function sameWidths(groups: readonly (readonly { stem: string; shape: readonly number[] }[])[]): boolean {
  const widths = (group: (typeof groups)[number]): string =>
    group
      .map(({ stem, shape }) => `${stem} ${shape.slice(1).join()}`)
      .sort()
      .join('|');
  return groups.every((group) => widths(group) === widths(groups[0]));
}
