/** The shapes in which people record, where they lie beside the repository: read as a user expects, or refused with help. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFromBytes, type SourceFile } from '../../../src/formats/source';
import { check, times, type Expectation } from './expectation';
import { outcomeOf } from './outcome';

const root = resolve(import.meta.dirname, '../../../../shared/data/shapes');
const ids = { lengths: times(6, 20), features: ['x', 'y'], time: 't', step: 0.1 };
const flag = { lengths: times(4, 25), features: ['px', 'py'] };

const expectations: Readonly<Record<string, Expectation>> = {
  'A1-quantities-npy': { rows: 100, lengths: [100], features: 6 },
  'A2-quantities-csv': { rows: 100, lengths: [100], features: 9, says: ['stand beside each other'] },
  'AA1-columns-in-other-order': { lengths: times(4, 30), features: ['x', 'y'], time: 'time' },
  'AB1-structured-npy': { lengths: [50, 50], features: 6, time: 't' },
  'AC1-same-names-two-parts': {
    lengths: times(4, 50),
    features: ['left_arm_x', 'left_arm_y', 'left_arm_z', 'right_arm_x', 'right_arm_y', 'right_arm_z'],
  },
  'B1-vecenv-N-1-D': { lengths: [300], features: 4, actions: ['act_0'] },
  'B2-time-major-T-envs-D': { lengths: [200, 200, 200], features: 4, says: ['read as time'] },
  'B4-photo': { refused: ['unsupported', 'picture'] },
  'B6-mixed-2d-3d': { rows: 80, lengths: [80], features: 20, step: 1 / 60 },
  'D1-numbered-datasets': { lengths: [30, 31, 32, 33], features: ['obs_0', 'obs_1', 'obs_2', 'obs_3'], actions: 1 },
  'E1-row-per-trajectory': { lengths: times(8, 21), features: 3, actions: ['act_0'] },
  'E3-object-arrays': { refused: ['pickle', 'obs'] },
  'E5-observation-one-longer': { rows: 101, features: ['inventory_coal', 'compassAngle'], actions: 3 },
  'F1-frames-on-last-axis': { rows: 500, features: 6, actions: 2, says: ['transposed'] },
  'G-id-run_id': ids,
  'G-id-session': ids,
  'G-id-trial': ids,
  'G-id-vehicle_id': ids,
  'G-tracks': { lengths: [30, 25], features: ['x', 'y', 'vx', 'vy', 'psi_rad', 'length', 'width'] },
  'H1-uuid-episodes': { lengths: times(40, 20), features: ['x', 'y'], says: ['episode_id'] },
  'I1-terminations': { lengths: times(3, 100), features: 3, actions: 1 },
  'I3-episode-terminals': { lengths: times(3, 100) },
  'I4-flag-names/flag_first.csv': flag,
  'I4-flag-names/flag_is_done.csv': flag,
  'I4-flag-names/flag_new_episode.csv': flag,
  'I4-flag-names/flag_terminal_flag.csv': flag,
  'J1-episode-ends': { lengths: [100, 80, 120] },
  'J3-padded-lengths': { lengths: times(5, 30), says: ['padding'] },
  'K1-interleaved': { lengths: times(5, 30), features: ['x', 'y'], says: ['sorted'] },
  'L1-clock-restarts': { lengths: times(4, 30), says: ['starts again'] },
  'L3-header-repeated': { rows: 120, lengths: times(4, 30), says: ['header comes again'] },
  'M1-obs-next': { features: ['obs_0', 'obs_1', 'obs_2'] },
  'N1-counters-returns': { features: ['x', 'y', 'vx', 'vy'], actions: ['throttle', 'steer'], says: ['log_prob'] },
  'N3-ros-seq-stamp': { features: ['field_position0', 'field_position1'], step: 0.01 },
  'O1-steering-throttle': { features: ['speed'], actions: ['steering', 'throttle', 'brake'] },
  'O3-acs': { lengths: times(6, 50), features: 3, actions: 1 },
  'P1-leading-slash': { features: ['robot_q_j1', 'robot_q_j2'], time: 'robot_time' },
  'P3-current-I': { features: ['I', 'omega'] },
  'P5-next-waypoint': { features: ['next_waypoint_x', 'next_waypoint_y', 'x'] },
  'Q1-iso-time': { time: 'timestamp', step: 0.1, features: 3 },
  'Q2-iso-time-few': { time: 'timestamp', step: 2 },
  'R1-numeric-names': { rows: 200, time: 'time', features: ['1', '2', '3', '4'] },
  'S1-motion-capture-preamble': { rows: 200, features: 4, step: 0.008333, says: ['above the table'] },
  'S2-endheader': { rows: 50, time: 'time', units: { hip: 'deg', knee: 'deg' } },
  'S4-sep-line': { rows: 100, features: ['x', 'y'] },
  'S6-header-trailing-comma': { rows: 100, features: ['x', 'y'], time: 't' },
  'S8-atari-gaze': { lengths: times(3, 50), actions: ['action'], says: ['gaze_positions'] },
  'S9-comma-and-tab': { rows: 60, features: 9 },
  'T-arrow': { refused: ['arrow', 'read_feather'] },
  'T-bag': { refused: ['ROS 1 bag', 'rostopic echo -b run.bag -p'] },
  'T-bvh': { refused: ['BVH', 'bvh-converter'] },
  'T-db3': { refused: ['ROS 2 bag', 'SQLite', 'ros2'] },
  'T-mat-v5': { refused: ['MATLAB', 'loadmat'] },
  'T-mcap': { refused: ['MCAP', 'mcap cat'] },
  'T-zarr-zip': { refused: ['Zarr', 'zarr.open'] },
  'U1-zstd': { refused: ['Zstandard', "compression='snappy'"] },
  'U3-wide-decimal': { rows: 400, features: ['dec9', 'dec24', 'x'] },
  'V1-packed-pictures': { rows: 30, features: 3, says: ['pictures'] },
  'W1-network-weights': { refused: ['weights of a network'] },
  'X1-long-table': { rows: 40, features: ['HR', 'MAP', 'Resp'], says: ['one column for each'] },
  'Y1-pandas-split': { rows: 50, time: 't', features: ['x', 'y'] },
  'Y3-json-per-frame': { lengths: [30] },
  'Y5-lines-of-two-kinds': { rows: 30, features: 3, says: ['kinds'] },
  'Z1-degrees': { units: { Position: 'mm', Angle: 'deg', Speed: 'm/s' }, roles: { Angle: 'angle' } },
  'Z3-fps-scalar': { rows: 120, step: 1 / 60 },
  'ok-aloha': { lengths: [60, 61, 62], features: 42, actions: 14 },
  'ok-be-f8': { rows: 100, features: 3 },
  'ok-bom': { rows: 100, features: 2 },
  'ok-comment-header-semicolon': { rows: 200, features: 7, roles: { psi_rad: 'angle' } },
  'ok-cr-only': { rows: 100 },
  'ok-csv-gz': { rows: 200, features: 4 },
  'ok-dash-nan': { rows: 90, says: ['dropped'] },
  'ok-exorl': { lengths: times(5, 51), features: 4, actions: 2 },
  'ok-f16': { rows: 100, features: 3 },
  'ok-fortran': { rows: 100, features: 3 },
  'ok-lr21-gaps-bad-names': { lengths: times(3, 50) },
  'ok-lr3-split-state': { rows: 200, features: ['x', 'y', 'width'], actions: 1 },
  'ok-lr3-stale-index': { lengths: times(4, 50) },
  'ok-lzf': { rows: 500, features: 4, actions: 2 },
  'ok-mat73': { refused: ['MATLAB', 'transposed'] },
  'ok-minari-one-short': { lengths: [31, 32, 33, 33, 35], features: 10, actions: 2 },
  'ok-npy-pairs': { lengths: times(3, 40), features: 3, actions: 1 },
  'ok-odd-row-groups': { rows: 141_313 },
  'ok-pickled-npy': { refused: ['pickle'] },
  'ok-quoted-newline': { rows: 100 },
  'ok-rlds-like': { lengths: times(20, 10), features: 2, actions: 1 },
  'ok-rllib': { lengths: times(6, 10), features: 4 },
  'ok-robomimic-mask': { lengths: Array.from({ length: 12 }, (_, i) => 20 + i), features: 19, says: ['mask'] },
  'ok-robosuite-raw': { lengths: [41, 42, 50], features: 11, actions: 7 },
  'ok-scaleoffset': { rows: 500, features: 4 },
  'ok-traj-keyed': { lengths: times(12, 20) },
  'ok-utf16': { rows: 100 },
  'ok-zip-order': { lengths: times(3, 30) },
};

function filesOf(place: string): SourceFile[] {
  const path = join(root, place);
  if (statSync(path).isFile()) return [sourceFromBytes(place.slice(place.lastIndexOf('/') + 1), readFileSync(path))];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name !== 'README' && statSync(join(path, name)).isFile(),
  );
  const single = names.every((name) => name.includes('/'));
  return names.map((name) =>
    sourceFromBytes(single ? name : (name.split('/').at(-1) ?? name), readFileSync(join(path, name))),
  );
}

describe.skipIf(!existsSync(root))('the shapes beside the repository', () => {
  it.each(Object.entries(expectations))('%s', async (place, expected) => {
    const folder = readdirSync(join(root, place.split('/')[0])).find((name) => name === 'flags');
    check(await outcomeOf(filesOf(folder === undefined ? place : place.replace('/', '/flags/'))), expected);
  });

  it('are all held to something, but for positions that float32 is too short for', () => {
    const known = new Set(Object.keys(expectations).map((place) => place.split('/')[0]));
    const unknown = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory() && !known.has(name));
    expect(unknown).toEqual(['C1-utm', 'C3-gps-integers']);
  });
});
