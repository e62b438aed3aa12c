/** Distances from polylines: what paths and lanes are measured by (METHODS.md 3). */
import type { Floats } from '../basics/arrays';

export interface PolylinePlace {
  readonly distance: number;
  /** First point of the nearest segment, the first of equals. */
  readonly segment: number;
}

/** Share of the segment from a to b at which a place lies nearest, in [0, 1]; 0 where both ends are one. */
function share(at: (d: number) => number, a: readonly number[], b: readonly number[]): number {
  let [along, length] = [0, 0];
  for (let d = 0; d < a.length; d++) {
    along += (at(d) - a[d]) * (b[d] - a[d]);
    length += (b[d] - a[d]) ** 2;
  }
  return length === 0 ? 0 : Math.min(1, Math.max(0, along / length));
}

function segmentDistance(at: (d: number) => number, a: readonly number[], b: readonly number[]): number {
  const t = share(at, a, b);
  let squares = 0;
  for (let d = 0; d < a.length; d++) squares += (at(d) - a[d] - t * (b[d] - a[d])) ** 2;
  return Math.sqrt(squares);
}

/**
 * The nearest place of a polyline of one point or more; distance NaN where a feature is not finite.
 * @param features raw features that are the coordinates, in order
 */
export function nearestOnPolyline(
  raw: Floats,
  rawAt: number,
  features: readonly number[],
  points: readonly (readonly number[])[],
): PolylinePlace {
  const at = (d: number) => raw[rawAt + features[d]];
  if (!features.every((_, d) => Number.isFinite(at(d)))) return { distance: NaN, segment: 0 };
  if (points.length === 1) return { distance: segmentDistance(at, points[0], points[0]), segment: 0 };
  let [distance, segment] = [Infinity, 0];
  for (let i = 0; i + 1 < points.length; i++) {
    const own = segmentDistance(at, points[i], points[i + 1]);
    if (own < distance) [distance, segment] = [own, i];
  }
  return { distance, segment };
}

/** ± the distance from a directed polyline in the plane: positive on the left of the nearest segment, 0 counts as left. */
export function lateralOffset(
  raw: Floats,
  rawAt: number,
  features: readonly number[],
  points: readonly (readonly number[])[],
): number {
  const { distance, segment } = nearestOnPolyline(raw, rawAt, features, points);
  const [a, b] = [points[segment], points[segment + 1]];
  const [x, y] = [raw[rawAt + features[0]], raw[rawAt + features[1]]];
  const turn = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
  return turn < 0 ? -distance : distance;
}
