/** Recordings in the formats of robot laboratories, made up on the spot: noisy circles, large enough to be trained on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Random } from '../../src/basics/random';
import { leRobotInfo } from '../corpus/good-lerobot';
import { hdf5Bytes, type Written } from '../corpus/hdf5-bytes';
import { parquetBytes } from '../corpus/parquet-bytes';

/** Frames of each episode. */
export const lengths = Array.from({ length: 12 }, (_, episode) => 20 + episode);
export const rows = lengths.reduce((sum, length) => sum + length, 0);

interface Frame {
  readonly state: readonly [number, number];
  readonly action: readonly [number, number];
}

const episodes: readonly (readonly Frame[])[] = lengths.map((length, episode) => {
  const random = Random.of(4, 'recordings', episode);
  const start = random.uniform(0, 6.28);
  return Array.from({ length }, (_, t): Frame => {
    const angle = start + 0.2 * t;
    const near = (value: number): number => value + 0.02 * random.normal();
    return {
      state: [near(Math.cos(angle)), near(Math.sin(angle))],
      action: [near(-Math.sin(angle)), near(Math.cos(angle))],
    };
  });
});

function matrix(frames: readonly Frame[], part: keyof Frame): Written {
  return { data: Float32Array.from(frames.flatMap((frame) => [...frame[part]])), shape: [frames.length, 2] };
}

function lastFlags(lengthsOf: readonly number[]): Written {
  const flags = lengthsOf.flatMap((length) => Array.from({ length }, (_, t) => Number(t === length - 1)));
  return { data: Uint8Array.from(flags), shape: [flags.length] };
}

/** Files by their paths. */
type Recording = Readonly<Record<string, string | Uint8Array>>;

/** Flat arrays with `terminals`, as D4RL writes them. */
const d4rl = (): Recording => ({
  'circles.hdf5': hdf5Bytes({
    observations: matrix(episodes.flat(), 'state'),
    actions: matrix(episodes.flat(), 'action'),
    rewards: { data: new Float32Array(rows).fill(1), shape: [rows] },
    terminals: lastFlags(lengths),
    timeouts: { data: new Uint8Array(rows), shape: [rows] },
  }),
});

/** A group an episode, and masks that name some of them, as robomimic writes them. */
const robomimic = (): Recording => {
  const demos = episodes.map((frames, i) => {
    const demo = {
      obs: { eef_pos: matrix(frames, 'state') },
      actions: matrix(frames, 'action'),
      dones: lastFlags([frames.length]),
    };
    return [`demo_${i}`, demo] as const;
  });
  const mask = { train: { data: ['demo_0', 'demo_1'] }, valid: { data: ['demo_2'] } };
  return { 'low_dim.hdf5': hdf5Bytes({ data: Object.fromEntries(demos), mask }) };
};

function frameTable(from: number, to: number): Uint8Array {
  const frames = episodes
    .slice(from, to)
    .flatMap((all, i) => all.map((frame, t) => ({ ...frame, episode: from + i, t })));
  return parquetBytes([
    { name: 'observation.state', type: 'FLOAT', list: true, data: frames.map(({ state }) => [...state]) },
    { name: 'action', type: 'FLOAT', list: true, data: frames.map(({ action }) => [...action]) },
    { name: 'timestamp', type: 'FLOAT', data: frames.map(({ t }) => t / 10) },
    { name: 'frame_index', type: 'INT64', data: frames.map(({ t }) => BigInt(t)) },
    { name: 'episode_index', type: 'INT64', data: frames.map(({ episode }) => BigInt(episode)) },
  ]);
}

const parquet = (): Recording => ({ 'circles.parquet': frameTable(0, 12) });

/** v3 of a data set of 14 episodes, 12 of which are here, in two files. */
const lerobot = (): Recording => ({
  'arm/meta/info.json': leRobotInfo('v3.0', 14),
  'arm/meta/episodes/chunk-000/file-000.parquet': parquetBytes([
    { name: 'episode_index', type: 'INT64', data: [...lengths, 9, 9].map((_, episode) => BigInt(episode)) },
    { name: 'length', type: 'INT64', data: [...lengths, 9, 9].map(BigInt) },
  ]),
  'arm/data/chunk-000/file-000.parquet': frameTable(0, 7),
  'arm/data/chunk-000/file-001.parquet': frameTable(7, 12),
});

export const recordings = { d4rl, robomimic, parquet, lerobot };

/** Writes a recording. @returns the path that a person would name: its folder, or its only file */
export function writeRecording(folder: string, kind: keyof typeof recordings): string {
  const files = Object.entries(recordings[kind]());
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return join(folder, files[0][0].split('/')[0]);
}
