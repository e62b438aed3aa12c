/** LeRobot folders as people have them, whole or in part, and what they must become. */
import type { GoodSample } from './good';
import { parquetBytes } from './parquet-bytes';

type Files = Record<string, string | Uint8Array>;

const joints = ['shoulder', 'elbow.pos'];

/** meta/info.json of a small arm with one camera. */
export function leRobotInfo(version: string, episodes: number, more: object = {}): string {
  const scalar = (dtype: string): object => ({ dtype, shape: [1], names: null });
  return JSON.stringify({
    codebase_version: version,
    total_episodes: episodes,
    fps: 10,
    features: {
      'observation.state': { dtype: 'float32', shape: [2], names: { motors: joints } },
      'action': { dtype: 'float32', shape: [2], names: [joints] },
      'observation.images.top': { dtype: 'video', shape: [4, 4, 3], names: ['height', 'width', 'channel'] },
      'timestamp': scalar('float32'),
      'frame_index': scalar('int64'),
      'episode_index': scalar('int64'),
      ...more,
    },
  });
}

/** Frames of episodes of the given lengths, the first of which has the number `first`. */
export function leRobotFrames(first: number, ...lengths: readonly number[]): Uint8Array {
  const frames = lengths.flatMap((length, e) => Array.from({ length }, (_, frame) => ({ episode: first + e, frame })));
  return parquetBytes([
    { name: 'observation.state', type: 'FLOAT', list: true, data: frames.map(({ episode, frame }) => [episode, frame]) },
    { name: 'action', type: 'FLOAT', list: true, data: frames.map(({ frame }) => [frame / 2, 5 - frame]) },
    { name: 'timestamp', type: 'FLOAT', data: frames.map(({ frame }) => frame / 8) },
    { name: 'frame_index', type: 'INT64', data: frames.map(({ frame }) => BigInt(frame)) },
    { name: 'episode_index', type: 'INT64', data: frames.map(({ episode }) => BigInt(episode)) },
  ]);
}

function lines(...lengths: readonly number[]): string {
  return lengths.map((length, episode) => `${JSON.stringify({ episode_index: episode, tasks: ['t'], length })}\n`).join('');
}

export const leRobotColumns = ['shoulder', 'elbow_pos', 'action_shoulder', 'action_elbow_pos', 'timestamp', 'frame_index', 'episode_index'];

/** v2.1: a file an episode; two of four are here, the later one first. */
export const leRobot2: Files = {
  'arm/README.md': '# An arm\n',
  'arm/.cache/huggingface/download/data/a.metadata': 'x\n',
  'arm/meta/info.json': leRobotInfo('v2.1', 4),
  'arm/meta/episodes.jsonl': lines(3, 2, 4, 2),
  'arm/meta/tasks.jsonl': '{"task_index": 0, "task": "t"}\n',
  'arm/data/chunk-000/episode_000002.parquet': leRobotFrames(2, 4),
  'arm/data/chunk-000/episode_000000.parquet': leRobotFrames(0, 3),
};

/** v3: episodes in files of several, their table is a Parquet file. */
export const leRobot3: Files = {
  'meta/info.json': leRobotInfo('v3.0', 3),
  'meta/stats.json': '{"action": {"max": [1, 2]}}',
  'meta/tasks.parquet': parquetBytes([{ name: 'task_index', type: 'INT64', data: [0n] }]),
  'meta/episodes/chunk-000/file-000.parquet': parquetBytes([
    { name: 'episode_index', type: 'INT64', data: [0n, 1n, 2n] },
    { name: 'length', type: 'INT64', data: [3n, 2n, 5n] },
    { name: 'stats/action/max', type: 'DOUBLE', list: true, data: [[1], [2], [3]] },
  ]),
  'data/chunk-000/file-000.parquet': leRobotFrames(0, 3, 2),
  'data/chunk-000/file-001.parquet': leRobotFrames(2, 4),
  'videos/observation.images.top/chunk-000/file-000.mp4': Uint8Array.of(0, 0, 0, 24),
};

export const goodLeRobot: readonly GoodSample[] = [
  {
    title: 'LeRobot v2.1: half of the episodes and no videos',
    files: leRobot2,
    rows: 7,
    columns: leRobotColumns,
    episodes: [0, 3],
    skipped: ['2 of 4 episodes', 'videos of 1 camera', 'README.md'],
  },
  {
    title: 'LeRobot v3: many episodes a file, one of them cut',
    files: leRobot3,
    rows: 9,
    columns: leRobotColumns,
    episodes: [0, 3, 5],
    skipped: ['1 episode', 'videos of 1 camera'],
  },
];
