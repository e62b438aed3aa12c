/** How many frames each episode has, by a LeRobot folder's own tables. What cannot be read there is not known. */
import type { Task } from '../basics/task';
import type { EpisodeRows } from './lerobot-gaps';
import { isObject, parseJson } from './json-values';
import type { Limits } from './limits';
import { ownNames } from './parquet';
import { readBytes, type SourceFile } from './source';

/** Frames by episode number, from `meta/episodes.jsonl` (v2) or `meta/episodes/**.parquet` (v3). */
export async function declaredEpisodes(files: readonly SourceFile[], limits: Limits, task: Task): Promise<EpisodeRows> {
  const declared = new Map<number, number>();
  const add = (episode: unknown, length: unknown): void => {
    if (Number.isSafeInteger(episode) && Number.isSafeInteger(length)) declared.set(Number(episode), Number(length));
  };
  for (const file of files) {
    if (file.name.endsWith('.parquet')) await fromParquet(file, limits, task, add);
    else await fromLines(file, limits, add);
  }
  return declared;
}

type Add = (episode: unknown, length: unknown) => void;

async function fromParquet(file: SourceFile, limits: Limits, task: Task, add: Add): Promise<void> {
  const { readParquet } = await import('./parquet-read');
  const wanted = ['episode_index', 'length'];
  const ignore = (leaf: string): boolean => !wanted.includes(leaf);
  const table = await readParquet(file, limits, task, { naming: ownNames, ignore });
  if (!table.ok) return;
  const [episodes, lengths] = wanted.map((name) => table.value.columns.find((column) => column.name === name)?.values);
  episodes?.forEach((episode, row) => add(episode, lengths?.[row]));
}

async function fromLines(file: SourceFile, limits: Limits, add: Add): Promise<void> {
  if (file.size > limits.textBytes) return;
  const bytes = await readBytes(file);
  if (!bytes.ok) return;
  for (const line of new TextDecoder().decode(bytes.value).split('\n')) {
    const { value } = parseJson(line);
    if (value !== undefined && isObject(value)) add(value['episode_index'], value['length']);
  }
}
