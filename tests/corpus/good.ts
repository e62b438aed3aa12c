/** Files as people have them, and what they must become. */
import { zipSync } from 'fflate';
import { goodArchives } from './good-archives';
import { goodHdf5 } from './good-hdf5';
import { goodLeRobot } from './good-lerobot';
import { goodParquet } from './good-parquet';
import { goodText } from './good-text';
import { boolNpy, counting, float32Npy, float64Npy, int64Npy, npyBytes, npyHeader } from './npy-bytes';

export interface GoodSample {
  readonly title: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly rows: number;
  readonly columns: readonly string[];
  /** First rows of episodes; null when the files do not say. */
  readonly episodes: readonly number[] | null;
  /** Names of what is skipped or noted. */
  readonly skipped?: readonly string[];
}

const object = npyBytes(npyHeader('|O', [5]), Uint8Array.from([0x80, 4, 0x4e, 0x2e]));

export const goodSamples: readonly GoodSample[] = [
  {
    title: 'npz of imitation: 2 episodes, 3 and 2 actions, one observation more each',
    files: {
      'rollouts.npz': zipSync({
        'obs.npy': float32Npy(counting(14), [7, 2]),
        'acts.npy': int64Npy([1, 2, 3, 4, 5], [5]),
        'rews.npy': float64Npy([1, 1, 1, 1, 1], [5]),
        'infos.npy': object,
        'indices.npy': int64Npy([3], [1]),
        'terminal.npy': boolNpy([true, false]),
      }),
    },
    rows: 7,
    columns: ['obs_0', 'obs_1', 'act_0', 'rews'],
    episodes: [0, 4],
    skipped: ['infos'],
  },
  {
    title: 'npz of Stable-Baselines: episode_starts',
    files: {
      'expert.npz': zipSync(
        {
          'actions.npy': int64Npy([0, 1, 1, 0], [4, 1]),
          'obs.npy': float32Npy(counting(8), [4, 2]),
          'episode_starts.npy': boolNpy([true, false, true, false]),
          'episode_returns.npy': float64Npy([2, 2], [2]),
        },
        { level: 0 },
      ),
    },
    rows: 4,
    columns: ['act_0', 'obs_0', 'obs_1'],
    episodes: [0, 2],
    skipped: ['episode_returns'],
  },
  {
    title: 'npz of plain arrays with done flags',
    files: {
      'any.npz': zipSync({
        'position.npy': float64Npy(counting(8), [4, 2]),
        'speed.npy': float64Npy(counting(4), [4]),
        'done.npy': boolNpy([false, true, false, true]),
        'camera.npy': float64Npy(counting(16), [4, 2, 2, 1]),
      }),
    },
    rows: 4,
    columns: ['position_0', 'position_1', 'speed', 'done'],
    episodes: [0, 2],
    skipped: ['camera'],
  },
  {
    title: 'npz of stacks: episodes × steps × columns, actions one step short',
    files: {
      'stack.npz': zipSync({
        'observations.npy': float64Npy(counting(16), [2, 4, 2]),
        'actions.npy': float64Npy(counting(6), [2, 3, 1]),
        'rewards.npy': float64Npy(counting(8), [2, 4]),
      }),
    },
    rows: 8,
    columns: ['obs_0', 'obs_1', 'act_0', 'rewards'],
    episodes: [0, 4],
  },
  {
    title: 'npz with entries that have no name',
    files: {
      'nameless.npz': zipSync({ 'x.npy': float64Npy([7, 8, 9], [3]), '.npy': float64Npy([1], [1]), '': new Uint8Array(3) }),
    },
    rows: 3,
    columns: ['x'],
    episodes: null,
    skipped: ['an array without a name', 'an entry without a name'],
  },
  {
    title: 'npz whose arrays were saved without names',
    files: {
      'saved.npz': zipSync({ 'arr_0.npy': float64Npy(counting(6), [3, 2]), 'arr_1.npy': float64Npy([7, 8, 9], [3]) }),
    },
    rows: 3,
    columns: ['obs_0', 'obs_1', 'obs_2'],
    episodes: null,
  },
  {
    title: 'npy without names',
    files: { 'demo.npy': float64Npy(counting(12), [2, 3, 2]) },
    rows: 6,
    columns: ['obs_0', 'obs_1'],
    episodes: [0, 3],
  },
  {
    title: 'an npz under a wrong ending',
    files: { 'demo.csv': zipSync({ 'x.npy': float64Npy([1, 2], [2]) }) },
    rows: 2,
    columns: ['x'],
    episodes: null,
  },
  {
    title: 'CSV with a byte order mark, quotes, a path as a name and an empty cell',
    files: { 'a.csv': '\ufeff"user/angle","speed, m/s"\r\n0.5,1\r\n-0.5,\r\n"1.5",3\r\n' },
    rows: 3,
    columns: ['user_angle', 'speed__m_s'],
    episodes: null,
  },
  {
    title: 'CSV with semicolons and an episode column',
    files: { 'a.csv': 'episode;x;y\n0;1;2\n0;3;4\n1;5;6\n' },
    rows: 3,
    columns: ['episode', 'x', 'y'],
    episodes: null,
  },
  {
    title: 'numbers between tabs without a header',
    files: { 'a.txt': '1\t2\n3\t4\n5\t6\n' },
    rows: 3,
    columns: ['obs_0', 'obs_1'],
    episodes: null,
  },
  {
    title: 'numbers between runs of blanks under a commented header',
    files: { 'a.dat': '# x   y\n  1.0   -2e-3\n 10.5    nan\n' },
    rows: 2,
    columns: ['x', 'y'],
    episodes: null,
  },
  {
    title: 'CSV as data frames write it without names',
    files: { 'a.csv': ',0,1\n0,0.5,0.25\n1,0.5,0.75\n' },
    rows: 2,
    columns: ['index', 'obs_0', 'obs_1'],
    episodes: null,
  },
  {
    title: 'CSV with few texts, many texts, one text and an empty column',
    files: {
      'a.csv': `x,gear,id,who,none\n${counting(40)
        .map((i) => `${i},${i % 2 ? 'up' : 'down'},r${i},me,`)
        .join('\n')}\n`,
    },
    rows: 40,
    columns: ['x', 'gear'],
    episodes: null,
    skipped: ['gear', 'id', 'who', 'none'],
  },
  {
    title: 'CSV in UTF-16 with its mark',
    files: { 'a.csv': Uint8Array.from([0xff, 0xfe, ...[...'x,y\n1,2\n'].flatMap((c) => [c.charCodeAt(0), 0])]) },
    rows: 1,
    columns: ['x', 'y'],
    episodes: null,
  },
  {
    title: 'an observation and an action file side by side',
    files: { 'run/states.csv': '1,2\n3,4\n', 'run/actions.csv': '0\n1\n' },
    rows: 2,
    columns: ['act_0', 'obs_0', 'obs_1'],
    episodes: null,
  },
  {
    title: 'an episode a file, in the order of their numbers',
    files: { 'ep10.csv': 'x,y\n10,0\n', 'ep2.csv': 'x,y\n2,0\n3,0\n', 'ep1.csv': 'x,y\n1,0\n' },
    rows: 4,
    columns: ['x', 'y'],
    episodes: [0, 1, 3],
  },
  {
    title: 'an action file of another kind beside an observation array',
    files: { 'obs.npy': float64Npy([1, 2, 3, 4], [2, 2]), 'actions.csv': '5\n6\n' },
    rows: 2,
    columns: ['act_0', 'obs_0', 'obs_1'],
    episodes: null,
  },
  {
    title: 'JSON: a list of frames with a vector, a flag, text and a missing value',
    files: { 'a.json': '[{"obs":[1,2],"done":false,"note":"a"},{"obs":[3,null],"done":true,"note":"a"},{"obs":[5,6]}]' },
    rows: 3,
    columns: ['obs_0', 'obs_1', 'done'],
    episodes: [0, 2],
    skipped: ['note'],
  },
  {
    title: 'JSON: columns by name',
    files: { 'a.json': '{"fps":30,"x":[1,2,3],"action":[[0,1],[1,0],[0,0]]}' },
    rows: 3,
    columns: ['x', 'act_0', 'act_1'],
    episodes: [0],
  },
  {
    title: 'JSON: episodes whose last frame has no action, with Python’s NaN',
    files: {
      'a.json': '{"episodes":[{"observations":[[1],[2],[NaN]],"actions":[[0],[1]]},{"observations":[[4]],"actions":[[1]]}]}',
    },
    rows: 4,
    columns: ['obs_0', 'act_0'],
    episodes: [0, 3],
  },
  {
    title: 'JSON: episodes by name with objects inside',
    files: { 'a.json': '{"demo_0":{"obs":{"arm":[[1,2],[3,4]]}},"demo_1":{"obs":{"arm":[[5,6],[7,8]]}}}' },
    rows: 4,
    columns: ['obs_arm_0', 'obs_arm_1'],
    episodes: [0, 2],
  },
  {
    title: 'JSON Lines: a frame a line, one of them a matrix',
    files: { 'a.jsonl': '{"pose":[[1,0],[0,1]],"act":[1,2,3,4,5]}\n\n{"pose":[[0,1],[1,0]],"act":[5,4,3,2,1]}' },
    rows: 2,
    columns: ['pose_0', 'pose_1', 'pose_2', 'pose_3', 'act_0', 'act_1', 'act_2', 'act_3', 'act_4'],
    episodes: null,
  },
  {
    title: 'JSON Lines under the ending of JSON',
    files: { 'a.json': '{"x":1}\n{"x":2}\n' },
    rows: 2,
    columns: ['x'],
    episodes: null,
  },
  {
    title: 'bad files beside a good one',
    files: { 'good.csv': 'x\n1\n2\n', 'bad.pkl': Uint8Array.from([0x80, 4, 0x2e]), LICENSE: 'Do as you please.\n' },
    rows: 2,
    columns: ['x'],
    episodes: null,
    skipped: ['LICENSE', 'bad.pkl'],
  },
  ...goodText,
  ...goodParquet,
  ...goodLeRobot,
  ...goodHdf5,
  ...goodArchives,
];
