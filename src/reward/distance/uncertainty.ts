/**
 * u(x) = d_NN(x)/ε₉₉ (docs/methods.md 1.4): distance to the nearest good point over the radius within which 99 % of the frames of
 * one episode have a neighbour in another. Grows without bound away from the demonstrations.
 */
import type { Floats } from '../../basics/arrays';
import { Random } from '../../basics/random';
import { fail, ok, type Result } from '../../basics/result';
import { quantile } from '../../basics/statistics';
import { nearestDistances, treeNeighbours, type NeighbourSearch, type OpenNeighbours } from './neighbour-search';
import type { Basin } from '../types';

/** Most frames that ε₉₉ is measured on *(choice)*; a seeded subsample of a larger basin, compared with all of it. */
const mostQueries = 20_000;
/** Fewer in many dimensions, where a query touches most points: about this many multiplications in all. */
const mostWork = 4e9;
/** Smallest ε₉₉ *(choice)*: where nearly all frames repeat another episode exactly, u stays finite. */
const leastRadius = 1e-4;

export interface FittedBasin {
  readonly basin: Basin;
  readonly search: NeighbourSearch;
}

/**
 * Measures ε₉₉ over the basin.
 * @param points [n × D] standardised, finite: demonstrations of train, validation and calibration
 * @param episodes [n] episode of each point; where the split is not by episode, the number of its segment
 * @param asked which points ε₉₉ is measured at; all are compared with
 * @returns `too-few-rows` when all points belong to one episode
 */
export function fitBasin(
  points: Float32Array,
  episodes: Uint32Array,
  dims: number,
  seed: number,
  open: OpenNeighbours = treeNeighbours,
  asked: (row: number) => boolean = () => true,
): Result<FittedBasin> {
  if (!hasOthers(episodes)) return onePiece();
  const search = open(points, episodes.length, dims, episodes);
  const rows = radiusRows(episodes.length, dims, seed, asked);
  const x = new Float32Array(rows.length * dims);
  rows.forEach((row, at) => x.set(points.subarray(row * dims, (row + 1) * dims), at * dims));
  const own = Int32Array.from(rows, (row) => episodes[row]);
  const { distances } = search.search(x, rows.length, 1, own);
  return ok({ basin: { dims, points, episodes, epsilon99: radiusOf(distances) }, search });
}

/** Points of the basin that ε₉₉ is measured at, as row numbers in a seeded order. @param asked those that may be; none = all */
export function radiusRows(
  rows: number,
  dims: number,
  seed: number,
  asked: (row: number) => boolean = () => true,
): Uint32Array {
  const limit = Math.min(mostQueries, Math.max(1000, Math.floor(mostWork / (rows * dims))));
  const order = Random.of(seed, 'epsilon99').permutation(rows);
  const chosen = order.filter(asked);
  return (chosen.length > 0 ? chosen : order).subarray(0, limit);
}

/** ε₉₉ from the distances of those points to the nearest one of another episode. */
export function radiusOf(distances: Float64Array): number {
  return Math.max(leastRadius, quantile(distances, 0.99));
}

/** Whether there is more than one episode, so that one can be measured against another. */
export function hasOthers(episodes: Uint32Array): boolean {
  return episodes.some((episode) => episode !== episodes[0]);
}

export function onePiece() {
  return fail(
    'too-few-rows',
    'All demonstrations belong to one piece, so it cannot be measured how far one episode lies from another.',
    'Bring at least two episodes, or a longer recording.',
  );
}

/** A search over a stored basin. */
export function openBasin(basin: Basin, open: OpenNeighbours = treeNeighbours): FittedBasin {
  return { basin, search: open(basin.points, basin.episodes.length, basin.dims, basin.episodes) };
}

/**
 * u of each row, ≥ 0; NaN where a row is not finite.
 * @param x [rows × D] standardised
 * @param excludeEpisode leave this episode of the basin out: u of a fold episode to the other episodes
 */
export function uncertainties(
  { basin, search }: FittedBasin,
  x: Floats,
  rows: number,
  excludeEpisode?: number,
): Float64Array {
  const left = excludeEpisode === undefined ? undefined : new Int32Array(rows).fill(excludeEpisode);
  return nearestDistances(search, x, rows, left).map((distance) => distance / basin.epsilon99);
}
