/**
 * Distance to demonstrations: exact nearest neighbours of points that lie near a bent sheet, as frames of demonstrations do,
 * asked by points from beside it, on one thread: by the k-d tree one query at a time, by our kernel all at once.
 */
import { systemClock } from '../../src/basics/clock';
import { Random } from '../../src/basics/random';
import { neighbourModule, WasmNeighbours } from '../../src/engine/wasm/neighbours';
import { supportedVariant } from '../../src/engine/wasm/variants';
import { NeighbourTree } from '../../src/reward/distance/nearest';
import { nearestDistances } from '../../src/reward/distance/neighbour-search';
import { measured } from './rows';
import type { Bench } from './rows';

const rows = 100_000;
/** Directions in which the sheet goes on. */
const sheet = 4;
const noise = 0.05;
/** How far beside the sheet queries lie, standard deviations of an input. */
const beside = 0.3;
const cases = [
  { name: 'distance/cpu-tree/1e5x4', dims: 4, queries: 100_000 },
  { name: 'distance/cpu-tree/1e5x27', dims: 27, queries: 2000 },
];

/** Points [count × dims] near Σ_j tanh(a_j) m_j. */
function sheetPoints(label: string, count: number, dims: number, away: number): Float32Array {
  const mix = Random.of(1, 'bench', 'sheet', dims);
  const directions = Float64Array.from({ length: sheet * dims }, () => mix.normal());
  const random = Random.of(1, 'bench', 'distance', label);
  const points = new Float32Array(count * dims);
  for (let row = 0; row < count; row++) {
    const place = Array.from({ length: sheet }, () => Math.tanh(1.5 * random.normal()));
    for (let d = 0; d < dims; d++) {
      const on = place.reduce((sum, value, j) => sum + value * directions[j * dims + d], 0);
      points[row * dims + d] = on / Math.sqrt(sheet) + away * random.normal();
    }
  }
  return points;
}

function queriesPerSecond(tree: NeighbourTree, x: Float32Array): Promise<number> {
  const queries = x.length / tree.dims;
  let sum = 0;
  const start = systemClock.elapsed();
  for (let query = 0; query < queries; query++) sum += tree.distance(x, undefined, query * tree.dims);
  const milliseconds = systemClock.elapsed() - start;
  if (!Number.isFinite(sum)) throw new Error('a distance is not a number');
  return Promise.resolve((queries * 1000) / milliseconds);
}

const treeBenches: readonly Bench[] = cases.map(({ name, dims, queries }) => ({
  name,
  run: () => {
    const points = sheetPoints('points', rows, dims, noise);
    const start = systemClock.elapsed();
    const tree = new NeighbourTree(points, rows, dims);
    const built = ((systemClock.elapsed() - start) / 1000).toFixed(2);
    const x = sheetPoints('queries', queries, dims, beside);
    return measured(name, 'queries/s', 3, () => queriesPerSecond(tree, x), `exact, float64; tree built in ${built} s`);
  },
}));

const kernelCases = (['1e4', '1e5'] as const).flatMap((points) =>
  [4, 27, 63, 128].map((dims) => ({
    name: `distance/wasm/${points}x${dims}`,
    count: Number(points),
    dims,
    queries: points === '1e4' ? 20_000 : 10_000,
  })),
);

const kernelBenches: readonly Bench[] = kernelCases.map(({ name, count, dims, queries }) => ({
  name,
  run: async () => {
    const variant = supportedVariant();
    if (variant === null) return null;
    const points = sheetPoints('points', count, dims, noise);
    const module = await neighbourModule(variant);
    const start = systemClock.elapsed();
    const search = new WasmNeighbours(module, points, count, dims);
    const packed = ((systemClock.elapsed() - start) / 1000).toFixed(2);
    const x = sheetPoints('queries', queries, dims, beside);
    const speed = (): Promise<number> => {
      const begun = systemClock.elapsed();
      const distances = nearestDistances(search, x, queries);
      const milliseconds = systemClock.elapsed() - begun;
      if (!distances.every(Number.isFinite)) throw new Error('a distance is not a number');
      return Promise.resolve((queries * 1000) / milliseconds);
    };
    return measured(name, 'queries/s', 3, speed, `exact, float64; ${variant} SIMD, packed in ${packed} s`);
  },
}));

export const distanceBenches: readonly Bench[] = [...treeBenches, ...kernelBenches];
