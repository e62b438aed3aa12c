/**
 * Episodes played otherwise than they were recorded: in another order, at another speed, or standing still (docs/methods.md 1.6).
 * Rates are worked out anew; columns that record a rate follow where the play says so.
 */
import type { Demonstrations, Feature } from '../../demonstrations/demonstrations';
import { differences } from '../../demonstrations/derive';
import { recordedRates } from '../../demonstrations/motion/recorded';

/** A recording with what moves in it. */
export interface Recording extends Demonstrations {
  /** Indices of features that are differences over time. */
  readonly rates: readonly number[];
  /** Indices of columns that record the rate of another one. */
  readonly speeds: readonly number[];
}

/** Finds the columns that record a rate by docs/methods.md 1.1. */
export function recordingOf(demonstrations: Demonstrations): Recording {
  const { features, values, rows, episodes } = demonstrations;
  const places = features.flatMap((feature, f) => (isPlace(feature) ? [f] : []));
  const traces = places.map((f) => ({
    values: Float32Array.from({ length: rows }, (_, row) => values[row * features.length + f]),
    angle: features[f].role === 'angle',
  }));
  const found = recordedRates(traces, episodes.subarray(0, -1));
  const speeds = [...new Set(found)].filter((at) => at >= 0).map((at) => places[at]);
  return { ...demonstrations, rates: motionFeatures(features), speeds: speeds.sort((a, b) => a - b) };
}

/** Indices of features that are differences over time. */
export function motionFeatures(features: readonly Feature[]): number[] {
  return features.flatMap(({ role }, f) => (role === 'derived' ? [f] : []));
}

/** True where some input tells motion. */
export function tellsMotion({ rates, speeds }: Recording): boolean {
  return rates.length + speeds.length > 0;
}

/** Rows [start, end) with every rate 0, made or recorded: the same places, without motion. [rows × F] */
export function standStill(recording: Recording, start: number, end: number): Float32Array {
  return atSpeed(recording, start, end, 0);
}

/** Rows [start, end) at `factor` times the speed: the same places, rates times it, rates of recorded rates times its square. */
export function atSpeed(
  { features, values, rates, speeds }: Recording,
  start: number,
  end: number,
  factor: number,
): Float32Array {
  const width = features.length;
  const played = values.slice(start * width, end * width);
  const isSecond = (f: number): boolean => speeds.some((speed) => features[speed].column === features[f].column);
  for (const f of [...rates, ...speeds]) {
    const own = rates.includes(f) && isSecond(f) ? factor * factor : factor;
    for (let at = f; at < played.length; at += width) played[at] *= own;
  }
  return played;
}

/**
 * One episode with its frames in another order. Derived features become the differences along the new order, 0 at its first
 * frame: of the feature that they were made from, or of their own running sum where that is no input. Frames count as
 * `timeStep` apart.
 * @param order a permutation of consecutive rows of one episode
 * @param backwards true where time runs backwards: recorded rates are turned round
 * @returns [order.length × F] raw units
 */
export function reorder(recording: Recording, order: Uint32Array, backwards = false): Float32Array {
  const { features, values, timeStep, rates, speeds } = recording;
  const width = features.length;
  const out = new Float32Array(order.length * width);
  order.forEach((row, at) => out.set(values.subarray(row * width, (row + 1) * width), at * width));
  for (const f of backwards ? speeds : []) for (let at = f; at < out.length; at += width) out[at] = -out[at];
  for (const f of rates) {
    const source = features.findIndex((other) => other.column === features[f].column && isPlace(other));
    const places = source >= 0 ? column(out, width, source) : summed(recording, f, order);
    const angle = source >= 0 && features[source].role === 'angle';
    const time = { timeStep, steps: null, backwards: 0 };
    const motion = differences(places, Uint32Array.of(0), time, angle, features[f].hold);
    motion.forEach((value, at) => (out[at * width + f] = value));
  }
  return out;
}

function isPlace({ role }: Feature): boolean {
  return role === 'continuous' || role === 'angle';
}

function column(values: Float32Array, width: number, feature: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + feature]);
}

/** The running sum of a derived feature over its episode, taken in the new order: its source up to a constant. */
function summed({ features, values, timeStep }: Demonstrations, feature: number, order: Uint32Array): Float64Array {
  const first = order.reduce((a, b) => Math.min(a, b));
  const places = new Float64Array(order.length);
  for (let i = 1; i < order.length; i++) {
    places[i] = places[i - 1] + values[(first + i) * features.length + feature] * timeStep;
  }
  return Float64Array.from(order, (row) => places[row - first]);
}
