/** Shapes in which people record, made here: a few of each kind in formats and under names of their own, with what each must become. */
import { zipSync } from 'fflate';
import type { Expectation } from '../unit/interpretation/expectation';
import { hdf5Bytes, type Written } from './hdf5-bytes';
import { boolNpy, float64Npy, int64Npy, npyBytes, npyHeader } from './npy-bytes';
import { parquetBytes } from './parquet-bytes';

export interface Shape {
  /** Begins with the letters of its kind. */
  readonly title: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly expected: Expectation;
}

/** A smooth curve of its own for each column. */
export const wave = (row: number, column = 0): number => Number((Math.sin(row / 7 + column) + 0.01 * column).toFixed(4));
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const times = (count: number, length: number): number[] => range(count).map(() => length);
/** [rows × columns] of waves, row-major. */
const waves = (rows: number, columns: number): number[] => range(rows).flatMap((row) => range(columns).map((c) => wave(row, c)));

/** @param cells of one row */
function csv(header: string, rows: number, cells: (row: number) => readonly (number | string)[], mark = ','): string {
  const lines = range(rows).map((row) => cells(row).join(mark));
  return `${header === '' ? '' : `${header}\n`}${lines.join('\n')}\n`;
}

function npz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])), { level: 0 });
}

const matrix = (rows: number, columns: number): Uint8Array => float64Npy(waves(rows, columns), [rows, columns]);
const ends = (rows: number, length: number): boolean[] => range(rows).map((row) => (row + 1) % length === 0);
const doubles = (shape: readonly number[]): Written => ({
  data: Float64Array.from(waves(shape.reduce((a, b) => a * b, 1) / (shape.at(-1) ?? 1), shape.at(-1) ?? 1)),
  shape,
});

function ids(name: string, values: readonly (string | number)[], length = 25): Shape {
  const rows = values.length * length;
  const text = csv(`${name},time,px,py`, rows, (row) => [values[Math.floor(row / length)], (row % length) / 10, wave(row), wave(row, 1)]);
  return { title: `G/H ${name} names the episode`, files: { 'a.csv': text }, expected: { lengths: times(values.length, length), features: ['px', 'py'], time: 'time' } };
}

function flag(name: string, marked: (row: number) => number): Shape {
  const text = csv(`px,py,${name}`, 90, (row) => [wave(row), wave(row, 1), marked(row)]);
  return { title: `I ${name} marks episodes`, files: { 'a.csv': text }, expected: { lengths: times(3, 30), features: ['px', 'py'] } };
}

const last = (row: number): number => Number((row + 1) % 30 === 0);
const first = (row: number): number => Number(row % 30 === 0);

export const shapes: readonly Shape[] = [
  {
    title: 'A quantities in npy files are columns',
    files: { 'q/torques.npy': matrix(60, 2), 'q/qpos.npy': matrix(60, 2), 'q/time.npy': float64Npy(range(60).map((i) => i / 50), [60]) },
    expected: { rows: 60, lengths: [60], features: ['qpos_0', 'qpos_1', 'torques_0', 'torques_1'], step: 0.02 },
  },
  {
    title: 'A quantities in CSV files with one clock are columns',
    files: { 'd/force.csv': csv('t,x,y', 50, (i) => [i / 10, wave(i), wave(i, 1)]), 'd/velocity.csv': csv('t,x,y', 50, (i) => [i / 10, wave(i, 2), wave(i, 3)]) },
    expected: { rows: 50, lengths: [50], features: ['force_x', 'force_y', 'velocity_x', 'velocity_y'], step: 0.1 },
  },
  {
    title: 'A files that differ by numbers are episodes',
    files: { 'run_2.csv': csv('x,y', 40, (i) => [wave(i), wave(i, 1)]), 'run_10.csv': csv('x,y', 40, (i) => [wave(i, 2), wave(i, 3)]) },
    expected: { lengths: [40, 40], features: ['x', 'y'] },
  },
  {
    title: 'A files of one layout under names that tell nothing are asked about',
    files: { 'alice.csv': csv('x,y', 40, (i) => [wave(i), wave(i, 1)]), 'bob.csv': csv('x,y', 40, (i) => [wave(i, 2), wave(i, 3)]) },
    expected: { lengths: [40, 40], questions: ['files'] },
  },
  {
    title: 'AA columns in another order in JSON Lines',
    files: {
      'e1.jsonl': range(20).map((i) => JSON.stringify({ t: i, x: wave(i), y: wave(i, 1) })).join('\n'),
      'e2.jsonl': range(30).map((i) => JSON.stringify({ y: wave(i), t: i, x: wave(i, 1), extra: 3 })).join('\n'),
    },
    expected: { lengths: [20, 30], features: ['x', 'y'], time: 't', says: ['extra'] },
  },
  {
    title: 'B steps × 1 × columns in HDF5',
    files: { 'v.h5': hdf5Bytes({ obs: doubles([80, 1, 3]), actions: doubles([80, 1, 2]), dones: { data: Uint8Array.from(ends(80, 40).map(Number)), shape: [80, 1] } }) },
    expected: { lengths: [40, 40], features: 3, actions: 2 },
  },
  {
    title: 'B steps × environments × columns without flags, told by smoothness',
    files: { 'v.npz': npz({ obs: float64Npy(range(100).flatMap((t) => range(4).flatMap((e) => range(3).map((c) => wave(t, 7 * e + c)))), [100, 4, 3]), actions: float64Npy(waves(400, 1), [100, 4, 1]) }) },
    expected: { lengths: times(4, 100), features: 3, actions: 1, says: ['read as time'] },
  },
  {
    title: 'B joints × 3 beside a matrix in HDF5 are flattened',
    files: { 'm.h5': hdf5Bytes({ joints: doubles([50, 4, 3]), root: doubles([50, 2]) }) },
    expected: { rows: 50, lengths: [50], features: 14 },
  },
  {
    title: 'B one npy a frame',
    files: Object.fromEntries(range(40).map((i) => [`f/${String(i).padStart(4, '0')}.npy`, float64Npy([wave(i), wave(i, 1), wave(i, 2)], [3])])),
    expected: { rows: 40, lengths: [40], features: 3, says: ['one frame each'] },
  },
  {
    title: 'D numbered arrays in npz are episodes',
    files: { 'd.npz': npz({ obs_0: matrix(20, 3), obs_1: matrix(25, 3), act_0: matrix(20, 1), act_1: matrix(25, 1) }) },
    expected: { lengths: [20, 25], features: 3, actions: 1 },
  },
  {
    title: 'E pickled observations beside rewards are refused',
    files: { 'p.npz': npz({ observations: npyBytes(npyHeader('|O', [5]), Uint8Array.from([0x80, 4, 0x4e, 0x2e])), rewards: float64Npy(range(20), [20]) }) },
    expected: { refused: ['pickle', 'observations'] },
  },
  {
    title: 'E decimal commas are refused',
    files: { 'c.csv': csv('t;x', 30, (i) => [i, String(wave(i)).replace('.', ',')], ';').replaceAll(';0\n', ';0,5\n') },
    expected: { refused: ['unsupported', 'decimal commas'] },
  },
  {
    title: 'E observations of another name outlast the actions by a frame',
    files: { 'o.npz': npz({ action: matrix(30, 6), qpos: matrix(31, 3) }) },
    expected: { rows: 31, features: 3, actions: 6 },
  },
  {
    title: 'F frames on the last axis in npz',
    files: { 'f.npz': npz({ states: matrix(4, 200), actions: matrix(2, 200), t: float64Npy(range(200), [200]) }) },
    expected: { rows: 200, features: 4, actions: 2, says: ['transposed'] },
  },
  ids('patient', [101, 205, 317]),
  ids('lap', [1, 2, 3, 4]),
  ids('trackId', ['a', 'b', 'c']),
  ids('subject_id', ['S01', 'S02']),
  ids('uuid', range(50).map((i) => `f${i}0c-${i * 7919}`), 12),
  {
    title: 'H many text ids in JSON Lines',
    files: { 'a.jsonl': range(600).map((i) => JSON.stringify({ session: `s-${Math.floor(i / 15)}`, x: wave(i), y: wave(i, 1) })).join('\n') },
    expected: { lengths: times(40, 15), features: ['x', 'y'] },
  },
  flag('done', last),
  flag('is_terminal', last),
  flag('end_of_episode', last),
  flag('reset', first),
  flag('not_done', (row) => 1 - last(row)),
  flag('mask', (row) => 1 - last(row)),
  flag('truncations', last),
  {
    title: 'I terminals and timeouts together, in JSON columns',
    files: { 'a.json': JSON.stringify({ obs: range(60).map((i) => [wave(i), wave(i, 1)]), terminals: range(60).map((i) => i === 19), timeouts: range(60).map((i) => i === 39 || i === 59) }) },
    expected: { lengths: [20, 20, 20], features: 2 },
  },
  {
    title: 'J lengths in HDF5, below another group',
    files: { 'a.h5': hdf5Bytes({ data: { state: doubles([90, 3]), action: doubles([90, 1]) }, meta: { episode_ends: { data: BigInt64Array.from([20n, 50n, 90n]) } } }) },
    expected: { lengths: [20, 30, 40], features: 3, actions: 1 },
  },
  {
    title: 'J lengths of trajectories in npz',
    files: { 'a.npz': npz({ observations: matrix(60, 2), traj_lengths: int64Npy([10, 20, 30], [3]) }) },
    expected: { lengths: [10, 20, 30], features: 2 },
  },
  {
    title: 'J padding under a mask',
    files: { 'a.npz': npz({ obs: float64Npy(waves(60, 2), [3, 20, 2]), valid_mask: boolNpy(range(60).map((i) => i % 20 < 12)) }) },
    expected: { rows: 60 },
  },
  {
    title: 'K rows in turns, by a vehicle’s number and a frame',
    files: { 'a.csv': csv('frame_id,vehicle_id,x,y', 80, (i) => [Math.floor(i / 4), i % 4, wave(Math.floor(i / 4), i % 4), wave(i)]) },
    expected: { lengths: times(4, 20), features: ['x', 'y'], says: ['sorted'] },
  },
  {
    title: 'K shuffled rows of one recording',
    files: { 'a.csv': csv('t,x,y', 60, (i) => [((i * 37) % 60) / 10, wave((i * 37) % 60), wave((i * 37) % 60, 1)]) },
    expected: { lengths: [60], says: ['sorted'], step: 0.1 },
  },
  {
    title: 'L a step counter that starts again',
    files: { 'a.csv': csv('timestep,x,y', 75, (i) => [i % 25, wave(i), wave(i, 1)]) },
    expected: { lengths: times(3, 25), features: ['x', 'y'], says: ['starts again'] },
  },
  {
    title: 'M next observations and a state’s reward',
    files: { 'a.csv': csv('state_x,state_y,obs_next_x,state_reward', 40, (i) => [wave(i), wave(i, 1), wave(i + 1), i]) },
    expected: { features: ['state_x', 'state_y'] },
  },
  {
    title: 'N what training wrote beside the data',
    files: { 'a.parquet': parquetBytes([
      { name: 'global_step', type: 'INT64', data: range(50).map(BigInt) },
      { name: 'x', type: 'DOUBLE', data: range(50).map((i) => wave(i)) },
      { name: 'returns', type: 'DOUBLE', data: range(50).map((i) => 50 - i) },
      { name: 'logprob', type: 'DOUBLE', data: range(50).map((i) => wave(i, 3)) },
      { name: 'label', type: 'DOUBLE', data: range(50).map((i) => i % 2) },
    ]) },
    expected: { features: ['x'], says: ['global_step', 'returns', 'logprob', 'label'] },
  },
  {
    title: 'O controls are actions',
    files: { 'a.csv': csv('speed,heading_rate,steering_angle,throttle_cmd,u', 40, (i) => [wave(i), wave(i, 1), wave(i, 2), wave(i, 3), wave(i, 4)]) },
    expected: { features: ['speed', 'heading_rate'], actions: ['steering_angle', 'throttle_cmd', 'u'] },
  },
  {
    title: 'O wind components u, v, w are measured',
    files: { 'a.csv': csv('u,v,w', 40, (i) => [wave(i), wave(i, 1), wave(i, 2)]) },
    expected: { features: ['u', 'v', 'w'], actions: [] },
  },
  {
    title: 'P columns called like counters that do not count',
    files: { 'a.csv': csv('t,/odom/x,step,N,_z', 40, (i) => [i / 10, wave(i), wave(i, 1), wave(i, 2), wave(i, 3)]) },
    expected: { features: ['odom_x', 'step', 'N', '_z'] },
  },
  {
    title: 'Q European dates are a clock',
    files: { 'a.csv': csv('datetime,x', 40, (i) => [`25.03.2026 10:00:${String(i).padStart(2, '0')}.5`, wave(i)]) },
    expected: { time: 'datetime', step: 1, features: ['x'] },
  },
  {
    title: 'Q hours, minutes and seconds are a clock',
    files: { 'a.csv': csv('clock;x', 40, (i) => [`09:5${Math.floor(i / 20)}:${String((3 * i) % 60).padStart(2, '0')}`, wave(i)], ';') },
    expected: { time: 'clock', step: 3 },
  },
  {
    title: 'R numbers that count on are a header',
    files: { 'a.csv': csv('0,1,2', 30, (i) => [wave(i), wave(i, 1), wave(i, 2)]) },
    expected: { rows: 30, features: ['0', '1', '2'], says: ['names of the columns'] },
  },
  {
    title: 'R numbers far from those below are asked about',
    files: { 'a.csv': csv('400,410,420', 30, (i) => [wave(i), wave(i, 1), wave(i, 2)]) },
    expected: { rows: 30, questions: ['header'] },
  },
  {
    title: 'S a preamble of a recorder',
    files: { 'a.tsv': `NO_OF_FRAMES\t40\nFREQUENCY\t100\nMARKER\tA\tB\nDESCRIPTION\t--\n${csv('Frame\tTime\tX1\tY1', 40, (i) => [i + 1, i / 100, wave(i), wave(i, 1)], '\t')}` },
    expected: { rows: 40, features: ['X1', 'Y1'], time: 'Time', says: ['above the table'] },
  },
  {
    title: 'S row names of R',
    files: { 'a.csv': csv('x,y', 30, (i) => [`"${i + 1}"`, wave(i), wave(i, 1)]) },
    expected: { rows: 30, features: ['x', 'y'], says: ['names of the rows'] },
  },
  {
    title: 'S names and values in every cell',
    files: { 'a.txt': csv('', 30, (i) => [`t: ${i / 10}`, ` x: ${wave(i)}`, ` y: ${wave(i, 1)}`]) },
    expected: { rows: 30, features: ['x', 'y'], time: 't' },
  },
  {
    title: 'S units below the header',
    files: { 'a.csv': csv('time,dist,ang\n[s],[m],[deg]', 40, (i) => [i / 10, wave(i), wave(i, 1)]) },
    expected: { rows: 40, units: { dist: 'm', ang: 'deg' } },
  },
  { title: 'T Feather', files: { 'a.feather': new TextEncoder().encode('ARROW1\0\0 and more') }, expected: { refused: ['Feather', 'read_feather'] } },
  { title: 'T a folder of Zarr', files: { 's.zarr/.zgroup': '{"zarr_format":2}', 's.zarr/obs/0.0': new Uint8Array(9) }, expected: { refused: ['Zarr', 's.zarr'] } },
  { title: 'T a workbook', files: { 'a.xlsx': zipSync({ '[Content_Types].xml': new Uint8Array(9), 'xl/workbook.xml': new Uint8Array(9) }) }, expected: { refused: ['Excel', 'read_excel'] } },
  { title: 'T a ULog', files: { 'a.ulg': Uint8Array.from([0x55, 0x4c, 0x6f, 0x67, 1, 0x12, 0x35, 1]) }, expected: { refused: ['ULog', 'ulog2csv'] } },
  {
    title: 'V packed pictures in HDF5',
    files: { 'a.h5': hdf5Bytes({ obs: { qpos: doubles([20, 3]), camera_jpeg: { data: new Uint8Array(20 * 400).map((_, i) => i % 251), shape: [20, 400] } }, action: doubles([20, 2]) }) },
    expected: { rows: 20, features: 3, actions: 2, says: ['pictures'] },
  },
  {
    title: 'W weights of a network',
    files: { 'a.npz': npz({ 'layers.0.weight': matrix(8, 4), 'layers.0.bias': float64Npy(range(8), [8]), 'layers.2.weight': matrix(2, 8), 'layers.2.bias': float64Npy(range(2), [2]) }) },
    expected: { refused: ['weights of a network'] },
  },
  {
    title: 'X a long table by signals',
    files: { 'a.csv': csv('timestamp,signal,value', 90, (i) => [Math.floor(i / 3) / 10, ['gyro', 'accel', 'baro'][i % 3], wave(i, i % 3)]) },
    expected: { rows: 30, features: ['accel', 'baro', 'gyro'], says: ['one column for each'] },
  },
  {
    title: 'Y pandas by columns',
    files: { 'a.json': JSON.stringify(Object.fromEntries(['t', 'x', 'y'].map((name, c) => [name, Object.fromEntries(range(30).map((i) => [String(i), c === 0 ? i / 10 : wave(i, c)]))]))) },
    expected: { rows: 30, time: 't', features: ['x', 'y'] },
  },
  {
    title: 'Y pandas by index',
    files: { 'a.json': JSON.stringify(Object.fromEntries(range(30).map((i) => [String(i), { t: i / 10, x: wave(i) }]))) },
    expected: { rows: 30, time: 't', features: ['x'] },
  },
  {
    title: 'Y observations and actions as two lists',
    files: { 'a.json': JSON.stringify([range(30).map((i) => [wave(i), wave(i, 1), wave(i, 2)]), range(30).map((i) => [wave(i, 3)])]) },
    expected: { rows: 30, lengths: [30], features: 3, actions: 1 },
  },
  {
    title: 'Y numbers as texts',
    files: { 'a.jsonl': range(30).map((i) => JSON.stringify({ t: String(i / 10), x: String(wave(i)) })).join('\n') },
    expected: { rows: 30, time: 't', features: ['x'], says: ['written as texts'] },
  },
  {
    title: 'Z degrees from 0 to 360 and a unit in the header',
    files: { 'a.csv': csv('t,heading_deg,range [mm]', 90, (i) => [i / 10, (i * 9) % 360, i]) },
    expected: { roles: { heading_deg: 'angle' }, units: { heading_deg: 'deg', range: 'mm' } },
  },
  {
    title: 'Z the duration of a frame in JSON',
    files: { 'a.json': JSON.stringify({ LoopMode: 'Wrap', FrameDuration: 0.02, Frames: range(30).map((i) => [wave(i), wave(i, 1)]) }) },
    expected: { rows: 30, step: 0.02, features: 2 },
  },
  {
    title: 'Z a frame rate beside arrays in HDF5',
    files: { 'a.h5': hdf5Bytes({ positions: doubles([40, 3]), fps: { data: Float64Array.of(25), shape: [1] } }) },
    expected: { rows: 40, step: 0.04, features: 3 },
  },
];
