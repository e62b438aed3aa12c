import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { WebgpuBackend } from '../../../src/engine/webgpu/backend';
import { NeighbourTree } from '../../../src/reward/distance/nearest';
import { PatchEvaluator } from '../../../src/reward/patches/suppression';
import type { InputPatch, PatchGate, Points } from '../../../src/reward/types';
import { normals, openGpu, there } from './webgpu-cases';

let backend: WebgpuBackend;
beforeAll(async () => {
  backend = await openGpu();
});
afterAll(() => backend.close());

describe('distance to demonstrations on the GPU', () => {
  it.each([
    [1, 1, 1],
    [700, 3, 130],
    [1001, 27, 61],
    [300, 128, 9],
  ])('is that of the tree: %i points of %i inputs, %i queries', async (rows, dims, queries) => {
    const points = normals(1, rows * dims);
    const x = normals(2, queries * dims);
    const tree = new NeighbourTree(points, rows, dims);
    const device = there(backend.openNeighbours(points, rows, dims));
    const got = await device.nearest(x, queries);
    for (let i = 0; i < queries; i++) {
      const wanted = tree.nearest(x, 1, undefined, i * dims);
      expect(got.distances[i]).toBe(wanted.distances[0]);
      expect(got.indices[i]).toBe(wanted.indices[0]);
    }
    device.dispose();
  });

  it('passes over the episode that a query names, and says when nothing is left', async () => {
    const points = normals(1, 90 * 4);
    const episodes = Uint32Array.from({ length: 90 }, (_, i) => Math.floor(i / 30));
    const tree = new NeighbourTree(points, 90, 4, episodes);
    const device = there(backend.openNeighbours(points, 90, 4, episodes));
    const got = await device.nearest(points, 90, episodes);
    for (let i = 0; i < 90; i++) {
      expect(got.indices[i]).toBe(tree.nearest(points, 1, episodes[i], i * 4).indices[0]);
      expect(episodes[got.indices[i]]).not.toBe(episodes[i]);
    }
    device.dispose();
    const alone = there(backend.openNeighbours(points, 30, 4, episodes));
    expect(await alone.nearest(points, 1, new Uint32Array(1))).toEqual({
      distances: Float64Array.of(Infinity),
      indices: Int32Array.of(-1),
    });
    alone.dispose();
  });

  it('gives equal distances to the lower index, NaN to what is not finite, and nothing for no points or queries', async () => {
    const points = Float32Array.of(5, 5, 1, 1, 1, 1, 1, 1);
    const device = there(backend.openNeighbours(points, 4, 2));
    expect(await device.nearest(Float32Array.of(1, 2, NaN, 0), 2)).toEqual({
      distances: Float64Array.of(1, NaN),
      indices: Int32Array.of(1, -1),
    });
    expect((await device.nearest(points, 0)).indices).toHaveLength(0);
    device.dispose();
    const none = there(backend.openNeighbours(new Float32Array(0), 0, 2));
    expect((await none.nearest(points, 1)).distances[0]).toBe(Infinity);
    none.dispose();
  });
});

const dims = 6;
const rawDims = 5;

function madeUpGate(random: Random, features: number): PatchGate | null {
  const vector = (length: number) => Array.from({ length }, () => random.normal());
  const drawn = random.integer(3);
  if (drawn === 0) return { type: 'half-space', normal: vector(features), origin: vector(features) };
  if (drawn === 1) return { type: 'direction', features: [1, 4], normal: [0.6, -0.8], sigma: random.uniform(0.2, 1) };
  return null;
}

function madeUpPatches(count: number): InputPatch[] {
  const random = Random.of(3, 'patches');
  return Array.from({ length: count }, (_, i) => {
    const features = random.next() < 0.5 ? undefined : [random.integer(dims), random.integer(dims)];
    const width = features?.length ?? dims;
    return {
      id: `patch-${i}`,
      kind: random.next() < 0.7 ? 'suppress' : 'raise',
      space: 'input',
      strength: random.uniform(0.001, 0.05),
      enabled: random.next() < 0.9,
      center: Array.from({ length: width }, () => random.normal()),
      features,
      kernel: (['plateau', 'wendland', 'gaussian'] as const)[random.integer(3)],
      reach: random.uniform(0.3, 3),
      core: 0.7,
      gate: madeUpGate(random, width),
    };
  });
}

function pointsOf(rows: number): Points {
  const raw = normals(6, rows * rawDims);
  // Some stand still.
  for (let row = 0; row < rows; row += 7) raw.fill(0, row * rawDims, (row + 1) * rawDims);
  return { rows, x: normals(5, rows * dims), raw };
}

describe('suppression on the GPU', () => {
  it.each([
    [1, 3],
    [40, 130],
    [1000, 200],
  ])('is the sum of all %i patches at %i points', async (count, rows) => {
    const patches = madeUpPatches(count);
    const points = pointsOf(rows);
    const wanted = new PatchEvaluator([], points).sums(patches);
    const device = there(backend.openSuppression(patches, dims, rawDims));
    const got = await device.sums(points);
    for (let row = 0; row < rows; row++) {
      expect(Math.abs(Math.min(1, got.suppression[row]) - wanted.suppression[row])).toBeLessThan(3e-5);
      expect(Math.abs(Math.min(1, got.raise[row]) - wanted.raise[row])).toBeLessThan(3e-5);
    }
    expect(device.repaired).toBeLessThan(0.1 * rows);
    device.dispose();
  });

  it('leaves a row that is not finite to the reference, and is zero without patches', async () => {
    const patches = madeUpPatches(20);
    const points = pointsOf(9);
    points.x[dims + 2] = NaN;
    const device = there(backend.openSuppression(patches, dims, rawDims));
    const wanted = new PatchEvaluator([], points).sums(patches);
    expect((await device.sums(points)).suppression[1]).toBe(wanted.suppression[1]);
    device.dispose();
    const none = there(backend.openSuppression([], dims, rawDims));
    expect((await none.sums(points)).suppression).toEqual(new Float64Array(9));
    none.dispose();
  });
});
