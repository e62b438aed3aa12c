/** Finds the files of videos by the tails of their paths: people choose the folder, a folder above it, or a copy. Pure. */

import type { EpisodeVideo } from '../../../../app/types';

/** Paths of videos, each once: in newer data sets many episodes share one. */
export function pathsOf(videos: readonly EpisodeVideo[]): string[] {
  return [...new Set(videos.map(({ path }) => path))];
}

const segments = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

/** Number of segments that two paths end with alike. */
function commonTail(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

/** Paths by their last segment. */
function byName(paths: readonly string[]): Map<string, { index: number; parts: string[] }[]> {
  const groups = new Map<string, { index: number; parts: string[] }[]>();
  paths.forEach((path, index) => {
    const parts = segments(path);
    const name = parts.at(-1);
    if (name === undefined) return;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [{ index, parts }]);
    else group.push({ index, parts });
  });
  return groups;
}

/**
 * Place in `files` of each video of `videos` (paths, each once): the longest common tail wins. Left out where none fits, or
 * where what fits would fit another video as well, for cameras often name their files alike.
 */
export function matchVideos(videos: readonly string[], files: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  const candidates = byName(files);
  for (const [name, group] of byName(videos)) {
    for (const { index, parts } of group) {
      let best = -1;
      let longest = 0;
      for (const file of candidates.get(name) ?? []) {
        const tail = commonTail(parts, file.parts);
        if (tail > longest) [best, longest] = [file.index, tail];
      }
      const shared = group.some((other) => other.index !== index && commonTail(parts, other.parts) >= longest);
      if (best >= 0 && !shared) found.set(videos[index], best);
    }
  }
  return found;
}
