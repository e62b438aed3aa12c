/** The nodes of a k-d tree: how points are split into boxes. */
import type { Floats } from '../../basics/arrays';

/** Stands for "points of several episodes", and for "no episode is left out". */
export const noEpisode = -1;
const leafSize = 24;

/** Nodes in depth-first order; node i's left child is i + 1. */
export interface Nodes {
  first: number[];
  end: number[];
  /** Right child, 0 in a leaf. */
  right: number[];
  /** The one episode of all points below, else `noEpisode`. */
  episode: number[];
  /** [nodes × 2D] low then high corner. */
  boxes: number[];
}

/**
 * Splits until a box holds two dozen points or all of its points coincide.
 * @param points [rows × dims], finite
 * @param order the row numbers, rearranged so that each node's points are neighbours in it
 */
export function buildNodes(points: Floats, dims: number, episodes: Uint32Array | null, order: Int32Array): Nodes {
  const nodes: Nodes = { first: [], end: [], right: [], episode: [], boxes: [] };
  if (order.length > 0) build(points, dims, episodes, order, nodes, 0, order.length);
  return nodes;
}

/** Adds the node of order[first … end) and all below it; the box is split at the median of its widest side. */
function build(
  points: Floats,
  dims: number,
  episodes: Uint32Array | null,
  order: Int32Array,
  nodes: Nodes,
  first: number,
  end: number,
): void {
  const node = nodes.first.length;
  const box = boundingBox(points, dims, order, first, end);
  nodes.first.push(first);
  nodes.end.push(end);
  nodes.right.push(0);
  nodes.episode.push(commonEpisode(episodes, order, first, end));
  for (const side of box) nodes.boxes.push(side);
  const widest = widestSide(box, dims);
  if (end - first <= leafSize || box[dims + widest] === box[widest]) return;
  const middle = (first + end) >>> 1;
  selectMedian(points, dims, widest, order, first, end - 1, middle);
  build(points, dims, episodes, order, nodes, first, middle);
  nodes.right[node] = nodes.first.length;
  build(points, dims, episodes, order, nodes, middle, end);
}

function boundingBox(points: Floats, dims: number, order: Int32Array, first: number, end: number): Float64Array {
  const box = new Float64Array(2 * dims).fill(Infinity, 0, dims).fill(-Infinity, dims);
  for (let at = first; at < end; at++) {
    const start = order[at] * dims;
    for (let d = 0; d < dims; d++) {
      const value = points[start + d];
      if (value < box[d]) box[d] = value;
      if (value > box[dims + d]) box[dims + d] = value;
    }
  }
  return box;
}

function commonEpisode(episodes: Uint32Array | null, order: Int32Array, first: number, end: number): number {
  if (episodes === null) return noEpisode;
  for (let at = first + 1; at < end; at++) {
    if (episodes[order[at]] !== episodes[order[first]]) return noEpisode;
  }
  return episodes[order[first]];
}

/** Rearranges order[low … high] so that nothing left of `target` is larger in `dim` than what is right of it. */
function selectMedian(
  points: Floats,
  dims: number,
  dim: number,
  order: Int32Array,
  low: number,
  high: number,
  target: number,
): void {
  while (low < high) {
    const pivot = points[order[(low + high) >>> 1] * dims + dim];
    let i = low;
    let j = high;
    while (i <= j) {
      while (points[order[i] * dims + dim] < pivot) i++;
      while (points[order[j] * dims + dim] > pivot) j--;
      if (i <= j) {
        const kept = order[i];
        order[i++] = order[j];
        order[j--] = kept;
      }
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else return;
  }
}

/**
 * Row numbers in an order in which every `size` of them, from the first on, lie near each other: boxes are split across
 * their widest side, at a multiple of `size`.
 * @param points [rows × dims] finite
 */
export function compactOrder(points: Floats, rows: number, dims: number, size: number): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const waiting: [first: number, end: number][] = [[0, rows]];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const [first, end] = part;
    if (end - first <= size) continue;
    const widest = widestSide(boundingBox(points, dims, order, first, end), dims);
    const middle = first + size * Math.ceil((end - first) / size / 2);
    selectMedian(points, dims, widest, order, first, end - 1, middle);
    waiting.push([first, middle], [middle, end]);
  }
  return order;
}

function widestSide(box: Float64Array, dims: number): number {
  let widest = 0;
  for (let d = 1; d < dims; d++) {
    if (box[dims + d] - box[d] > box[dims + widest] - box[widest]) widest = d;
  }
  return widest;
}
