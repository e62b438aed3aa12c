/**
 * Four repairs of the spatial tube and what they leave and take, on the lattice and off it, exactly as `mustShow` and
 * `sampling` of tests/golden/spatial-tube.json say. Pure: bench rows, tests, pictures and documentation all use it.
 */
import { coverWithKernels } from '../../src/flywheel/refinement/cover';
import type { Patch } from '../../src/reward/types';
import { offLattice, picked, scoreUnder, type Judged, type TubeFile, type TubeWorld } from './spatial-tube-world';

/** Half the diagonal of a cell is 0.0912: every point of the tube has a node within it. */
export const certifiedEpsilon = 0.0912;
/** More than any row needs. */
const mostPatches = 4000;
/** What kernels take beyond the floor, so that rounding leaves no flaw. */
const spare = 1e-6;

export const repairs = ['mask', 'kernels', 'certified', 'gaussian'] as const;
export type Repair = (typeof repairs)[number];

interface KernelPlan {
  readonly kernel: 'plateau' | 'gaussian';
  /** c of a plateau */
  readonly core: number;
  /** ε of the certificate, as if points of the tube lay nowhere but at nodes when 0 */
  readonly epsilon: number;
}
const plans: Readonly<Record<Exclude<Repair, 'mask'>, KernelPlan>> = {
  kernels: { kernel: 'plateau', core: 0.9, epsilon: 0 },
  certified: { kernel: 'plateau', core: 0.9, epsilon: certifiedEpsilon },
  gaussian: { kernel: 'gaussian', core: 0, epsilon: 0 },
};

export interface TubeFigures {
  readonly patches: number;
  /** Flaws of the start still above the floor, at nodes. */
  readonly flawsLeft: number;
  /** Good nodes with s > floor after. */
  readonly basinCount: number;
  /** Largest loss at a good node. */
  readonly maxRewardLost: number;
  /** Flaws after / flaws before, among the points off the lattice. */
  readonly offLatticeFlawShare: number;
  /** Good points off the lattice that lose more than the limit (mask: more than 0). */
  readonly offLatticeLossShare: number;
  readonly maxOffLatticeLoss: number;
  /** Good points farther than ε from every good node, which the certified row leaves out: share and largest loss. */
  readonly beyondCertificate: { readonly share: number; readonly maxLoss: number };
}

async function kernelPatches(world: TubeWorld, { kernel, core, epsilon }: KernelPlan): Promise<Patch[]> {
  const { nodes, flaws, basin, floor, limit } = world;
  const cover = await coverWithKernels({
    dims: 3,
    flaws: picked(nodes.points, flaws).x,
    need: Float64Array.from(flaws, (row) => nodes.reward[row] - floor + spare),
    basin: picked(nodes.points, basin).x,
    spent: new Float64Array(basin.length),
    epsilon,
    limit,
    kernel,
    core,
    maxPatches: mostPatches,
  });
  return cover.kernels.map((place, i) => ({
    ...place,
    id: `kernel-${i + 1}`,
    kind: 'suppress',
    space: 'input',
    kernel,
    core,
    strength: 1,
    gate: null,
  }));
}

/** The patches of one repair; the work whose seconds a bench row gives. */
export async function repair(world: TubeWorld, name: Repair): Promise<Patch[]> {
  if (name !== 'mask') return kernelPatches(world, plans[name]);
  return [{ id: 'tube', kind: 'suppress', space: 'mask', strength: 1, width: 0, norm: world.norm }];
}

/** Distance of each row to the nearest good node. */
function toBasin({ nodes, basin }: TubeWorld, { points }: Judged, rows: readonly number[]): Float64Array {
  const good = picked(nodes.points, basin).x;
  return Float64Array.from(rows, (row) => {
    let least = Infinity;
    for (let at = 0; at < good.length; at += 3) {
      const [x, y, z] = [0, 1, 2].map((d) => points.x[row * 3 + d] - good[at + d]);
      least = Math.min(least, x * x + y * y + z * z);
    }
    return Math.sqrt(least);
  });
}

const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Points off the lattice, with those that are good and those that are flaws; the same for every repair. */
export interface TubeSample {
  readonly sample: Judged;
  readonly good: readonly number[];
  readonly flawed: readonly number[];
  /** Distance of each good point to the nearest good node. */
  readonly toBasin: Float64Array;
}

/** 200 000 seeded points. */
export function tubeSample(file: TubeFile, world: TubeWorld, count = 200_000, seed = 1): TubeSample {
  const sample = offLattice(file, world, count, seed);
  const rewarded = [...sample.reward.keys()].filter((row) => sample.reward[row] > world.floor);
  const good = rewarded.filter((row) => sample.distance[row] <= world.norm.boundary);
  const flawed = rewarded.filter((row) => sample.distance[row] > world.norm.boundary);
  return { sample, good, flawed, toBasin: toBasin(world, sample, good) };
}

/** Everything that is said about one repair. */
export function tubeFigures(world: TubeWorld, name: Repair, patches: readonly Patch[], off: TubeSample): TubeFigures {
  const { nodes, flaws, basin, floor, limit } = world;
  const at = scoreUnder(world, nodes.points, patches);
  const { sample, good, flawed } = off;
  const goodLoss = scoreUnder(world, picked(sample.points, good), patches).map((s, i) => sample.reward[good[i]] - s);
  const leftOff = scoreUnder(world, picked(sample.points, flawed), patches).filter((s) => s > floor).length;
  const promised = [...good.keys()].filter((i) => name !== 'certified' || off.toBasin[i] <= certifiedEpsilon);
  const beyond = [...good.keys()].filter((i) => off.toBasin[i] > certifiedEpsilon);
  const allowed = name === 'mask' ? 0 : limit;
  const losses = promised.map((i) => goodLoss[i]);
  return {
    patches: patches.length,
    flawsLeft: flaws.filter((row) => at[row] > floor).length,
    basinCount: basin.filter((row) => at[row] > floor).length,
    maxRewardLost: most(basin.map((row) => nodes.reward[row] - at[row])),
    offLatticeFlawShare: share(leftOff, flawed.length),
    offLatticeLossShare: share(losses.filter((loss) => loss > allowed).length, losses.length),
    maxOffLatticeLoss: most(losses),
    beyondCertificate: { share: share(beyond.length, good.length), maxLoss: most(beyond.map((i) => goodLoss[i])) },
  };
}
