/** HDF5 files as people have them, and what they must become. */
import { flags, floats, hdf5Bytes, robomimicEpisode } from './hdf5-bytes';
import type { GoodSample } from './good';

const minariEpisode = (steps: number, first: number) => ({
  observations: { observation: floats([steps + 1, 2], first), desired_goal: floats([steps + 1, 2], first) },
  actions: floats([steps, 1], first, true),
  rewards: floats([steps], first),
  terminations: flags(steps, steps - 1),
  truncations: flags(steps),
  infos: { success: flags(steps + 1, steps) },
});

export const goodHdf5: readonly GoodSample[] = [
  {
    title: 'HDF5 of D4RL: flat arrays, episodes by terminals and timeouts',
    files: {
      'maze2d.hdf5': hdf5Bytes({
        observations: floats([6, 2], 0.5, true),
        next_observations: floats([6, 2], 1.5),
        actions: floats([6, 2], -1, true),
        rewards: floats([6]),
        terminals: flags(6, 1),
        timeouts: flags(6, 3),
        infos: { qpos: floats([6, 2]), goal: floats([6, 1]) },
        metadata: { algorithm: { data: ['SAC'] }, policy: { weight: floats([3, 4]) } },
      }),
    },
    rows: 6,
    columns: [
      'act_0',
      'act_1',
      'obs_0',
      'obs_1',
      'rewards',
      'terminals',
      'timeouts',
      'infos_goal',
      'infos_qpos_0',
      'infos_qpos_1',
    ],
    episodes: [0, 2, 4],
    skipped: ['metadata/algorithm', 'metadata/policy/weight', 'next_observations'],
  },
  {
    title: 'HDF5 of Minari: one observation more than actions, dictionaries of observations',
    files: {
      'main_data.hdf5': hdf5Bytes({ episode_0: minariEpisode(3, 1), episode_1: minariEpisode(2, 20) }, {}, 'v200'),
    },
    rows: 7,
    columns: [
      'act_0',
      'rewards',
      'terminations',
      'truncations',
      'infos_success',
      'desired_goal_0',
      'desired_goal_1',
      'observation_0',
      'observation_1',
    ],
    episodes: [0, 4],
  },
  {
    title: 'HDF5 of robomimic: demo_2 before demo_10, pictures and masks named',
    files: {
      'low_dim.hdf5': hdf5Bytes({
        data: { demo_10: robomimicEpisode(2, 100), demo_2: robomimicEpisode(3, 1) },
        mask: { train: { data: ['demo_2', 'demo_10'] }, valid: { data: ['demo_2'] } },
      }),
    },
    rows: 5,
    columns: ['act_0', 'act_1', 'dones', 'rewards', 'states_0', 'states_1', 'states_2', 'states_3', 'eef_pos_0', 'eef_pos_1', 'eef_pos_2', 'gripper'],
    episodes: [0, 3],
    skipped: ['mask/train', 'mask/valid', 'next_obs/eef_pos', 'obs/agentview_image', 'rewards'],
  },
  {
    title: 'HDF5 of one episode as ALOHA writes it',
    files: {
      'episode_0.hdf5': hdf5Bytes({
        action: floats([4, 2]),
        observations: {
          qpos: floats([4, 2]),
          images: { top: { data: new Uint8Array(4 * 12).fill(9), shape: [4, 2, 2, 3] } },
        },
      }),
    },
    rows: 4,
    columns: ['act_0', 'act_1', 'qpos_0', 'qpos_1'],
    episodes: null,
    skipped: ['observations/images/top'],
  },
  {
    title: 'HDF5 of any arrays of equal length deep in the file',
    files: {
      'log.h5': hdf5Bytes({
        run: { log: { position: floats([5, 2]), speed: floats([5]), done: flags(5, 1) } },
        note: { data: ['words'] },
        count: { data: Int32Array.of(5, 6), shape: [2] },
      }),
    },
    rows: 5,
    columns: ['done', 'position_0', 'position_1', 'speed'],
    episodes: [0, 2],
    skipped: ['note', 'count'],
  },
  {
    title: 'HDF5 in stacks: episodes × steps × columns',
    files: { 'stack.h5': hdf5Bytes({ observations: floats([2, 3, 2]), actions: floats([2, 3, 1]) }) },
    rows: 6,
    columns: ['act_0', 'obs_0', 'obs_1'],
    episodes: [0, 3],
  },
];
