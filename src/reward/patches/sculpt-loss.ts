/**
 * What sculpted experts take from the reward at fixed rows (docs/methods.md 2, docs/decisions/013): β·mean_k (r_k − sculpted r_k).
 * Gates of a member, and its energies where nobody hands them in, are computed once, when one of its experts is first
 * sculpted: a drag asks again and again.
 */
import { familyOf } from '../families';
import { energyOf, memberReward } from '../score';
import { sculptedMappings } from './sculpt';
import type { ErrorModel, Patch, Points, RewardModel } from '../types';

export type MappedModel = Pick<RewardModel, 'family' | 'members' | 'kappa' | 'beta'>;

export class SculptLoss {
  private readonly energies = new Map<number, Float64Array>();
  private readonly gates: readonly Pick<ErrorModel, 'latent'>[];

  /**
   * @param models the opened members of `model`, in order
   * @param known n of each row and member, [rows × K], where they were scored before; else null
   */
  constructor(
    private readonly model: MappedModel,
    private readonly models: readonly ErrorModel[],
    private readonly points: Points,
    private readonly known: Float64Array | null,
  ) {
    this.gates = models.map(heldLatents);
  }

  /** [rows], ≥ 0; NaN where a row is not finite. */
  of(patches: readonly Patch[]): Float64Array {
    const { model, points } = this;
    const lost = new Float64Array(points.rows);
    const { mapping } = familyOf(model);
    sculptedMappings(model, this.gates, points, patches).forEach((sculpted, k) => {
      if (sculpted === null) return;
      const { calibration } = model.members[k];
      const energies = this.energiesOf(k);
      for (let row = 0; row < points.rows; row++) {
        const plain = memberReward(energies[row], calibration, model.kappa, mapping, null, row);
        const strict = memberReward(energies[row], calibration, model.kappa, mapping, sculpted, row);
        lost[row] += (model.beta * (plain - strict)) / this.models.length;
      }
    });
    return lost;
  }

  private energiesOf(member: number): Float64Array {
    const { x, rows } = this.points;
    const { calibration } = this.model.members[member];
    const held = this.energies.get(member);
    if (held !== undefined) return held;
    const { known, models } = this;
    const own =
      known === null
        ? models[member].errors(x, rows).map((error) => energyOf(error, calibration))
        : Float64Array.from({ length: rows }, (_, row) => known[row * models.length + member]);
    this.energies.set(member, own);
    return own;
  }
}

/** Answers for one set of rows alone: those that it is asked of first. */
function heldLatents(model: ErrorModel): Pick<ErrorModel, 'latent'> {
  const { latent } = model;
  if (latent === undefined) return {};
  let held: ReturnType<typeof latent> | null = null;
  return { latent: (x, rows) => (held ??= latent.call(model, x, rows)) };
}
