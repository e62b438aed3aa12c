/** 10⁵ queries that a product in float32 gets wrong, each answered as the k-d tree does: distances, rows and counts, bit for bit. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { WasmNeighbours, neighbourModule } from '../../../../src/engine/wasm/neighbours';
import { supportedVariant } from '../../../../src/engine/wasm/variants';
import { searchOf } from '../../../../src/reward/distance/neighbour-search';
import { NeighbourTree } from '../../../../src/reward/distance/nearest';

const module = await neighbourModule(supportedVariant() ?? 'simd');
const [rows, queries, k] = [1000, 12_500, 3];
const episodes = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / 100));

type Value = (random: Random, row: number, d: number) => number;
interface Slice {
  readonly name: string;
  readonly dims: number;
  readonly point: Value;
  /** A query where it is no point moved by a little. */
  readonly query: Value;
}

/** Where a row's cluster lies: a few clusters, much tighter than they lie apart. */
const cluster = (row: number, d: number): number => 100 * Math.sin(7 * (row % 9) + d);

const slices: readonly Slice[] = [
  { name: 'ties on a coarse grid', dims: 4, point: (r) => r.integer(3), query: (r) => r.integer(5) / 2 },
  {
    name: 'every point nine times and more',
    dims: 6,
    point: (_, row, d) => Math.sin((row % 111) + d),
    query: (r, row, d) => Math.sin((row % 111) + d) + (row % 2) * 1e-3 * r.normal(),
  },
  {
    name: 'an offset that leaves float32 a quarter',
    dims: 5,
    point: (r) => 4_000_000 + r.integer(40) / 4,
    query: (r) => 4_000_000 + 10 * r.next(),
  },
  { name: 'denormals', dims: 4, point: (r) => 1e-42 * r.normal(), query: (r) => 1e-42 * r.normal() },
  { name: 'squares that vanish', dims: 5, point: (r) => 1e-24 * r.normal(), query: (r) => 1e-24 * r.normal() },
  {
    name: 'squares beyond float32',
    dims: 4,
    point: (r, row) => (row % 2 ? 1e30 : -1e30) * (1 + 1e-3 * r.next()),
    query: (r, row) => (row % 3 ? 1e30 : -1e30) * (1 + 1e-3 * r.next()),
  },
  {
    name: 'tight clusters far apart, with queries halfway',
    dims: 13,
    point: (r, row, d) => cluster(row, d) + 1e-5 * r.normal(),
    query: (_, row, d) => (cluster(row, d) + cluster(row + 1 + (row % 3), d)) / 2,
  },
  {
    name: 'magnitudes from 1e-12 to 1e12',
    dims: 5,
    point: (r, row) => r.normal() * 10 ** ((row % 25) - 12),
    query: (r, row) => r.normal() * 10 ** (((row * 7) % 25) - 12),
  },
];

describe('100 000 adversarial queries', { timeout: 60_000 }, () => {
  it.each(slices)('$name', ({ name, dims, point, query }) => {
    const random = Random.of(1, 'adversarial', name);
    const place = (at: number): [number, number] => [Math.floor(at / dims), at % dims];
    const points = Float32Array.from({ length: rows * dims }, (_, at) => point(random, ...place(at)));
    const x = Float64Array.from({ length: queries * dims }, (_, at) => {
      const [row, d] = place(at);
      // Every fourth is a point itself, every eighth one beside it by the last bit.
      const own = points[(row % rows) * dims + d];
      return row % 4 === 0 ? own * (row % 8 === 0 ? 1 : 1 + 2 ** -52) : query(random, row, d);
    });
    const exclude = Int32Array.from({ length: queries }, (_, row) => (row % 12) - 1);
    const wanted = searchOf(new NeighbourTree(points, rows, dims, episodes)).search(x, queries, k, exclude);
    const found = new WasmNeighbours(module, points, rows, dims, episodes).search(x, queries, k, exclude);
    expect(found.counts).toEqual(wanted.counts);
    expect(Buffer.from(found.indices.buffer).equals(Buffer.from(wanted.indices.buffer))).toBe(true);
    expect(Buffer.from(found.distances.buffer).equals(Buffer.from(wanted.distances.buffer))).toBe(true);
  });
});
