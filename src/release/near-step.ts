/**
 * Finds rows so close to a step of the score that float32 may fall on its other side (docs/methods.md 10): a reach, a gate
 * plane, a threshold, a calibration value. Such rows are no use in a self-test.
 */
import type { Thresholds } from '../gate/thresholds';
import type { OpenNorm } from '../norms/open-norm';
import { centreDistance, gateHeight, isEnabled } from '../reward/patches/patch';
import { normIn, type ScoringContext } from '../reward/patches/scoring-context';
import type { ErrorModel, InputPatch, LatentPatch, OutOfFoldEpisode, Patch, Points, Scores } from '../reward/types';

/** Twice the 1e-5 of the contract, so that a kept row is well clear. */
const closeness = 2e-5;

function isNear(value: number, step: number): boolean {
  return Math.abs(value - step) <= closeness * Math.max(Math.abs(value), Math.abs(step), 1e-3);
}

function isNearGate(patch: InputPatch | LatentPatch, points: Points, row: number): boolean {
  const { gate } = patch;
  if (gate === null) return false;
  const dims = points.x.length / points.rows;
  const raws = points.raw.length / points.rows;
  if (gate.type === 'half-space') {
    const features = patch.space === 'input' ? patch.features : undefined;
    const scale = Math.hypot(...gate.normal) * (1 + Math.hypot(...gate.origin));
    return Math.abs(gateHeight(gate, features, points.x, row * dims)) <= closeness * scale;
  }
  const velocity = gate.features.map((feature) => points.raw[row * raws + feature]);
  const along = velocity.reduce((sum, speed, i) => sum + speed * gate.normal[i], 0);
  const speed = Math.hypot(...velocity);
  return speed > 0 && Math.abs(along) <= closeness * speed;
}

/** Marks rows near the reach or the gate of a patch, or near the edge of a hard mask. */
export function markNearPatch(
  patch: Patch,
  models: readonly ErrorModel[],
  points: Points,
  near: Uint8Array,
  scoring: ScoringContext,
): void {
  if (!isEnabled(patch)) return;
  const { rows, x } = points;
  if (patch.space === 'mask') {
    if (patch.width > 0) return;
    for (let row = 0; row < rows; row++) {
      if (Math.abs(normIn(scoring, patch.norm).margin(points, row)) <= closeness) near[row] = 1;
    }
    return;
  }
  if (patch.space === 'learned' || patch.space === 'sculpt') return;
  const latents = patch.space === 'latent' ? models[patch.member].latent?.(x, rows) : undefined;
  for (let row = 0; row < rows; row++) {
    const distance =
      patch.space === 'input'
        ? centreDistance(patch.center, patch.features, x, (row * x.length) / rows)
        : latents === undefined
          ? Infinity
          : centreDistance(
              patch.center,
              undefined,
              latents.latent,
              (row * latents.experts + patch.expert) * latents.width,
            );
    if (isNear(distance, patch.reach) || (distance < patch.reach && isNearGate(patch, points, row))) near[row] = 1;
  }
}

/** Marks rows near a threshold of enforcement. */
export function markNearThreshold(t: Thresholds, scores: Scores, distanceRatio: Float64Array, near: Uint8Array): void {
  for (let row = 0; row < near.length; row++) {
    const u = distanceRatio[row];
    if (isNear(u, t.uMax) || isNear(u, t.uBlock)) near[row] = 1;
    if (isNear(scores.energy[row], t.nMax) || isNear(scores.score[row], t.floor)) near[row] = 1;
  }
}

/** Marks rows at which a norm hardly holds or is hardly violated. A margin of exactly 0 is one in every program. */
export function markNearNorm(norms: readonly OpenNorm[], points: Points, near: Uint8Array): void {
  for (let row = 0; row < near.length; row++) {
    for (const norm of norms) {
      const margin = Math.abs(norm.margin(points, row));
      if (margin > 0 && margin <= closeness) near[row] = 1;
    }
  }
}

/** First index whose value is at least `value` in an ascending array. */
function lowerBound(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Marks rows at which a member's energy nearly equals an out-of-fold one of that member (steps of p). */
export function markNearCalibration(
  outOfFold: readonly OutOfFoldEpisode[],
  memberEnergies: Float64Array,
  members: number,
  near: Uint8Array,
): void {
  for (let k = 0; k < members; k++) {
    const own = outOfFold.filter(({ member }) => member === k).flatMap(({ energies }) => Array.from(energies));
    const ascending = Float64Array.from(own).sort();
    for (let row = 0; row < near.length; row++) {
      const energy = memberEnergies[row * members + k];
      const at = lowerBound(ascending, energy);
      if (at < ascending.length && isNear(energy, ascending[at])) near[row] = 1;
      if (at > 0 && isNear(energy, ascending[at - 1])) near[row] = 1;
    }
  }
}
