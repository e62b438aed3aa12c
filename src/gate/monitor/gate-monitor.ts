/** The monitor of a reward: models of motion, and what the out-of-fold episodes set it to at a dial (docs/methods.md 5). */
import type { Feature } from '../../demonstrations/demonstrations';
import type { FamilyArithmetic } from '../../reward/families/arithmetic';
import { encode } from '../../demonstrations/encoding';
import type { OutOfFoldEpisode } from '../../reward/types';
import { unseenEnergies } from '../dial/unseen-energies';
import { calibrateMonitor, type MonitorCalibration } from './calibrate';
import { blockingShare, constantTolerance, leastEpisodes } from './constants';
import { movingInputs } from './moving-inputs';
import { motionRows, OpenMotion, type MotionModel } from './motion-model';
import { runLengths, type MonitorSeries } from './series';
import type { SetMonitor } from './shares';
import { maximaOf, thetaOf, type Theta } from './theta';

/** What training makes of the demonstrations for the monitor, whatever family scores. */
export interface MonitorModels {
  /** Places of the features that count: columns that vary, without rates. */
  readonly used: readonly number[];
  /** Places of those watched for repeating their value. */
  readonly watched: readonly number[];
  /** Columns that never varied, and their value. */
  readonly constants: readonly { readonly column: number; readonly value: number }[];
  /** One a member. */
  readonly motion: readonly MotionModel[];
}

/** Everything that decides by M. */
export interface GateMonitor extends SetMonitor, Theta {
  readonly models: MonitorModels;
  readonly calibration: MonitorCalibration;
  readonly features: readonly Feature[];
  /** u from which on a frame is blocked: twice what θ lets `far` come to. */
  readonly uBlock: number;
}

const known = new WeakMap<readonly OutOfFoldEpisode[], MonitorCalibration>();

/** Episodes that a monitor is calibrated by, with their energies as if they were new. */
export function monitorSeries(outOfFold: readonly OutOfFoldEpisode[]): MonitorSeries[] {
  return unseenEnergies(outOfFold).flatMap(({ energies, uncertainties, motion, runs }) =>
    energies.length > 0 && motion && runs ? { n: energies, u: uncertainties, g: motion, run: runs } : [],
  );
}

/** Measured once for each list of episodes: the dial moves without it. */
function calibrationOf(outOfFold: readonly OutOfFoldEpisode[]): MonitorCalibration | null {
  const found = known.get(outOfFold);
  if (found) return found;
  const series = monitorSeries(outOfFold);
  if (series.length < leastEpisodes.monitor) return null;
  const calibration = calibrateMonitor(series);
  known.set(outOfFold, calibration);
  return calibration;
}

/** The monitor at a dial; null where there are no models, or fewer than ten episodes: then n and u decide. */
export function gateMonitor(
  features: readonly Feature[],
  models: MonitorModels | null | undefined,
  outOfFold: readonly OutOfFoldEpisode[],
  dial: number,
): GateMonitor | null {
  const calibration = models && dial > 0 ? calibrationOf(outOfFold) : null;
  if (!models || calibration === null) return null;
  const found = thetaOf(maximaOf(calibration), dial);
  const { places, names, limits } = calibration;
  return { ...found, places, names, limits, calibration, models, features, uBlock: blockOf(calibration, found.theta) };
}

function blockOf({ places, names, limits }: MonitorCalibration, theta: number): number {
  return blockingShare * (places.u.median + places.u.scale * theta * limits[names.indexOf('far')]);
}

/** What M reads of frames beside their scores; [rows] each. */
export interface MotionColumns {
  /** g, the mean over members. */
  readonly motion: Float64Array;
  /** [rows × watched] */
  readonly runs: Uint32Array;
  /** Place of the first feature that never varied and now does, −1 where none does. */
  readonly moved: Int32Array;
}

/**
 * How episodes move.
 * @param raw [rows × F]
 * @param starts [episodes + 1] first row of each and, last, the number of rows
 */
export function motionColumns(
  { features, models }: Pick<GateMonitor, 'features' | 'models'>,
  raw: Float32Array | Float64Array,
  starts: Uint32Array,
  arithmetic?: FamilyArithmetic,
): MotionColumns {
  const rows = starts[starts.length - 1];
  const width = features.length;
  const opened = models.motion.map((model) => new OpenMotion(model, arithmetic));
  const motion = new Float64Array(rows);
  const runs = new Uint32Array(rows * models.watched.length);
  for (let j = 0; j + 1 < starts.length; j++) {
    const [from, to] = [starts[j], starts[j + 1]];
    const own = raw.subarray(from * width, to * width);
    const v = motionOf(features, models.used, own, to - from);
    for (const model of opened) model.energies(v).forEach((g, t) => (motion[from + t] += g / opened.length));
    runs.set(runLengths(own, to - from, width, models.watched), from * models.watched.length);
  }
  return { motion, runs, moved: Int32Array.from({ length: rows }, (_, row) => movedAt(models, raw, row * width)) };
}

/** (y, change of y) of one episode of raw rows. */
export function motionOf(
  features: readonly Feature[],
  used: readonly number[],
  raw: Float32Array | Float64Array,
  rows: number,
): Float64Array {
  const own = used.map((f) => features[f]);
  const chosen = Float64Array.from({ length: rows * used.length }, (_, i) => {
    return raw[Math.floor(i / used.length) * features.length + used[i % used.length]];
  });
  const y = encode(own, chosen, rows);
  return motionRows(y, rows, y.length / rows, movingInputs(own));
}

function movedAt({ constants }: MonitorModels, raw: Float32Array | Float64Array, at: number): number {
  const stays = ({ column, value }: MonitorModels['constants'][number]) =>
    Math.abs(raw[at + column] - value) <= constantTolerance * (1 + Math.abs(value));
  return constants.find((constant) => !stays(constant))?.column ?? -1;
}
