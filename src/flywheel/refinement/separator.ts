/** A plane between some flaws and the good points around them. */
import type { Floats } from '../../basics/arrays';

/** Passes of the averaged subgradient. */
const passes = 400;
/** Weight of a wide margin against points on the wrong side. */
const regularisation = 1e-3;

/**
 * Max-margin normal between two sets: the linear support vector machine by full subgradients, averaged over the second half.
 * The same for any order of the points, up to rounding.
 * @param bad [m × dims], above the plane
 * @param good [n × dims]
 * @returns unit normal; null when the sets cannot be told apart at all
 */
export function separator(bad: Floats, good: Floats, dims: number): Float64Array | null {
  if (bad.length === 0 || good.length === 0) return null;
  const middle = meanOf(bad, dims).map((value, d) => (value + meanOf(good, dims)[d]) / 2);
  let weights = meanOf(bad, dims).map((value, d) => value - middle[d]);
  const average = new Float64Array(dims);
  let offset = 0;
  for (let pass = 1; pass <= passes; pass++) {
    const rate = 1 / (regularisation * (pass + 50));
    const slope = weights.map((weight) => regularisation * weight);
    let lift = 0;
    for (const [points, side] of [
      [bad, 1],
      [good, -1],
    ] as const) {
      // prettier-ignore
      const share = (side * dims) / points.length / 2;
      for (let at = 0; at < points.length; at += dims) {
        let height = offset;
        for (let d = 0; d < dims; d++) height += weights[d] * (points[at + d] - middle[d]);
        if (side * height >= 1) continue;
        for (let d = 0; d < dims; d++) slope[d] -= share * (points[at + d] - middle[d]);
        lift -= share;
      }
    }
    weights = weights.map((weight, d) => weight - rate * slope[d]);
    offset -= rate * lift;
    if (pass > passes / 2) weights.forEach((weight, d) => (average[d] += weight));
  }
  const length = Math.hypot(...average);
  return length > 1e-12 && Number.isFinite(length) ? average.map((value) => value / length) : null;
}

function meanOf(points: Floats, dims: number): Float64Array {
  const mean = new Float64Array(dims);
  for (let at = 0; at < points.length; at++) mean[at % dims] += (points[at] * dims) / points.length;
  return mean;
}
