/** Small random rewards of every family, with everything that an artifact carries. */
import { Random } from '../../../src/basics/random';
import { encodedWidth } from '../../../src/demonstrations/encoding';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { calibrate } from '../../../src/reward/calibration/calibrate';
import { families } from '../../../src/reward/families';
import type { Basin, FamilyId, MemberRecord, Patch, RewardModel, Tensor, Tensors } from '../../../src/reward/types';
import type { ArtifactInput } from '../../../src/release/artifact';
import type { Decide } from '../../../src/gate/open-gate';
import { voteFor } from '../../../src/gate/votes/reasons';

export type Roles = readonly Feature['role'][];

export function featuresOf(roles: Roles): Feature[] {
  return roles.map((role, i) => ({
    name: `${role}_${i}`,
    unit: role === 'angle' ? 'rad' : '',
    role,
    column: `obs_${i}`,
    group: 'observation',
    levels: role === 'category' ? [0, 1, 3] : [],
  }));
}

function tensor(random: Random, shape: number[], scale: number): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, data: Float32Array.from({ length: size }, () => scale * random.normal()) };
}

function mixtureTensors(random: Random, D: number, published: boolean): Tensors {
  const [E, B, H] = [3, Math.max(1, Math.ceil(0.6 * D)), 8];
  const rest = { c: tensor(random, [E, D], 0.2), G: tensor(random, [E, D], 0.5), h: tensor(random, [E], 0.3) };
  if (published) {
    const W = tensor(random, [E, B, D], 0.6);
    return { W, b: tensor(random, [E, B], 0.3), V: tensor(random, [E, D, B], 0.6), ...rest };
  }
  return {
    W1: tensor(random, [E, H, D], 0.6),
    b1: tensor(random, [E, H], 0.3),
    W2: tensor(random, [E, B, H], 0.5),
    b2: tensor(random, [E, B], 0.3),
    W3: tensor(random, [E, H, B], 0.6),
    b3: tensor(random, [E, H], 0.3),
    V: tensor(random, [E, D, H], 0.4),
    ...rest,
  };
}

/** Narrow covariances on purpose: they are what float32 gets wrong. */
function gaussianTensors(random: Random, D: number): Tensors {
  const C = 4;
  const precisions = new Float32Array(C * D * D);
  const logDeterminants = new Float32Array(C);
  for (let c = 0; c < C; c++) {
    for (let i = 0; i < D; i++) {
      for (let j = i; j < D; j++) precisions[(c * D + i) * D + j] = i === j ? random.uniform(1, 60) : random.normal();
      logDeterminants[c] += Math.log(precisions[(c * D + i) * D + i]);
    }
  }
  return {
    weights: { shape: [C], data: Float32Array.of(0.1, 0.2, 0.3, 0.4) },
    means: tensor(random, [C, D], 0.8),
    precisions: { shape: [C, D, D], data: precisions },
    logDeterminants: { shape: [C], data: logDeterminants },
  };
}

function tensorsOf(family: FamilyId, random: Random, D: number, published: boolean): Tensors {
  if (family === 'mixture') return mixtureTensors(random, D, published);
  if (family === 'gaussians') return gaussianTensors(random, D);
  return { points: tensor(random, [120, D], 1), neighbours: { shape: [1], data: Float32Array.of(5) } };
}

function memberOf(family: FamilyId, random: Random, D: number, published: boolean): MemberRecord {
  const tensors = tensorsOf(family, random, D, published);
  const opened = families[family].open(tensors);
  if (!opened.ok) throw new Error(opened.failure.message);
  const x = Float64Array.from({ length: 200 * D }, () => 0.6 * random.normal());
  const calibration = calibrate(opened.value.errors(x, 200));
  if (!calibration.ok) throw new Error(calibration.failure.message);
  return { tensors, calibration: calibration.value };
}

/** A head of two layers whose weights are made by rule. */
function learnedPatch(dims: number): Patch {
  const layer = (inputs: number, outputs: number) => ({
    inputs,
    outputs,
    weights: Array.from({ length: inputs * outputs }, (_, i) => 0.4 * Math.sin(1 + 3 * i)),
    biases: Array.from({ length: outputs }, (_, i) => 0.1 * Math.cos(i)),
  });
  const layers = [layer(dims, 6), layer(6, 1)];
  return { id: 'learned', kind: 'suppress', space: 'learned', strength: 0.7, threshold: 0.45, layers };
}

/** Stricter experts of the first member, for families that have experts. */
export function sculptPatches(model: RewardModel): Patch[] {
  if (model.family !== 'mixture') return [];
  const { lMin, lMax } = model.members[0].calibration;
  const base = { kind: 'suppress', space: 'sculpt', member: 0 } as const;
  return [
    { ...base, id: 'tight', expert: 0, strength: 1, lMax: (lMin + lMax) / 2 },
    { ...base, id: 'steep', expert: 1, strength: 0.5, kappa: 3 * model.kappa },
  ];
}

/** Patches of every kind that fits the features, one of them switched off. */
export function everyPatch(model: RewardModel): Patch[] {
  const D = model.standardiser.mean.length;
  const last = model.features.length - 1;
  const kernel = { strength: 0.6, reach: 1.3, core: 0.7, gate: null } as const;
  const center = Array.from({ length: D }, (_, d) => 0.2 - 0.1 * d);
  const patches: Patch[] = [
    { id: 'plateau', kind: 'suppress', space: 'input', features: [0], center: [0.4], kernel: 'plateau', ...kernel },
    { id: 'wendland', kind: 'suppress', space: 'input', center, kernel: 'wendland', ...kernel, reach: 2.5 },
    { id: 'gaussian', kind: 'raise', space: 'input', center, kernel: 'gaussian', ...kernel, reach: 3 },
    {
      id: 'off',
      kind: 'suppress',
      space: 'input',
      features: [0],
      center: [0],
      kernel: 'plateau',
      ...kernel,
      enabled: false,
    },
    {
      ...{ id: 'side', kind: 'suppress', space: 'input', center, kernel: 'plateau', ...kernel, reach: 2 },
      gate: { type: 'half-space', normal: center.map(() => 0.5), origin: center },
    },
    {
      ...{ id: 'turn', kind: 'suppress', space: 'input', features: [0], center: [0], kernel: 'wendland', ...kernel },
      gate: { type: 'direction', features: [last], normal: [1], sigma: 0.7 },
    },
    {
      ...{ id: 'soft', kind: 'suppress', space: 'mask', strength: 0.8, width: 0.5 },
      norm: { id: 'limit', type: 'range', features: [0], min: [-2], max: [2.5] },
    },
    learnedPatch(D),
    {
      ...{ id: 'hard', kind: 'suppress', space: 'mask', strength: 0.5, width: 0 },
      norm: { id: 'edge', type: 'range', features: [last], min: [-3], max: [3] },
    },
  ];
  const width = (model.members[0].tensors.W ?? model.members[0].tensors.W2)?.shape[1];
  if (width === undefined) return patches;
  const place = { space: 'latent', member: 0, expert: 1, center: new Array<number>(width).fill(0.2) } as const;
  return [
    ...patches,
    { id: 'latent', kind: 'suppress', ...place, kernel: 'plateau', ...kernel },
    {
      ...{ id: 'latent-side', kind: 'raise', ...place, expert: 2, kernel: 'wendland', ...kernel, reach: 2 },
      gate: { type: 'half-space', normal: center.map(() => 1), origin: center },
    },
  ];
}

export interface Shape {
  readonly family?: FamilyId;
  readonly members?: number;
  readonly roles?: Roles;
  readonly published?: boolean;
  readonly seed?: number;
}

export function randomModel({ family = 'mixture', members = 2, roles, published, seed = 1 }: Shape = {}): RewardModel {
  const features = featuresOf(roles ?? ['continuous', 'angle', 'category', 'derived']);
  const D = encodedWidth(features);
  const random = Random.of(seed, 'model', family);
  return {
    family,
    features,
    standardiser: {
      mean: Float32Array.from({ length: D }, () => 0.3 * random.normal()),
      std: Float32Array.from({ length: D }, () => random.uniform(0.5, 2)),
    },
    members: Array.from({ length: members }, () => memberOf(family, random, D, published ?? false)),
    kappa: 4,
    beta: 0.9,
  };
}

function basinOf(D: number, random: Random): Basin {
  const episodes = Uint32Array.from({ length: 60 }, (_, i) => Math.floor(i / 10));
  return {
    dims: D,
    points: Float32Array.from({ length: 60 * D }, () => 0.6 * random.normal()),
    episodes,
    epsilon99: 1.1,
  };
}

/** Allows what scores above one half, blocks what is not finite. */
export const decideByScore: Decide = (points, scores, distanceRatio) =>
  Array.from({ length: points.rows }, (_, row) => {
    if (!Number.isFinite(scores.score[row])) return { action: 'block', reasons: [voteFor('missing', 'block')] };
    const far = distanceRatio[row] >= 2;
    return far ? { action: 'escalate', reasons: [voteFor('uncertain', 'escalate')] } : { action: 'allow', reasons: [] };
  });

export function randomInput(shape: Shape = {}): ArtifactInput {
  const model = randomModel(shape);
  const random = Random.of(shape.seed ?? 1, 'content');
  const members = model.members.length;
  return {
    name: 'Cart & pole',
    model,
    patches: everyPatch(model),
    basin: basinOf(model.standardiser.mean.length, random),
    outOfFold: [0, 1, 2].map((episode) => ({
      episode,
      member: episode % members,
      energies: Float64Array.from({ length: 10 }, () => random.normal()),
      uncertainties: Float64Array.from({ length: 10 }, () => random.next()),
    })),
    thresholds: {
      dial: 0.05,
      uMax: 1.4,
      uBlock: 2.8,
      nMax: 3.2,
      debounce: 3,
      floor: 0.05,
      supported: 0.25,
      aMax: 0.26,
    },
    norms: [],
    cells: null,
    assessment: {
      heldOutMean: 0.91,
      expert: { value: 0.9, low: 0.85, high: NaN },
      families: [{ family: model.family, negatives: { permuted: { energy: 0.97, join: 0.98, notAllowed: 0.9 } } }],
      expertAllowed: { frames: { value: 0.99, low: 0.98, high: 1 }, episodes: { value: 0.95, low: 0.8, high: 1 } },
      nullPolicies: [{ id: 'freeze', title: 'Freeze at the start', score: { value: 1, low: 0.9, high: 1 }, red: true }],
      conformal: null,
      byEpisode: true,
    },
    training: {
      settings: { form: 'default', members, seed: 1 },
      device: 'wasm',
      seconds: 12.5,
      validationError: Infinity,
      dataset: { name: 'cart <pole>', format: 'npz', fingerprint: 'ab'.repeat(32), rows: 60, episodes: 6 },
    },
    decide: decideByScore,
    createdAt: '2026-01-02T03:04:05.678Z',
    ranges: model.features.map(() => ({ min: -2, max: 2 })),
    centre: model.features.map((_, f) => f / 3),
  };
}
