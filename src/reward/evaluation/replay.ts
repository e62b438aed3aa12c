/** Episodes played otherwise than they were recorded: in another order, or standing still. Motion is worked out anew. */
import type { Demonstrations, Feature } from '../../demonstrations/demonstrations';
import { differences } from '../../demonstrations/derive';

/** Indices of features that are differences over time. */
export function motionFeatures(features: readonly Feature[]): number[] {
  return features.flatMap(({ role }, f) => (role === 'derived' ? [f] : []));
}

/** Rows [start, end) with every derived feature 0: the same places, without motion. [rows × F] */
export function standStill({ features, values }: Demonstrations, start: number, end: number): Float32Array {
  const width = features.length;
  const still = values.slice(start * width, end * width);
  for (const f of motionFeatures(features)) for (let at = f; at < still.length; at += width) still[at] = 0;
  return still;
}

/**
 * One episode with its frames in another order. Derived features become the differences along the new order: of the feature
 * that they were made from, or of their own running sum where that is no input. Frames count as `timeStep` apart.
 * @param order a permutation of consecutive rows of one episode
 * @returns [order.length × F] raw units
 */
export function reorder(demonstrations: Demonstrations, order: Uint32Array): Float32Array {
  const { features, values, timeStep } = demonstrations;
  const width = features.length;
  const out = new Float32Array(order.length * width);
  order.forEach((row, at) => out.set(values.subarray(row * width, (row + 1) * width), at * width));
  for (const f of motionFeatures(features)) {
    const source = features.findIndex((other) => other.column === features[f].column && isPlace(other));
    const places = source >= 0 ? column(values, width, source, order) : summed(demonstrations, f, order);
    const angle = source >= 0 && features[source].role === 'angle';
    const motion = differences(places, Uint32Array.of(0), { timeStep, steps: null, backwards: 0 }, angle);
    motion.forEach((value, at) => (out[at * width + f] = value));
  }
  return out;
}

function isPlace({ role }: Feature): boolean {
  return role === 'continuous' || role === 'angle';
}

function column(values: Float32Array, width: number, feature: number, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row * width + feature]);
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
