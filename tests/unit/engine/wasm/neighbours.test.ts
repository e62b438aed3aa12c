import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { WasmNeighbours, neighbourModule } from '../../../../src/engine/wasm/neighbours';
import { supportedVariant } from '../../../../src/engine/wasm/variants';
import { NeighbourTree } from '../../../../src/reward/distance/nearest';

// Node has no relaxed SIMD before version 21.
const variants = [...new Set(['simd' as const, supportedVariant() ?? 'simd'])];
const modules = await Promise.all(variants.map(neighbourModule));

interface Case {
  readonly name: string;
  readonly dims: number;
  readonly rows: number;
  readonly queries: number;
  readonly point: (random: Random, row: number, d: number) => number;
  readonly query: (random: Random, row: number, d: number, points: Float32Array) => number;
}
const plain = (random: Random): number => random.normal();
const amid = (random: Random): number => 1.2 * random.normal();

const cases: readonly Case[] = [
  ...[1, 2, 4, 27, 63, 128].map((dims): Case => ({
    name: `${dims} inputs`,
    dims,
    rows: 1500,
    queries: 700,
    point: plain,
    query: amid,
  })),
  {
    name: 'points on a grid, queries amid them: ties everywhere',
    dims: 5,
    rows: 1200,
    queries: 1500,
    point: (random) => random.integer(3),
    query: (random) => random.integer(5) / 2,
  },
  {
    name: 'duplicates, and queries that are points',
    dims: 9,
    rows: 1000,
    queries: 1000,
    point: (random, row) => Math.sin(row % 37) + (row % 2 === 0 ? 0 : random.normal()),
    query: (_, row, d, points) => points[(row % 1000) * 9 + d],
  },
  {
    name: 'a huge offset',
    dims: 12,
    rows: 800,
    queries: 800,
    point: (random) => 4_000_000 + random.integer(64) / 4,
    query: (random) => 4_000_000 + random.normal() * 4,
  },
  {
    name: 'two clusters beyond what float32 squares',
    dims: 6,
    rows: 600,
    queries: 600,
    point: (random, row) => (row % 2 === 0 ? 1 : -1) * 1e30 * (1 + random.next() * 1e-3),
    query: (random, row) => (row % 3 === 0 ? 1 : -1) * 1e30 * (1 + random.next() * 1e-3),
  },
  {
    name: 'denormals',
    dims: 7,
    rows: 600,
    queries: 600,
    point: (random) => random.normal() * 1e-42,
    query: (random) => random.normal() * 1e-42,
  },
  {
    name: 'small numbers whose squares vanish',
    dims: 7,
    rows: 600,
    queries: 600,
    point: (random) => random.normal() * 1e-24,
    query: (random) => random.normal() * 1e-24,
  },
  {
    name: 'one far outlier',
    dims: 10,
    rows: 900,
    queries: 900,
    point: (random, row) => (row === 17 ? 1e15 : random.normal()),
    query: amid,
  },
  {
    name: 'one point and eleven queries',
    dims: 3,
    rows: 1,
    queries: 11,
    point: plain,
    query: amid,
  },
];

describe.each(cases)('nearest neighbours of the kernel: $name', ({ dims, rows, queries, point, query }) => {
  const random = Random.of(7, 'neighbours', dims, rows);
  const points = Float32Array.from({ length: rows * dims }, (_, i) => point(random, Math.floor(i / dims), i % dims));
  const x = Float64Array.from({ length: queries * dims }, (_, i) =>
    query(random, Math.floor(i / dims), i % dims, points),
  );
  const episodes = Uint32Array.from({ length: rows }, (_, row) => row % 7);
  const excluded = Int32Array.from({ length: queries }, (_, row) => (row % 8) - 1);
  x[dims * Math.floor(queries / 2)] = NaN;
  const tree = new NeighbourTree(points, rows, dims, episodes);

  it.each([1, 5])('are those of the tree, to the last bit: k %i', (k) => {
    for (const module of modules) {
      const found = new WasmNeighbours(module, points, rows, dims, episodes).search(x, queries, k, excluded);
      let wrong = 0;
      for (let row = 0; row < queries; row++) {
        const own = excluded[row] < 0 ? undefined : excluded[row];
        const { count, distances, indices } = tree.nearest(x, k, own, row * dims);
        const at = row * k;
        if (found.counts[row] !== count) wrong++;
        for (let j = 0; j < count; j++) {
          if (!Object.is(found.distances[at + j], distances[j]) || found.indices[at + j] !== indices[j]) wrong++;
        }
      }
      expect(wrong).toBe(0);
    }
  });
});
