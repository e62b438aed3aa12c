/** What a LeRobot folder says it has and has not, or has and is not read: one line a kind. */
import type { Skipped } from '../../demonstrations/table';
import type { LeRobotFolder } from './folder';
import type { LeRobotInfo } from './info';
import { baseName } from '../source';

/** Frames that were read of each episode, by its number. */
export type EpisodeRows = ReadonlyMap<number, number>;

/** @param declared frames of each episode as the folder's own table says; may be empty */
export function leRobotGaps(
  folder: LeRobotFolder,
  info: LeRobotInfo,
  read: EpisodeRows,
  declared: EpisodeRows,
): Skipped[] {
  return [...episodeGaps(info, read, declared), ...videoGaps(folder, info, read.size), ...restOf(folder)];
}

function episodeGaps({ episodes }: LeRobotInfo, read: EpisodeRows, declared: EpisodeRows): Skipped[] {
  const gaps: Skipped[] = [];
  const total = Math.max(episodes ?? 0, declared.size);
  const missing = total - read.size;
  if (missing > 0) gaps.push({ what: `${missing} of ${counted(total, 'episode')}`, why: 'not in the folder' });
  const partial = [...read].filter(([episode, rows]) => (declared.get(episode) ?? rows) !== rows);
  if (partial.length > 0) {
    const [episode, rows] = partial[0];
    const example = `episode ${episode} has ${rows}, not ${declared.get(episode) ?? 0}`;
    gaps.push({
      what: counted(partial.length, 'episode'),
      why: `read, but with another number of frames than meta/episodes says: ${example}`,
    });
  }
  return gaps;
}

function videoGaps({ root, media }: LeRobotFolder, { videos, pictures }: LeRobotInfo, episodes: number): Skipped[] {
  const filesOf = (key: string): number =>
    media.filter(({ name }) => name.slice(root.length).split('/').includes(key)).length;
  const absent = videos.filter((key) => filesOf(key) === 0);
  const present = videos.filter((key) => filesOf(key) > 0);
  const gaps: Skipped[] = [];
  if (absent.length > 0) gaps.push({ what: `videos of ${counted(absent.length, 'camera')}`, why: 'not in the folder' });
  if (present.length > 0) {
    const files = present.reduce((sum, key) => sum + filesOf(key), 0);
    const held = `${counted(files, 'file')} for ${counted(episodes, 'episode')}`;
    gaps.push({ what: `videos of ${counted(present.length, 'camera')}`, why: `${held}; only numbers are read` });
  }
  if (pictures.length > 0) {
    gaps.push({ what: `pictures of ${counted(pictures.length, 'camera')}`, why: 'only numbers are read' });
  }
  return gaps;
}

function restOf({ rest }: LeRobotFolder): Skipped[] {
  if (rest.length === 0) return [];
  const names = rest.slice(0, 3).map(({ name }) => baseName(name));
  const more = rest.length > names.length ? ' …' : '';
  return [{ what: `${names.join(', ')}${more}`, why: 'not part of the recording' }];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
