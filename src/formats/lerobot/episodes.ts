/**
 * What a LeRobot folder's own tables say of its episodes: how many frames each has and, in v3, where its videos begin. What
 * cannot be read there is not known.
 */
import type { Task } from '../../basics/task';
import { isObject, parseJson } from '../text/json-values';
import type { EpisodeRows } from './gaps';
import type { Limits } from '../limits';
import type { RawColumn } from '../tables/make-table';
import { ownNames } from '../parquet/parquet';
import { readBytes, type SourceFile } from '../source';

/** Where a video of one episode lies in v3: a file of several episodes. */
export interface VideoPlace {
  readonly chunk: number;
  readonly file: number;
  /** Seconds into the video. */
  readonly start: number;
}

export interface DeclaredEpisodes {
  /** Frames by episode number. */
  readonly lengths: EpisodeRows;
  /** Places of videos, by episode number and then by the key of the camera; empty in v2. */
  readonly videos: ReadonlyMap<number, ReadonlyMap<string, VideoPlace>>;
}

/** @param cameras keys of the videos, for which places are looked up */
export async function declaredEpisodes(
  files: readonly SourceFile[],
  cameras: readonly string[],
  limits: Limits,
  task: Task,
): Promise<DeclaredEpisodes> {
  const declared = new Declared();
  for (const file of files) {
    if (file.name.endsWith('.parquet')) await fromParquet(file, cameras, limits, task, declared);
    else await fromLines(file, limits, declared);
  }
  return declared;
}

class Declared implements DeclaredEpisodes {
  readonly lengths = new Map<number, number>();
  readonly videos = new Map<number, Map<string, VideoPlace>>();

  addLength(episode: unknown, length: unknown): void {
    if (Number.isSafeInteger(episode) && Number.isSafeInteger(length))
      this.lengths.set(Number(episode), Number(length));
  }

  addVideo(episode: unknown, camera: string, { chunk, file, start }: VideoPlace): void {
    const countable = [chunk, file].every((place) => Number.isSafeInteger(place) && place >= 0);
    if (!Number.isSafeInteger(episode) || !countable || !Number.isFinite(start) || start < 0) return;
    const videos = this.videos.get(Number(episode)) ?? new Map<string, VideoPlace>();
    this.videos.set(Number(episode), videos.set(camera, { chunk, file, start }));
  }
}

async function fromParquet(
  file: SourceFile,
  cameras: readonly string[],
  limits: Limits,
  task: Task,
  declared: Declared,
): Promise<void> {
  const { readParquet } = await import('../parquet/read');
  const videos = cameras.map((camera) => ({ camera, names: videoColumns(camera) }));
  const wanted = new Set(['episode_index', 'length', ...videos.flatMap(({ names }) => names)]);
  const table = await readParquet(file, limits, task, { naming: ownNames, ignore: (leaf) => !wanted.has(leaf) });
  if (!table.ok) return;
  const columns = new Map(table.value.columns.map((column) => [column.name, column]));
  const [episodes, lengths] = valuesOf(columns, ['episode_index', 'length']);
  episodes?.forEach((episode, row) => declared.addLength(episode, lengths?.[row]));
  for (const { camera, names } of videos) {
    const [chunks, places, starts] = valuesOf(columns, names);
    if (!chunks || !places || !starts) continue;
    episodes?.forEach((episode, row) => {
      declared.addVideo(episode, camera, { chunk: chunks[row], file: places[row], start: starts[row] });
    });
  }
}

function videoColumns(camera: string): string[] {
  return ['chunk_index', 'file_index', 'from_timestamp'].map((name) => `videos/${camera}/${name}`);
}

function valuesOf(
  columns: ReadonlyMap<string, RawColumn>,
  names: readonly string[],
): (RawColumn['values'] | undefined)[] {
  return names.map((name) => columns.get(name)?.values);
}

async function fromLines(file: SourceFile, limits: Limits, declared: Declared): Promise<void> {
  if (file.size > limits.textBytes) return;
  const bytes = await readBytes(file);
  if (!bytes.ok) return;
  for (const line of new TextDecoder().decode(bytes.value).split('\n')) {
    const { value } = parseJson(line);
    if (value !== undefined && isObject(value)) declared.addLength(value['episode_index'], value['length']);
  }
}
