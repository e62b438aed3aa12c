/** A LeRobot v3 data set of an arm that circles, with one video for all episodes; one frame can be planted as a flaw. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Random } from '../../src/basics/random';
import { leRobotInfo } from '../corpus/good-lerobot';
import { parquetBytes } from '../corpus/parquet-bytes';

export const fps = 10;

export interface Arm {
  /** Name of the folder. */
  readonly name: string;
  readonly seed: number;
  readonly episodes: number;
  /** Frames of each episode. */
  readonly length: number;
  /** Spread of the noise about the circle. */
  readonly noise: number;
  /** A frame that lies far off. */
  readonly flaw?: { readonly episode: number; readonly frame: number };
  /** Seconds into the video at which episode e begins. */
  readonly videoStart?: (episode: number) => number;
  readonly video?: Uint8Array;
}

const places = (arm: Arm): { episode: number; frame: number; index: number }[] =>
  Array.from({ length: arm.episodes * arm.length }, (_, index) => {
    return { episode: Math.floor(index / arm.length), frame: index % arm.length, index };
  });

function stateAt({ seed, noise, flaw }: Arm, episode: number, frame: number): number[] {
  if (flaw?.episode === episode && flaw.frame === frame) return [3, -3];
  const start = Random.of(seed, 'arm', episode).uniform(0, 6.28);
  const random = Random.of(seed, 'arm', episode, frame);
  return [Math.cos, Math.sin].map((f) => f(start + 0.15 * frame) + noise * random.normal());
}

function frames(arm: Arm): Uint8Array {
  const rows = places(arm);
  const states = rows.map(({ episode, frame }) => stateAt(arm, episode, frame));
  return parquetBytes([
    { name: 'observation.state', type: 'FLOAT', list: true, data: states },
    { name: 'action', type: 'FLOAT', list: true, data: states.map(([x, y]) => [y, -x]) },
    { name: 'timestamp', type: 'FLOAT', data: rows.map(({ frame }) => frame / fps) },
    { name: 'frame_index', type: 'INT64', data: rows.map(({ frame }) => BigInt(frame)) },
    { name: 'episode_index', type: 'INT64', data: rows.map(({ episode }) => BigInt(episode)) },
    { name: 'index', type: 'INT64', data: rows.map(({ index }) => BigInt(index)) },
  ]);
}

function episodeTable({ episodes, length, videoStart = () => 0 }: Arm): Uint8Array {
  const numbers = Array.from({ length: episodes }, (_, episode) => episode);
  const video = 'videos/observation.images.top';
  return parquetBytes([
    { name: 'episode_index', type: 'INT64', data: numbers.map(BigInt) },
    { name: 'length', type: 'INT64', data: numbers.map(() => BigInt(length)) },
    { name: `${video}/chunk_index`, type: 'INT64', data: numbers.map(() => 0n) },
    { name: `${video}/file_index`, type: 'INT64', data: numbers.map(() => 0n) },
    { name: `${video}/from_timestamp`, type: 'DOUBLE', data: numbers.map(videoStart) },
  ]);
}

/** Writes the folder below `parent`. @returns its path */
export function writeArm(parent: string, arm: Arm): string {
  const files: Record<string, string | Uint8Array> = {
    'meta/info.json': leRobotInfo('v3.0', arm.episodes),
    'meta/episodes/chunk-000/file-000.parquet': episodeTable(arm),
    'data/chunk-000/file-000.parquet': frames(arm),
    ...(arm.video ? { 'videos/observation.images.top/chunk-000/file-000.mp4': arm.video } : {}),
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(parent, arm.name, path)), { recursive: true });
    writeFileSync(join(parent, arm.name, path), content);
  }
  return join(parent, arm.name);
}
