/** All outputs of a tile's rows in one pass, from the members' judgements and the sums of patches (docs/methods.md 1.3, 1.4, 2, 8). */
import type { Floats } from '../../basics/arrays';
import { familyOf } from '../../reward/families';
import type { RewardMapping } from '../../reward/families/mapping';
import type { Mixture } from '../../reward/families/mixture/mixture';
import { energyOf, memberReward, scoreOf } from '../../reward/score';
import type { SculptedMapping } from '../../reward/patches/sculpt';
import type { PatchSums } from '../../reward/patches/suppression';
import type { Points, RewardModel, Scores } from '../../reward/types';
import type { Judgement } from '../backend';

/** What a backend says of a tile under one member; where float32 overflowed, the member's exact twin answers. */
export class JudgedTile {
  constructor(
    private readonly exact: Mixture,
    private readonly judgement: Judgement,
    private readonly x: Floats,
  ) {}

  /** m */
  error(row: number): number {
    const error = this.judgement.errors[row];
    return Number.isFinite(error) ? error : this.exact.errors(this.rowOf(row), 1)[0];
  }

  /** ln(m + 1e-12), by the backend where it says it. */
  logError(row: number): number {
    const { errors, logErrors } = this.judgement;
    if (logErrors !== undefined && Number.isFinite(errors[row])) return logErrors[row];
    return Math.log(Math.max(0, this.error(row)) + 1e-12);
  }

  /** Σ_e g_e²(‖h_e‖² + 1) */
  decoderNorm(row: number): number {
    const norm = this.judgement.decoderNorms[row];
    return Number.isFinite(norm) ? norm : this.exact.decoderNorms(this.rowOf(row), 1)[0];
  }

  private rowOf(row: number): Floats {
    const { dims } = this.exact;
    return this.x.subarray(row * dims, (row + 1) * dims);
  }
}

function isFiniteRow(values: Floats, row: number, width: number): boolean {
  let probe = 0;
  for (let i = row * width; i < (row + 1) * width; i++) probe += values[i] * 0;
  return probe === 0;
}

/** Puts NaN into every output of one row. */
function voidRow(all: Scores, row: number, members: number): void {
  for (const values of Object.values(all) as Float64Array[]) {
    const width = values === all.memberEnergies ? members : 1;
    values.fill(NaN, row * width, (row + 1) * width);
  }
}

/** What is the same for every row: min and slope of each energy, and its share of the sensitivity. */
class TileScorer {
  private readonly logs: Float64Array;
  /** (4/D)·(1/(K(l_max − l_min)))², [K] */
  private readonly steering: Float64Array;
  private readonly mapping: RewardMapping;

  constructor(
    private readonly model: RewardModel,
    private readonly judged: readonly JudgedTile[],
    private readonly all: Scores,
    dims: number,
    private readonly sculpted: readonly (SculptedMapping | null)[],
  ) {
    this.logs = new Float64Array(judged.length);
    this.mapping = familyOf(model).mapping;
    this.steering = Float64Array.from(model.members, ({ calibration: { lMin, lMax } }) => {
      return 4 / (dims * (judged.length * (lMax - lMin)) ** 2);
    });
  }

  /** Everything but patches. @param to the row's place in `all` */
  base(row: number, to: number): void {
    const { model, judged, all, logs, steering, mapping, sculpted } = this;
    const members = judged.length;
    let [energy, reward, sensitivity] = [0, 0, 0];
    for (let k = 0; k < members; k++) {
      const tile = judged[k];
      const error = tile.error(row);
      const { calibration } = model.members[k];
      const n = energyOf(error, calibration);
      all.memberEnergies[to * members + k] = n;
      energy += n;
      // Within the calibration r_k is 1, sculpted or not; NaN goes on.
      reward += n <= 0 ? 1 : memberReward(n, calibration, model.kappa, mapping, sculpted[k], row);
      sensitivity += steering[k] * error * tile.decoderNorm(row);
      logs[k] = tile.logError(row);
    }
    all.energy[to] = energy / members;
    all.baseReward[to] = (model.beta * reward) / members;
    all.sensitivity[to] = sensitivity;
    all.memberDisagreement[to] = spread(logs);
  }

  patched(suppression: number, raise: number, to: number): void {
    this.all.suppression[to] = suppression;
    this.all.raise[to] = raise;
    this.all.score[to] = scoreOf(this.all.baseReward[to], raise, suppression);
  }
}

/** Population standard deviation. */
function spread(values: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const centre = sum / values.length;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / values.length);
}

/**
 * Writes all outputs of a tile into those of all rows; a row with a number that is not finite gets NaN in every one.
 * @param judged one a member, in order
 * @param from place of the tile's first row in `all`
 * @param sculpted mapping of each member at the tile's rows, null where it is as calibrated
 */
export function scoreTile(
  model: RewardModel,
  judged: readonly JudgedTile[],
  points: Points,
  sums: PatchSums,
  all: Scores,
  from: number,
  sculpted: readonly (SculptedMapping | null)[],
): void {
  const dims = points.x.length / points.rows;
  const raws = points.raw.length / points.rows;
  const scorer = new TileScorer(model, judged, all, dims, sculpted);
  for (let row = 0; row < points.rows; row++) {
    if (!isFiniteRow(points.x, row, dims) || !isFiniteRow(points.raw, row, raws)) {
      voidRow(all, from + row, judged.length);
      continue;
    }
    scorer.base(row, from + row);
    scorer.patched(sums.suppression[row], sums.raise[row], from + row);
  }
}
