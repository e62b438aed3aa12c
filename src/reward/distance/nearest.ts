/**
 * Exact nearest neighbours: a k-d tree with leaf buckets and tight boxes, in typed arrays. Distances are Euclidean,
 * float64 sums over the inputs in order. Equal distances go to the lower index, so that an answer never depends on the
 * tree. In many dimensions boxes prune little and the search becomes a scan that gives up on a point as soon as its
 * partial distance is too large: slower, and still exact.
 */
import type { Floats } from '../../basics/arrays';
import { buildNodes, noEpisode } from './neighbour-nodes';

/** Sorted by distance; fewer than k when fewer points are eligible. */
export interface Neighbours {
  readonly count: number;
  /** Ascending; the first `count` entries are valid. */
  readonly distances: Float64Array;
  /** Row numbers of the points handed to the tree. */
  readonly indices: Int32Array;
}

export class NeighbourTree {
  readonly rows: number;
  readonly dims: number;
  private readonly order: Int32Array;
  private readonly points: Float64Array;
  private readonly episodes: Int32Array | null;
  private readonly first: Int32Array;
  private readonly end: Int32Array;
  private readonly right: Int32Array;
  private readonly nodeEpisode: Int32Array;
  private readonly boxes: Float64Array;

  // State of the query under way; kept here so that a query allocates nothing.
  private distances = new Float64Array(0);
  private indices = new Int32Array(0);
  private found = 0;
  private wanted = 0;
  private excluded = noEpisode;
  private readonly query: Float64Array;

  /**
   * @param points [rows × dims], finite
   * @param episodes [rows] episode of each point, needed for exclusion only
   */
  constructor(points: Floats, rows: number, dims: number, episodes: Uint32Array | null = null) {
    this.rows = rows;
    this.dims = dims;
    this.query = new Float64Array(dims);
    this.order = Int32Array.from({ length: rows }, (_, i) => i);
    const nodes = buildNodes(points, dims, episodes, this.order);
    this.first = Int32Array.from(nodes.first);
    this.end = Int32Array.from(nodes.end);
    this.right = Int32Array.from(nodes.right);
    this.nodeEpisode = Int32Array.from(nodes.episode);
    this.boxes = Float64Array.from(nodes.boxes);
    this.points = new Float64Array(rows * dims);
    this.order.forEach((row, at) => this.points.set(points.subarray(row * dims, (row + 1) * dims), at * dims));
    this.episodes = episodes ? Int32Array.from(this.order, (row) => episodes[row]) : null;
  }

  /**
   * The k nearest points to the row of `x` that starts at `offset`.
   * @param excludeEpisode points of this episode are passed over
   * @returns buffers that the next query overwrites; count 0 when the query is not finite
   */
  nearest(x: Floats | readonly number[], k: number, excludeEpisode?: number, offset = 0): Neighbours {
    if (this.distances.length < k) {
      this.distances = new Float64Array(k);
      this.indices = new Int32Array(k);
    }
    this.found = 0;
    this.wanted = k;
    this.excluded = excludeEpisode ?? noEpisode;
    let finite = true;
    for (let d = 0; d < this.dims; d++) {
      this.query[d] = x[offset + d];
      finite &&= Number.isFinite(this.query[d]);
    }
    if (finite && this.rows > 0 && k > 0) this.visit(0);
    for (let i = 0; i < this.found; i++) this.distances[i] = Math.sqrt(this.distances[i]);
    return { count: this.found, distances: this.distances, indices: this.indices };
  }

  /** Distance to the nearest eligible point: Infinity when there is none, NaN when the query is not finite. */
  distance(x: Floats | readonly number[], excludeEpisode?: number, offset = 0): number {
    if (this.nearest(x, 1, excludeEpisode, offset).count > 0) return this.distances[0];
    return this.query.every(Number.isFinite) ? Infinity : NaN;
  }

  private visit(node: number): void {
    if (this.excluded !== noEpisode && this.nodeEpisode[node] === this.excluded) return;
    const right = this.right[node];
    if (right === 0) {
      this.scan(this.first[node], this.end[node]);
      return;
    }
    const limit = this.limit();
    const near = this.boxDistance(node + 1, limit);
    const far = this.boxDistance(right, limit);
    if (near <= far) {
      if (near <= this.limit()) this.visit(node + 1);
      if (far <= this.limit()) this.visit(right);
    } else {
      if (far <= this.limit()) this.visit(right);
      if (near <= this.limit()) this.visit(node + 1);
    }
  }

  /** Squared distance beyond which a point cannot matter any more. */
  private limit(): number {
    return this.found < this.wanted ? Infinity : this.distances[this.wanted - 1];
  }

  /**
   * A lower bound of the squared distance to a point of the box, given up once above `limit`. Rounding is monotone and
   * the order of the sum is that of `scan`, so the bound holds in floating point too.
   */
  private boxDistance(node: number, limit: number): number {
    const { dims, query, boxes } = this;
    const low = node * 2 * dims;
    let sum = 0;
    for (let d = 0; d < dims; d++) {
      const value = query[d];
      const below = boxes[low + d] - value;
      const above = value - boxes[low + dims + d];
      const gap = below > 0 ? below : above > 0 ? above : 0;
      sum += gap * gap;
      if (sum > limit) return sum;
    }
    return sum;
  }

  private scan(first: number, end: number): void {
    const { dims, query, points, episodes, excluded } = this;
    let limit = this.limit();
    for (let at = first; at < end; at++) {
      if (excluded !== noEpisode && episodes !== null && episodes[at] === excluded) continue;
      const start = at * dims;
      let sum = 0;
      let d = 0;
      // Four terms a turn: looking at the limit more often costs more than it spares.
      for (; d + 4 <= dims && sum <= limit; d += 4) {
        const a = query[d] - points[start + d];
        const b = query[d + 1] - points[start + d + 1];
        const c = query[d + 2] - points[start + d + 2];
        const e = query[d + 3] - points[start + d + 3];
        sum = sum + a * a + b * b + c * c + e * e;
      }
      for (; d < dims && sum <= limit; d++) {
        const gap = query[d] - points[start + d];
        sum += gap * gap;
      }
      if (sum > limit) continue;
      this.keep(sum, this.order[at]);
      limit = this.limit();
    }
  }

  /** Puts a candidate in its place; ties by row number. */
  private keep(squared: number, row: number): void {
    const { distances, indices } = this;
    const full = this.found === this.wanted;
    let at = full ? this.wanted - 1 : this.found;
    if (full && !precedes(squared, row, distances[at], indices[at])) return;
    if (!full) this.found++;
    while (at > 0 && precedes(squared, row, distances[at - 1], indices[at - 1])) {
      distances[at] = distances[at - 1];
      indices[at] = indices[at - 1];
      at--;
    }
    distances[at] = squared;
    indices[at] = row;
  }
}

function precedes(squared: number, row: number, otherSquared: number, otherRow: number): boolean {
  return squared < otherSquared || (squared === otherSquared && row < otherRow);
}
