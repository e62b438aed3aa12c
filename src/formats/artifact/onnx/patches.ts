/**
 * Patches as ONNX nodes (docs/methods.md 2): S = min(1, Σ_mask + Σ_input α·gate·ψ + Σ_latent α·g·ψ), R likewise.
 * Patches that differ in numbers alone are computed together, so that a thousand of them stay a few nodes.
 */
import { transposed } from '../../../basics/arrays';
import type { Tree } from '../../../norms/tree/tree';
import type {
  InputPatch,
  KernelName,
  LatentPatch,
  LearnedPatch,
  MaskPatch,
  Patch,
  PatchGate,
  PatchKind,
} from '../../../reward/types';
import type { MemberGraph } from '../../../reward/families/graph-algebra';
import type { Algebra } from './algebra';
import { treeGraph, type NormSources } from './norms';
import type { Value } from './writer';

type KernelPatch = InputPatch | LatentPatch;

export interface PatchSources extends NormSources {
  readonly dims: number;
  /** Expression of the norm of each mask, by the mask's id. */
  readonly trees?: ReadonlyMap<string, Tree>;
  readonly members: readonly MemberGraph[];
}

function numbers(values: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(values.flat());
}

/** q(t) = t³(6t² − 15t + 10) on t in [0, 1]. */
function smoothStep(algebra: Algebra, t: Value): Value {
  const inner = algebra.add(algebra.mul(t, algebra.sub(algebra.mul(t, 6), 15)), 10);
  return algebra.mul(algebra.mul(t, algebra.square(t)), inner);
}

function clipped(algebra: Algebra, value: Value): Value {
  return algebra.min(algebra.max(value, 0), 1);
}

/** ψ of distances [N, P]: exactly zero from the reach on. */
function kernel(algebra: Algebra, name: KernelName, distance: Value, patches: readonly KernelPatch[]): Value {
  const row = (pick: (patch: KernelPatch) => number): Value =>
    algebra.numbers('kernel', [patches.length], Float64Array.from(patches, pick));
  const share = algebra.div(
    distance,
    row((patch) => patch.reach),
  );
  if (name === 'plateau') {
    const core = row((patch) => patch.core);
    const t = algebra.div(algebra.sub(share, core), algebra.sub(1, core));
    return algebra.sub(1, smoothStep(algebra, clipped(algebra, t)));
  }
  if (name === 'wendland') {
    const rest = algebra.max(algebra.sub(1, share), 0);
    return algebra.mul(algebra.square(algebra.square(rest)), algebra.add(algebra.mul(share, 4), 1));
  }
  const scaled = algebra.mul(share, 3.72);
  const bell = algebra.apply('Exp', algebra.mul(algebra.square(scaled), -0.5));
  return algebra.mul(bell, algebra.below(share, 1));
}

/** values [N, W] against anchors [P, W]: differences [N, P, W], so that nothing cancels. */
function differences(algebra: Algebra, values: Value, anchors: readonly (readonly number[])[]): Value {
  const at = algebra.numbers('anchors', [1, anchors.length, anchors[0].length], numbers(anchors));
  return algebra.sub(algebra.unsqueeze(values, 1), at);
}

/** 1[(values − origin)·normal > 0], [N, P] */
function halfSpaces(algebra: Algebra, values: Value, gates: readonly PatchGate[]): Value {
  const sides = gates.flatMap((gate) => (gate.type === 'half-space' ? [gate] : []));
  const offset = differences(
    algebra,
    values,
    sides.map((gate) => gate.origin),
  );
  const normals = sides.map((gate) => gate.normal);
  const normal = algebra.numbers('normals', [1, normals.length, normals[0].length], numbers(normals));
  return algebra.above(algebra.sum(algebra.mul(offset, normal), 2), 0);
}

/** 1[v̂·n > 0]·exp(−(1 − v̂·n)²/2σ²), and the given value where v = 0: [N, P] */
function directions(algebra: Algebra, raw: Value, gates: readonly PatchGate[], atRest: number): Value {
  const turns = gates.flatMap((gate) => (gate.type === 'direction' ? [gate] : []));
  const velocity = algebra.columns(raw, turns[0].features);
  const speed = algebra.apply('Sqrt', algebra.sum(algebra.square(velocity), 1, true));
  const resting = algebra.graph.op('Equal', [speed, algebra.scalar(0)]);
  const heading = algebra.div(velocity, algebra.where(resting, 1, speed));
  const normals = turns.map((gate) => gate.normal);
  const normal = algebra.numbers('normals', [1, normals.length, normals[0].length], numbers(normals));
  const cosine = algebra.sum(algebra.mul(algebra.unsqueeze(heading, 1), normal), 2);
  const sigma = algebra.numbers(
    'sigma',
    [turns.length],
    Float64Array.from(turns, (gate) => gate.sigma),
  );
  const off = algebra.div(algebra.sub(1, cosine), sigma);
  const bell = algebra.apply('Exp', algebra.mul(algebra.square(off), -0.5));
  return algebra.where(resting, atRest, algebra.mul(algebra.above(cosine, 0), bell));
}

/** Σ α·gate·ψ over patches that share their shape, [N]. */
function kernelGroup(algebra: Algebra, sources: PatchSources, group: readonly KernelPatch[]): Value {
  const [first] = group;
  const all = Array.from({ length: sources.dims }, (_, d) => d);
  const owner = first.space === 'latent' ? sources.members[first.member]?.expert?.(first.expert) : undefined;
  if (first.space === 'latent' && owner === undefined) throw new RangeError('a latent patch without its expert');
  const inputs = algebra.columns(sources.x, (first.space === 'input' ? first.features : undefined) ?? all);
  const offset = differences(
    algebra,
    owner?.latent ?? inputs,
    group.map((patch) => patch.center),
  );
  const distance = algebra.apply('Sqrt', algebra.sum(algebra.square(offset), 2));
  let amount = kernel(algebra, first.kernel, distance, group);
  const gates = group.flatMap((patch) => (patch.gate === null ? [] : [patch.gate]));
  if (first.gate?.type === 'half-space') amount = algebra.mul(amount, halfSpaces(algebra, inputs, gates));
  if (first.gate?.type === 'direction') {
    amount = algebra.mul(amount, directions(algebra, sources.raw, gates, first.kind === 'suppress' ? 1 : 0));
  }
  if (owner !== undefined) amount = algebra.mul(amount, owner.gate);
  const strength = Float64Array.from(group, (patch) => patch.strength);
  return algebra.sum(algebra.mul(amount, algebra.numbers('strength', [group.length], strength)), 1);
}

/** α·q(−margin/width); α·1[margin < 0] for a hard edge; NaN where the norm cannot be told: [N]. */
function mask(algebra: Algebra, sources: PatchSources, { id, width, strength }: MaskPatch): Value {
  const tree = sources.trees?.get(id);
  if (tree === undefined) throw new RangeError(`the mask ${id} comes without its expression`);
  const margin = treeGraph(algebra, sources, tree);
  const amount =
    width === 0
      ? algebra.mul(algebra.below(margin, 0), strength)
      : algebra.mul(smoothStep(algebra, clipped(algebra, algebra.div(margin, -width))), strength);
  // Infinity, too, is NaN when it is taken no times.
  return algebra.where(algebra.graph.op('IsNaN', [algebra.mul(margin, 0)]), NaN, amount);
}

/** α·max(0, (q − q₀)/(1 − q₀)), [N] (docs/methods.md 1.7). */
function learned(algebra: Algebra, x: Value, { layers, threshold, strength }: LearnedPatch): Value {
  let values = x;
  layers.forEach(({ inputs, outputs, weights, biases }, l) => {
    const turned = transposed(Float64Array.from(weights), 1, outputs, inputs);
    const product = algebra.matmul(values, algebra.numbers('head', [inputs, outputs], turned));
    const sum = algebra.add(product, algebra.numbers('head_bias', [outputs], Float64Array.from(biases)));
    values = l + 1 < layers.length ? algebra.max(sum, 0) : sum;
  });
  const q = algebra.div(1, algebra.add(1, algebra.apply('Exp', algebra.apply('Neg', algebra.sum(values, 1)))));
  return algebra.mul(algebra.div(algebra.max(algebra.sub(q, threshold), 0), 1 - threshold), strength);
}

function groupKey(patch: KernelPatch): string {
  const place = patch.space === 'input' ? (patch.features ?? 'all') : [patch.member, patch.expert];
  const { gate } = patch;
  const gatePlace = gate === null ? null : gate.type === 'direction' ? gate.features : gate.type;
  return JSON.stringify([patch.space, place, patch.kernel, gate?.type, gatePlace]);
}

/** Sum of all enabled patches of a kind, clipped to 1: [N]; null when there is none. */
export function patchSum(
  algebra: Algebra,
  sources: PatchSources,
  patches: readonly Patch[],
  kind: PatchKind,
): Value | null {
  const groups = new Map<string, KernelPatch[]>();
  const terms: Value[] = [];
  for (const patch of patches) {
    if (patch.kind !== kind || patch.enabled === false) continue;
    // A sculpted expert changes the reward itself, not what is taken from it.
    if (patch.space === 'sculpt') continue;
    if (patch.space === 'mask') terms.push(mask(algebra, sources, patch));
    else if (patch.space === 'learned') terms.push(learned(algebra, sources.x, patch));
    else groups.set(groupKey(patch), [...(groups.get(groupKey(patch)) ?? []), patch]);
  }
  for (const group of groups.values()) terms.push(kernelGroup(algebra, sources, group));
  if (terms.length === 0) return null;
  return algebra.min(
    terms.reduce((sum, term) => algebra.add(sum, term)),
    1,
  );
}
