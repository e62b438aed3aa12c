/** Any number of patches of every kind, seeded: crowded and apart, small and large, with gates, switched off, coinciding. */
import { Random } from '../../../../src/basics/random';
import type { Norm } from '../../../../src/norms/norm';
import type { InputPatch, LatentPatch, MaskPatch, Patch, PatchGate, Points } from '../../../../src/reward/types';

export interface PatchWorld {
  readonly dims: number;
  readonly rawDims: number;
  readonly members: number;
  readonly experts: number;
  readonly width: number;
}

const kernels = ['plateau', 'wendland', 'gaussian'] as const;

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(values.length)];
}

function places(random: Random, count: number, scale = 1): number[] {
  return Array.from({ length: count }, () => scale * random.normal());
}

function gate(random: Random, width: number, rawDims: number): PatchGate | null {
  const type = random.integer(4);
  if (type === 0) return { type: 'half-space', normal: places(random, width), origin: places(random, width) };
  if (type > 1) return null;
  const features = Array.from({ length: rawDims }, (_, i) => i).slice(random.integer(rawDims));
  const direction = places(random, features.length);
  const length = Math.hypot(...direction);
  return { type: 'direction', features, normal: direction.map((entry) => entry / length), sigma: 0.3 };
}

/** @param gated numbers that a half-space gate reads */
function kernel(random: Random, center: readonly number[], gated: number, rawDims: number, id: string) {
  return {
    id,
    kind: random.integer(3) === 0 ? ('raise' as const) : ('suppress' as const),
    // Mostly weak, so that sums stay below 1 and a missing term shows.
    strength: 0.001 + random.next() * (random.integer(20) === 0 ? 0.999 : 0.02),
    ...(random.integer(12) === 0 ? { enabled: random.integer(2) === 0 } : {}),
    center,
    kernel: pick(random, kernels),
    reach: random.integer(30) === 0 ? 20 : 0.05 + random.next() * Math.sqrt(center.length),
    core: random.next() * 0.95,
    gate: gate(random, gated, rawDims),
  };
}

function inputPatch(random: Random, { dims, rawDims }: PatchWorld, id: string): InputPatch {
  const all = Array.from({ length: dims }, (_, i) => i);
  const subset = [undefined, undefined, [0], all.slice(-2), [...all].reverse()][random.integer(5)];
  // Some sit in one tight heap, and some where points are, exactly.
  const scale = pick(random, [1, 1, 0.05, 4]);
  const center = places(random, subset?.length ?? dims, scale);
  return {
    ...kernel(random, center, center.length, rawDims, id),
    space: 'input',
    ...(subset ? { features: subset } : {}),
  };
}

function latentPatch(random: Random, world: PatchWorld, id: string): LatentPatch {
  const center = places(random, world.width, 0.4);
  const [member, expert] = [random.integer(world.members), random.integer(world.experts)];
  return { ...kernel(random, center, world.dims, world.rawDims, id), space: 'latent', member, expert };
}

function maskPatch(random: Random, { rawDims }: PatchWorld, id: string): MaskPatch {
  const norm: Norm = { id, type: 'range', features: [random.integer(rawDims)], min: [-2], max: [1 + random.next()] };
  const width = random.integer(2) * random.next();
  return { id, kind: 'suppress', space: 'mask', strength: 0.01, norm, width };
}

/** Input patches mostly; latent ones and masks among them. */
export function madeUpPatches(seed: number, count: number, world: PatchWorld): Patch[] {
  const random = Random.of(seed, 'patches', count);
  return Array.from({ length: count }, (_, i) => {
    const make = pick(random, [inputPatch, inputPatch, inputPatch, inputPatch, latentPatch, maskPatch]);
    return make(random, world, `patch-${i}`);
  });
}

/** Rows among the patches: some at a centre, some exactly on a reach, some far away. */
export function rowsAmong(
  seed: number,
  rows: number,
  { dims, rawDims }: PatchWorld,
  patches: readonly Patch[],
): Points {
  const random = Random.of(seed, 'rows', rows);
  const x = Float64Array.from({ length: rows * dims }, () => 1.5 * random.normal());
  const raw = Float64Array.from({ length: rows * rawDims }, () => (random.integer(9) === 0 ? 0 : random.normal()));
  const kernels = patches.filter((patch) => patch.space === 'input');
  for (let row = 0; row < rows && kernels.length > 0; row += 2) {
    const { center, features, reach } = pick(random, kernels);
    const edge = random.integer(center.length);
    const away = pick(random, [0, reach, -reach, 0.999 * reach, 1.001 * reach, 0.5 * reach]);
    center.forEach((value, i) => (x[row * dims + (features?.[i] ?? i)] = i === edge ? value + away : value));
  }
  return { rows, x, raw };
}
