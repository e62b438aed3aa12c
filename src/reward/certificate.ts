/**
 * The certified budget (METHODS.md 4): S_ε(b) = Σ α ψ((d(b, c) − ε)₊) over all enabled input-space suppress patches.
 * S_ε(b) ≤ L at every basin point means that every compliant point within ε of a good one loses at most L.
 * Fast enough for a drag: 50 000 basin points against 10 patches take a few milliseconds.
 */
import type { Floats } from '../basics/arrays';
import { kernelValue } from './kernels';
import { centreDistance, gateHeight, isEnabled } from './patch';
import { PatchEvaluator } from './suppression';
import type { BudgetMeter, BudgetReport, ErrorModel, HalfSpaceGate, InputPatch, Patch, Points } from './types';

/** The default limit L. */
export const defaultLimit = 0.1;

/** The basin as the certificate reads it. */
export interface CertifiedBasin {
  /** Basin points: x standardised, and raw units, which masks and direction gates read. */
  readonly points: Points;
  /** r(b) before patches, [rows] */
  readonly reward: Float64Array;
  /** Members of the model, which latent patches read. */
  readonly models: readonly ErrorModel[];
  /** ε in standardised units. */
  readonly epsilon: number;
  /** L; absent = .10 */
  readonly limit?: number;
}

function isInputSuppression(patch: Patch): patch is InputPatch {
  return patch.space === 'input' && patch.kind === 'suppress' && isEnabled(patch);
}

/** False only where no point within ε can be past the half-space's plane. */
function mayPass(gate: HalfSpaceGate, patch: InputPatch, x: Floats, at: number, lift: number): boolean {
  return gateHeight(gate, patch.features, x, at) + lift > 0;
}

/**
 * S_ε at each point, [rows], not capped at 1.
 * A half-space gate becomes 1[(b_F − o)·n + ε‖n‖ > 0], a direction gate 1.
 */
export function certifiedSuppression(patches: readonly Patch[], points: Points, epsilon: number): Float64Array {
  const { rows, x } = points;
  const sums = new Float64Array(rows);
  const dims = rows === 0 ? 0 : x.length / rows;
  for (const patch of patches.filter(isInputSuppression)) {
    const { center, features, kernel, reach, core, strength, gate } = patch;
    const plane = gate?.type === 'half-space' ? gate : null;
    const lift = plane === null ? 0 : epsilon * Math.hypot(...plane.normal);
    const first = features === undefined ? 0 : features[0];
    const farthest = reach + epsilon;
    for (let row = 0, at = 0; row < rows; row++, at += dims) {
      if (Math.abs(x[at + first] - center[0]) > farthest) continue;
      const distance = centreDistance(center, features, x, at, farthest);
      if (distance - epsilon >= reach) continue;
      if (plane !== null && !mayPass(plane, patch, x, at, lift)) continue;
      sums[row] += strength * kernelValue(kernel, Math.max(0, distance - epsilon), reach, core);
    }
  }
  return sums;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Number.isNaN(value) ? NaN : Math.max(most, value);
  return most;
}

/** Measures any set of patches over one basin. Gates and bottlenecks of basin points are computed once, when asked for. */
export class Certificate implements BudgetMeter {
  private readonly evaluator: PatchEvaluator;

  constructor(private readonly basin: CertifiedBasin) {
    this.evaluator = new PatchEvaluator(basin.models, basin.points);
  }

  /** @param patches valid ones; an enabled latent suppression is not covered, and `covers` says so */
  measure(patches: readonly Patch[]): BudgetReport {
    const { points, epsilon, limit = defaultLimit } = this.basin;
    const certified = certifiedSuppression(patches, points, epsilon);
    return {
      epsilon,
      limit,
      certified: largest(certified),
      maxRewardLost: largest(this.damage(patches)),
      over: certified.reduce((count, value) => count + (value <= limit ? 0 : 1), 0),
      covers: !patches.some((patch) => patch.space === 'latent' && patch.kind === 'suppress' && isEnabled(patch)),
    };
  }

  /** d(b) = r(b) − max(0, r(b) − S(b)) of every basin point over all suppress patches; raise is ignored. */
  damage(patches: readonly Patch[]): Float64Array {
    const { suppression } = this.evaluator.sums(patches.filter(({ kind }) => kind === 'suppress'));
    return this.basin.reward.map((reward, row) => reward - Math.max(0, reward - suppression[row]));
  }
}
