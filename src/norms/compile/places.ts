/** The parts of a tree that look for the nearest place: among demonstrations, given points, and along a line. */
import type { Evaluate } from './evaluate';
import type { DemonstrationDistances } from '../rows';
import type { Tree } from '../tree/tree';

type Node<Op extends Tree['op']> = Extract<Tree, { readonly op: Op }>;

/** Of the basin when the node has no points of its own, else an exact scan that gives up on a point early. */
export function openDistance({ inputs, points }: Node<'distance'>, distances: DemonstrationDistances): Evaluate {
  if (!points) return ({ x, rows }, row) => distances.distance(x, row * (x.length / rows), inputs);
  const places = Float64Array.from(points.flat());
  const width = inputs.length;
  const place = new Float64Array(width);
  return ({ x, rows }, row) => {
    const at = row * (x.length / rows);
    for (let i = 0; i < width; i++) place[i] = x[at + inputs[i]];
    return place.every(Number.isFinite) ? Math.sqrt(nearestSquare(place, places)) : NaN;
  };
}

/** Squared distance to the nearest of `places` [n × width]; Infinity where there are none. */
function nearestSquare(place: Float64Array, places: Float64Array): number {
  const width = place.length;
  let nearest = Infinity;
  for (let at = 0; at < places.length; at += width) {
    let square = 0;
    for (let i = 0; i < width && square < nearest; i++) square += (place[i] - places[at + i]) ** 2;
    if (square < nearest) nearest = square;
  }
  return nearest;
}

export function openPolyline({ features, points, lateral }: Node<'polyline'>): Evaluate {
  const dims = features.length;
  const line = Float64Array.from(points.flat());
  const place = new Float64Array(dims);
  const measure = lateral ? lateralOffset : distanceToLine;
  return ({ raw, rows }, row) => {
    const at = row * (raw.length / rows);
    for (let d = 0; d < dims; d++) place[d] = raw[at + features[d]];
    return place.every(Number.isFinite) ? measure(place, line) : NaN;
  };
}

/** @param line [n × place.length], n ≥ 1 */
function distanceToLine(place: Float64Array, line: Float64Array): number {
  const dims = place.length;
  let nearest = line.length === dims ? squareAt(place, line, 0, 0) : Infinity;
  for (let at = 0; at + dims < line.length; at += dims) {
    nearest = Math.min(nearest, squareAt(place, line, at, along(place, line, at)));
  }
  return Math.sqrt(nearest);
}

/**
 * Distance with the side as its sign. Where two segments are equally near, at the corner between them, the one that the
 * place lies more across of tells the side: the other one's may be wrong beyond its end.
 */
function lateralOffset(place: Float64Array, line: Float64Array): number {
  let nearest = Infinity;
  let across = 0;
  for (let at = 0; at + 2 < line.length; at += 2) {
    const square = squareAt(place, line, at, along(place, line, at));
    const offset = crossOffset(place, line, at);
    if (square < nearest || (square === nearest && Math.abs(offset) > Math.abs(across))) {
      nearest = square;
      across = offset;
    }
  }
  return across < 0 ? -Math.sqrt(nearest) : Math.sqrt(nearest);
}

/** Where on the segment that starts at `at` the place is nearest, [0, 1]. */
function along(place: Float64Array, line: Float64Array, at: number): number {
  const dims = place.length;
  let dot = 0;
  let square = 0;
  for (let d = 0; d < dims; d++) {
    const step = line[at + dims + d] - line[at + d];
    dot += (place[d] - line[at + d]) * step;
    square += step * step;
  }
  return square === 0 ? 0 : Math.min(1, Math.max(0, dot / square));
}

/** Squared distance to the place `t` of a segment; the ends are met exactly, so that two segments agree on their corner. */
function squareAt(place: Float64Array, line: Float64Array, at: number, t: number): number {
  const dims = place.length;
  let square = 0;
  for (let d = 0; d < dims; d++) {
    const from = line[at + d];
    const foot = t === 0 ? from : t === 1 ? line[at + dims + d] : from + t * (line[at + dims + d] - from);
    square += (place[d] - foot) ** 2;
  }
  return square;
}

/** Signed distance from the endless line through a segment of the plane, left positive. */
function crossOffset(place: Float64Array, line: Float64Array, at: number): number {
  const x = line[at + 2] - line[at];
  const y = line[at + 3] - line[at + 1];
  return (x * (place[1] - line[at + 1]) - y * (place[0] - line[at])) / Math.sqrt(x * x + y * y);
}
