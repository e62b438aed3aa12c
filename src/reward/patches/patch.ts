/**
 * How much one patch takes or gives at one row: α·gate·ψ (docs/methods.md 2). Patches are taken as valid (`patch-rules.ts`).
 * A row that is not finite gives NaN, never 0.
 */
import type { Floats } from '../../basics/arrays';
import { kernelValue, smoothStep } from './kernels';
import type { DirectionGate, HalfSpaceGate, InputPatch, LatentPatch, MaskPatch, Patch, PatchKind } from '../types';

/** True unless it was switched off. */
export function isEnabled(patch: Patch): boolean {
  return patch.enabled !== false;
}

/**
 * Euclidean distance from a centre over the inputs that a patch reads.
 * @param limit a distance that is certainly beyond it may come back as Infinity, early
 * @param features indices into the row; absent = as many inputs as the centre has
 */
export function centreDistance(
  center: readonly number[],
  features: readonly number[] | undefined,
  values: Floats,
  at: number,
  limit = Infinity,
): number {
  const farthest = limit * limit * (1 + 1e-12);
  let squares = 0;
  for (let i = 0; i < center.length; i++) {
    const gap = values[at + (features === undefined ? i : features[i])] - center[i];
    squares += gap * gap;
    if (squares > farthest) return Infinity;
  }
  return Math.sqrt(squares);
}

/** (x_F − origin)·normal of a half-space gate. */
export function gateHeight(
  gate: HalfSpaceGate,
  features: readonly number[] | undefined,
  x: Floats,
  at: number,
): number {
  let height = 0;
  for (let i = 0; i < gate.normal.length; i++) {
    height += (x[at + (features === undefined ? i : features[i])] - gate.origin[i]) * gate.normal[i];
  }
  return height;
}

function directionValue(gate: DirectionGate, kind: PatchKind, raw: Floats, at: number): number {
  let squares = 0;
  let along = 0;
  for (let i = 0; i < gate.features.length; i++) {
    const speed = raw[at + gate.features[i]];
    squares += speed * speed;
    along += speed * gate.normal[i];
  }
  if (squares === 0) return kind === 'suppress' ? 1 : 0;
  const cosine = along / Math.sqrt(squares);
  return cosine <= 0 ? 0 : Math.exp(-((1 - cosine) ** 2) / (2 * gate.sigma ** 2));
}

function gateValue(
  patch: InputPatch | LatentPatch,
  features: readonly number[] | undefined,
  x: Floats,
  xAt: number,
  raw: Floats,
  rawAt: number,
): number {
  if (patch.gate === null) return 1;
  if (patch.gate.type === 'direction') return directionValue(patch.gate, patch.kind, raw, rawAt);
  const height = gateHeight(patch.gate, features, x, xAt);
  return Number.isNaN(height) ? NaN : height > 0 ? 1 : 0;
}

/** Amount of an input patch at the row x[xAt…], raw[rawAt…]. */
export function inputAmount(patch: InputPatch, x: Floats, xAt: number, raw: Floats, rawAt: number): number {
  const { center, features, kernel, reach, core } = patch;
  const value = kernelValue(kernel, centreDistance(center, features, x, xAt, reach), reach, core);
  return value === 0 ? 0 : patch.strength * gateValue(patch, features, x, xAt, raw, rawAt) * value;
}

/**
 * Amount of a latent patch: α g_{k,e} ψ(‖z_{k,e} − c‖), not divided by K.
 * @param mixing g_{k,e} at the row
 * @param z bottleneck of member k, expert e starts at `zAt`
 */
export function latentAmount(
  patch: LatentPatch,
  mixing: number,
  z: Floats,
  zAt: number,
  x: Floats,
  xAt: number,
  raw: Floats,
  rawAt: number,
): number {
  const distance = centreDistance(patch.center, undefined, z, zAt, patch.reach);
  const value = kernelValue(patch.kernel, distance, patch.reach, patch.core);
  return value === 0 ? 0 : patch.strength * mixing * gateValue(patch, undefined, x, xAt, raw, rawAt) * value;
}

/** Amount of a mask: α·q(−margin/width), width 0 = α·1[margin < 0]; NaN where the norm is inconclusive. @param inside the margin; one that is not finite tells nothing */
export function maskAmount(patch: MaskPatch, inside: number): number {
  if (!Number.isFinite(inside)) return NaN;
  if (patch.width === 0) return inside < 0 ? patch.strength : 0;
  return patch.strength * smoothStep(-inside / patch.width);
}
