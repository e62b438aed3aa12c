/** Parquet files and LeRobot folders as people have them, and what they must become. */
import type { GoodSample } from './good';
import { parquetBytes } from './parquet-bytes';

export const goodParquet: readonly GoodSample[] = [
  {
    title: 'Parquet: lists of the same length, every kind of number, missing ones, two row groups',
    files: {
      'a.parquet': parquetBytes(
        [
          { name: 'observation.state', type: 'FLOAT', list: true, data: [[1, 2], [3, null], null, [7, 8]] },
          { name: 'flag', type: 'BOOLEAN', data: [true, false, null, true] },
          { name: 'wide', type: 'INT64', data: [1n, -5n, 2n ** 40n, 4n] },
          { name: 'half', type: 'FLOAT16', data: [0.5, 1, null, 65504] },
          { name: 'gear', type: 'STRING', data: ['up', 'down', 'up', null] },
          { name: 'action', type: 'DOUBLE', list: true, data: [[0], [1], [0], [1]] },
        ],
        { rowGroupSize: 3 },
      ),
    },
    rows: 4,
    columns: ['observation_state_0', 'observation_state_1', 'flag', 'wide', 'half', 'gear', 'act_0'],
    episodes: null,
    skipped: ['gear'],
  },
  {
    title: 'Parquet: columns that cannot be one are named',
    files: {
      'a.parquet': parquetBytes(
        [
          { name: 'x', type: 'INT32', data: [1, 2, 3] },
          { name: 'ragged', type: 'FLOAT', list: true, data: [[1], [1, 2], [3]] },
          { name: 'picture', type: 'BYTE_ARRAY', data: [1, 2, 3].map((i) => Uint8Array.of(i, 0xff)) },
          { name: 'tags', type: 'STRING', list: true, data: [['a'], ['b'], ['c']] },
          { name: 'scan', type: 'INT32', list: true, data: [1, 2, 3].map(() => Array.from({ length: 1100 }, (_, i) => i)) },
          { name: 'prefixed', type: 'STRING', encoding: 'DELTA_BYTE_ARRAY', data: ['ab', 'abc', 'abd'] },
          { name: 'none', type: 'DOUBLE', data: [null, null, null] },
          { name: 'nothing', type: 'DOUBLE', list: true, data: [null, null, null] },
        ],
        { codec: 'UNCOMPRESSED' },
      ),
    },
    rows: 3,
    columns: ['x'],
    episodes: null,
    skipped: ['ragged', 'picture', 'tags', 'scan', 'prefixed', 'none', 'nothing'],
  },
  {
    title: 'Parquet: files with the same columns are episodes',
    files: {
      'ep10.parquet': parquetBytes([{ name: 'x', type: 'FLOAT', data: [10] }]),
      'ep2.parquet': parquetBytes([{ name: 'x', type: 'FLOAT', data: [2, 3] }]),
    },
    rows: 3,
    columns: ['x'],
    episodes: [0, 2],
  },
  {
    title: 'Parquet: files whose episode column says more',
    files: {
      'b.parquet': parquetBytes([
        { name: 'x', type: 'FLOAT', data: [3, 4] },
        { name: 'episode_index', type: 'INT64', data: [2n, 2n] },
      ]),
      'a.parquet': parquetBytes([
        { name: 'x', type: 'FLOAT', data: [0, 1, 2] },
        { name: 'episode_index', type: 'INT64', data: [0n, 0n, 1n] },
      ]),
    },
    rows: 5,
    columns: ['x', 'episode_index'],
    episodes: [0, 2, 3],
  },
];
