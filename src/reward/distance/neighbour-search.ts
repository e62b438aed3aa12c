/**
 * Exact nearest neighbours of many rows at once. The k-d tree is the reference; the engine brings a faster one, whose
 * answers are equal to the last bit (ties go to the lower row), so that no figure depends on which was handed in.
 */
import type { Floats } from '../../basics/arrays';
import { NeighbourTree } from './nearest';
import { noEpisode } from './neighbour-nodes';

/** What was found, ascending; entries beyond `counts` mean nothing. */
export interface FoundNeighbours {
  /** [queries × k] Euclidean */
  readonly distances: Float64Array;
  /** [queries × k] */
  readonly indices: Int32Array;
  /** [queries] fewer than k where fewer are eligible, 0 where the query is not finite */
  readonly counts: Int32Array;
}

export interface NeighbourSearch {
  readonly rows: number;
  readonly dims: number;
  /**
   * The k nearest points to each row.
   * @param x [count × dims]
   * @param exclude [count] points of this episode are passed over, `noEpisode` none; absent = none at all
   */
  search(x: Floats, count: number, k: number, exclude?: Int32Array): FoundNeighbours;
}

/**
 * Opens a search over points [rows × dims], finite.
 * @param episodes [rows] episode of each point, needed for exclusion only
 */
export type OpenNeighbours = (
  points: Floats,
  rows: number,
  dims: number,
  episodes?: Uint32Array | null,
) => NeighbourSearch;

/** A search that asks a tree, row by row. */
export function searchOf(tree: NeighbourTree): NeighbourSearch {
  const { rows, dims } = tree;
  return {
    rows,
    dims,
    search(x, count, k, exclude) {
      const distances = new Float64Array(count * k).fill(NaN);
      const indices = new Int32Array(count * k).fill(-1);
      const counts = new Int32Array(count);
      for (let row = 0; row < count; row++) {
        const own = exclude === undefined || exclude[row] === noEpisode ? undefined : exclude[row];
        const found = tree.nearest(x, k, own, row * dims);
        counts[row] = found.count;
        distances.set(found.distances.subarray(0, found.count), row * k);
        indices.set(found.indices.subarray(0, found.count), row * k);
      }
      return { distances, indices, counts };
    },
  };
}

export const treeNeighbours: OpenNeighbours = (points, rows, dims, episodes = null) =>
  searchOf(new NeighbourTree(points, rows, dims, episodes));

/**
 * Distance of each row to its nearest eligible point: Infinity where there is none, NaN where the row is not finite.
 * @param exclude as for `search`
 */
export function nearestDistances(
  search: NeighbourSearch,
  x: Floats,
  count: number,
  exclude?: Int32Array,
): Float64Array {
  const { dims } = search;
  const { distances, counts } = search.search(x, count, 1, exclude);
  for (let row = 0; row < count; row++) {
    if (counts[row] > 0) continue;
    const finite = x.subarray(row * dims, (row + 1) * dims).every(Number.isFinite);
    distances[row] = finite ? Infinity : NaN;
  }
  return distances;
}
