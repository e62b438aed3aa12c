/** k-means (Lloyd) from k-means++ seeds: the cells of the audit gap (docs/methods.md 5). Seeded; the same rows give the same bytes. */
import type { Floats } from '../../basics/arrays';
import { Random } from '../../basics/random';
import { NeighbourTree } from '../../reward/distance/nearest';

const mostRounds = 25;
/** More rows than this do not move 256 centroids that matter. */
const mostRows = 50_000;

/**
 * @param x [n × dims] finite
 * @param k most centroids; fewer when there are fewer distinct rows
 * @returns [cells × dims]
 */
export function kMeans(x: Floats, dims: number, k: number, seed: number): Float32Array {
  const random = Random.of(seed, 'k-means');
  const rows = sampled(x, dims, random);
  let centroids = spread(rows, dims, k, random);
  for (let round = 0; round < mostRounds; round++) {
    const next = moved(rows, dims, centroids);
    if (next.every((value, i) => value === centroids[i])) break;
    centroids = next;
  }
  return centroids;
}

function sampled(x: Floats, dims: number, random: Random): Floats {
  const rows = x.length / dims;
  if (rows <= mostRows) return x;
  const out = new Float64Array(mostRows * dims);
  const order = random.permutation(rows);
  for (let i = 0; i < mostRows; i++) out.set(x.subarray(order[i] * dims, (order[i] + 1) * dims), i * dims);
  return out;
}

/** k-means++: each next seed with a chance that grows with the squared distance to those before it. */
function spread(x: Floats, dims: number, k: number, random: Random): Float32Array {
  const rows = x.length / dims;
  const squares = new Float64Array(rows).fill(Infinity);
  const chosen: number[] = [];
  let next = rows > 0 ? random.integer(rows) : -1;
  while (next >= 0) {
    chosen.push(next);
    const total = lowerTo(squares, x, dims, next);
    next = chosen.length < k && total > 0 ? drawn(squares, total * random.next()) : -1;
  }
  const seeds = new Float32Array(chosen.length * dims);
  chosen.forEach((row, i) => seeds.set(x.subarray(row * dims, (row + 1) * dims), i * dims));
  return seeds;
}

/** Lowers squared distances to those from `row`. @returns their sum */
function lowerTo(squares: Float64Array, x: Floats, dims: number, row: number): number {
  let total = 0;
  for (let i = 0; i < squares.length; i++) {
    let square = 0;
    for (let d = 0; d < dims; d++) square += (x[i * dims + d] - x[row * dims + d]) ** 2;
    if (square < squares[i]) squares[i] = square;
    total += squares[i];
  }
  return total;
}

/** First row at which the running sum passes `place`; a row of weight 0 is never drawn. */
function drawn(weights: Float64Array, place: number): number {
  let [sum, last] = [0, -1];
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i];
    last = i;
    if (sum > place) break;
  }
  return last;
}

/** Means of the rows nearest to each centroid; one without rows stays. */
function moved(x: Floats, dims: number, centroids: Float32Array): Float32Array {
  const cells = centroids.length / dims;
  const sums = new Float64Array(centroids.length);
  const counts = new Uint32Array(cells);
  const owner = nearestRows(x, dims, centroids);
  owner.forEach((cell, row) => {
    counts[cell]++;
    for (let d = 0; d < dims; d++) sums[cell * dims + d] += x[row * dims + d];
  });
  return centroids.map((value, i) => {
    const own = counts[Math.floor(i / dims)];
    return own > 0 ? sums[i] / own : value;
  });
}

/** Index of the nearest centroid of each row, [n]; −1 where the row is not finite. */
export function nearestRows(x: Floats, dims: number, centroids: Float32Array): Int32Array {
  const tree = new NeighbourTree(centroids, centroids.length / dims, dims);
  return Int32Array.from({ length: x.length / dims }, (_, row) => {
    const { count, indices } = tree.nearest(x, 1, undefined, row * dims);
    return count > 0 ? indices[0] : -1;
  });
}
