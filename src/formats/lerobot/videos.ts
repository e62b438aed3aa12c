/**
 * Which videos a LeRobot folder says its episodes have, and where they lie. Paths come out of a description that anyone may
 * have written: one that would lead out of the folder names no video.
 */
import type { EpisodeVideo } from '../../demonstrations/table';
import { entryPath } from '../archives/archive-path';
import type { DeclaredEpisodes, VideoPlace } from './episodes';
import type { LeRobotInfo } from './info';

/** Robots have few cameras; a description that names more is not believed. */
const mostCameras = 64;
const mostVideos = 100_000;
/** Characters of a template and of a path. */
const longest = 512;

const usual = {
  v2: 'videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4',
  v3: 'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4',
};

/**
 * Videos of the episodes whose numbers are given, in their order, whether or not the videos are there.
 * @param root path of the folder with a closing `/`, or empty
 */
export function episodeVideos(
  root: string,
  info: LeRobotInfo,
  episodes: Iterable<number>,
  { videos: places }: Pick<DeclaredEpisodes, 'videos'>,
): EpisodeVideo[] {
  const template = info.videoPath ?? (info.version.startsWith('v3') ? usual.v3 : usual.v2);
  const videos: EpisodeVideo[] = [];
  if (template.length > longest || info.videos.length > mostCameras) return videos;
  for (const number of episodes) {
    if (!Number.isSafeInteger(number) || number < 0) continue;
    for (const key of info.videos) {
      if (videos.length === mostVideos) return videos;
      const place = places.get(number)?.get(key);
      const path = videoPath(template, fieldsOf(number, key, info, place));
      if (path !== null) videos.push({ number, camera: cameraName(key), path: root + path, start: place?.start ?? 0 });
    }
  }
  return videos;
}

type Fields = Readonly<Record<string, string | number>>;

function fieldsOf(number: number, key: string, { chunkSize }: LeRobotInfo, place: VideoPlace | undefined): Fields {
  const own = { video_key: key, episode_index: number, episode_chunk: Math.floor(number / chunkSize) };
  return place === undefined ? own : { ...own, chunk_index: place.chunk, file_index: place.file };
}

/** The template with its fields filled in, or null when one is not known or the path is none inside the folder. */
function videoPath(template: string, fields: Fields): string | null {
  let known = true;
  const filled = template.replace(/\{([a-z_]+)(?::0?(\d{1,2})?d)?\}/g, (_, name: string, digits?: string) => {
    if (!Object.hasOwn(fields, name)) known = false;
    return String(Object.hasOwn(fields, name) ? fields[name] : '').padStart(Number(digits ?? 0), '0');
  });
  if (!known || filled.length > longest) return null;
  const checked = entryPath(filled);
  return 'path' in checked && checked.path === filled ? filled : null;
}

/** A camera's own name: its key without what all keys of cameras begin with. */
function cameraName(key: string): string {
  return key.replace(/^observation\.(images?\.)?(?=.)/, '');
}
