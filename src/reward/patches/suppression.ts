/** Sums of patches: S = min(1, Σ suppress), R = min(1, Σ raise), over every enabled patch, at every row (docs/methods.md 2). */
import { learnedAmount } from './learned/learned-head';
import { inputAmount, isEnabled, latentAmount, maskAmount } from './patch';
import { bareScoringContext, normIn, type ScoringContext } from './scoring-context';
import type { ErrorModel, LatentPatch, Patch, Points } from '../types';

export interface PatchSums {
  /** S in [0, 1], [rows] */
  readonly suppression: Float64Array;
  /** R in [0, 1], [rows] */
  readonly raise: Float64Array;
}

type Latents = NonNullable<ReturnType<NonNullable<ErrorModel['latent']>>>;

function latentAmounts(patch: LatentPatch, points: Points, latents: Latents, dims: number, raws: number): Float64Array {
  const { gates, latent, experts, width } = latents;
  const out = new Float64Array(points.rows);
  for (let row = 0; row < points.rows; row++) {
    const place = row * experts + patch.expert;
    out[row] = latentAmount(patch, gates[place], latent, place * width, points.x, row * dims, points.raw, row * raws);
  }
  return out;
}

/** Evaluates patches at fixed points; gates and bottlenecks are computed once a member, when a patch first asks. */
export class PatchEvaluator {
  private readonly latents = new Map<number, Latents>();
  private readonly dims: number;
  private readonly raws: number;

  constructor(
    private readonly models: readonly ErrorModel[],
    private readonly points: Points,
    private readonly scoring: ScoringContext | null = null,
  ) {
    this.dims = points.rows === 0 ? 0 : points.x.length / points.rows;
    this.raws = points.rows === 0 ? 0 : points.raw.length / points.rows;
  }

  /** What one patch takes or gives at each row, [rows]; 0 everywhere when it is switched off. */
  amounts(patch: Patch): Float64Array {
    const { rows, x, raw } = this.points;
    const out = new Float64Array(rows);
    if (!isEnabled(patch)) return out;
    if (patch.space === 'latent') {
      return latentAmounts(patch, this.points, this.latentsOf(patch.member), this.dims, this.raws);
    }
    // A sculpted expert changes r itself; beside it nothing is taken.
    if (patch.space === 'sculpt') return out;
    if (patch.space === 'mask') {
      const norm = normIn(this.scoring ?? bareScoringContext(this.raws), patch.norm);
      for (let row = 0; row < rows; row++) out[row] = maskAmount(patch, norm.margin(this.points, row));
      return out;
    }
    for (let row = 0; row < rows; row++) {
      out[row] =
        patch.space === 'input'
          ? inputAmount(patch, x, row * this.dims, raw, row * this.raws)
          : learnedAmount(patch, x, row * this.dims);
    }
    return out;
  }

  /** S and R at each row. The order of the patches decides the order of summation, and nothing else. */
  sums(patches: readonly Patch[]): PatchSums {
    const suppression = new Float64Array(this.points.rows);
    const raise = new Float64Array(this.points.rows);
    for (const patch of patches.filter(isEnabled)) {
      const sum = patch.kind === 'suppress' ? suppression : raise;
      const amounts = this.amounts(patch);
      for (let row = 0; row < sum.length; row++) sum[row] += amounts[row];
    }
    return { suppression: suppression.map(atMostOne), raise: raise.map(atMostOne) };
  }

  private latentsOf(member: number): Latents {
    const held = this.latents.get(member) ?? this.models[member].latent?.(this.points.x, this.points.rows);
    if (held === undefined) throw new Error(`member ${member} has no latent space`);
    this.latents.set(member, held);
    return held;
  }
}

function atMostOne(value: number): number {
  return Math.min(1, value);
}
