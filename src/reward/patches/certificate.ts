/**
 * The certified budget (docs/methods.md 4): S_ε(b) = Σ α ψ((d(b, c) − ε)₊) over all enabled input-space suppress patches.
 * S_ε(b) ≤ L at every basin point means that every compliant point within ε of a good one loses at most L.
 * Fast enough for a drag: 50 000 basin points against 10 patches take a few milliseconds.
 */
import type { Floats } from '../../basics/arrays';
import { kernelValue } from './kernels';
import { centreDistance, gateHeight, inputAmount, isEnabled } from './patch';
import { isSculpted } from './sculpt';
import { SculptLoss, type MappedModel } from './sculpt-loss';
import type { ScoringContext } from './scoring-context';
import { PatchEvaluator } from './suppression';
import type { BudgetMeter, BudgetReport, ErrorModel, InputPatch, Patch, Points } from '../types';

/** Kinds that the certificate does not cover: they are tested. */
const uncertified: readonly Patch['space'][] = ['latent', 'learned', 'sculpt'];

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
  /** What masks are judged in. */
  readonly scoring?: ScoringContext;
  /** The model that `models` are opened from; absent = nobody sculpts its experts. */
  readonly model?: MappedModel;
  /** n of each row and member, [rows × K], as scored with `reward`; absent = computed when an expert is sculpted. */
  readonly energies?: Float64Array;
}

function isInputSuppression(patch: Patch): patch is InputPatch {
  return patch.space === 'input' && patch.kind === 'suppress' && isEnabled(patch);
}

interface InputSums {
  /** S_ε, uncapped */
  readonly certified: Float64Array;
  /** Σ α·gate·ψ at the points themselves, uncapped */
  readonly plain: Float64Array;
}

/** ε‖n‖ of a half-space gate, by which its plane gives way. */
function liftOf({ gate }: InputPatch, epsilon: number): number {
  return gate?.type === 'half-space' ? epsilon * Math.hypot(...gate.normal) : 0;
}

/** 1[(b_F − o)·n + ε‖n‖ > 0]: shut only where no point within ε is past the plane. */
function mayPass({ gate, features }: InputPatch, x: Floats, at: number, lift: number): boolean {
  return gate?.type !== 'half-space' || gateHeight(gate, features, x, at) + lift > 0;
}

/** One pass over the basin for one patch; the first input alone turns most points away. */
function addInputPatch(patch: InputPatch, { rows, x, raw }: Points, epsilon: number, sums: InputSums): void {
  const { center, features, kernel, reach, core, strength } = patch;
  const dims = x.length / rows;
  const raws = raw.length / rows;
  const farthest = reach + epsilon;
  const lift = liftOf(patch, epsilon);
  const first = features === undefined ? 0 : features[0];
  const low = center[0] - farthest * (1 + 1e-12);
  const high = center[0] + farthest * (1 + 1e-12);
  for (let row = 0, at = 0; row < rows; row++, at += dims) {
    if (x[at + first] < low || x[at + first] > high) continue;
    const distance = centreDistance(center, features, x, at, farthest);
    if (distance >= farthest) continue;
    if (distance < reach) sums.plain[row] += inputAmount(patch, x, at, raw, row * raws);
    if (!mayPass(patch, x, at, lift)) continue;
    sums.certified[row] += strength * kernelValue(kernel, Math.max(0, distance - epsilon), reach, core);
  }
}

function inputSums(patches: readonly Patch[], points: Points, epsilon: number): InputSums {
  const sums = { certified: new Float64Array(points.rows), plain: new Float64Array(points.rows) };
  for (const patch of patches.filter(isInputSuppression)) addInputPatch(patch, points, epsilon, sums);
  return sums;
}

/**
 * S_ε at each point, [rows], not capped at 1.
 * A half-space gate becomes 1[(b_F − o)·n + ε‖n‖ > 0], a direction gate 1.
 */
export function certifiedSuppression(patches: readonly Patch[], points: Points, epsilon: number): Float64Array {
  return inputSums(patches, points, epsilon).certified;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Number.isNaN(value) ? NaN : Math.max(most, value);
  return most;
}

/** Measures any set of patches over one basin. Gates and bottlenecks of basin points are computed once, when asked for. */
export class Certificate implements BudgetMeter {
  private readonly evaluator: PatchEvaluator;
  private readonly sculpting: SculptLoss | null;

  constructor(private readonly basin: CertifiedBasin) {
    const { model, models, points, scoring, energies = null } = basin;
    this.evaluator = new PatchEvaluator(models, points, scoring);
    this.sculpting = model === undefined ? null : new SculptLoss(model, models, points, energies);
  }

  /** @param patches valid ones; what the certificate does not cover is said by `covers` */
  measure(patches: readonly Patch[]): BudgetReport {
    const { points, epsilon, limit = defaultLimit } = this.basin;
    const { certified, plain } = inputSums(patches, points, epsilon);
    return {
      epsilon,
      limit,
      certified: largest(certified),
      maxRewardLost: largest(this.damage(patches, plain)),
      over: certified.reduce((count, value) => count + (value <= limit ? 0 : 1), 0),
      covers: !patches.some(
        (patch) => uncertified.includes(patch.space) && patch.kind === 'suppress' && isEnabled(patch),
      ),
    };
  }

  /**
   * d(b) = r₀(b) − max(0, r(b) − S(b)), r₀ before sculpting, S over all suppress patches; raise is ignored. Everything where
   * a patch cannot be told, because such a row is blocked. @param plain Σ of input patches
   */
  private damage(patches: readonly Patch[], plain: Float64Array): Float64Array {
    const others = patches.filter((patch) => patch.kind === 'suppress' && patch.space !== 'input' && isEnabled(patch));
    const amounts = others.map((patch) => this.evaluator.amounts(patch));
    const sculpted = this.sculptedLoss(patches);
    return this.basin.reward.map((reward, row) => {
      const total = amounts.reduce((sum, amount) => sum + amount[row], plain[row]);
      const left = Math.max(0, reward - (sculpted?.[row] ?? 0) - Math.min(1, total));
      return Number.isNaN(left) ? reward : reward - left;
    });
  }

  private sculptedLoss(patches: readonly Patch[]): Float64Array | null {
    if (!isSculpted(patches)) return null;
    if (this.sculpting === null) throw new Error('experts are sculpted, and the certificate does not know the model');
    return this.sculpting.of(patches);
  }
}
