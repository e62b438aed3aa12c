/** Where demonstrations stand still themselves: what an empty behaviour that stands there may have learnt from them (docs/methods.md 1.6). */
import type { Floats } from '../../basics/arrays';

/** Frames in a row that count as standing. */
const leastFrames = 10;
/** A frame stands when it is nearer to the one before than this share of a mean step *(choice)*. */
const stillShare = 0.1;

export interface StandingRequest {
  /** [rows × dims] standardised inputs of the whole data set */
  readonly x: Floats;
  readonly dims: number;
  /** Inputs that base columns give. */
  readonly inputs: readonly number[];
  /** [J + 1] first rows of episodes, and the number of rows. */
  readonly episodes: Uint32Array;
  /** Rows of the basin. */
  readonly basin: Uint32Array;
  /** ε₉₉ */
  readonly epsilon99: number;
}

/** Share of the demonstrations within ε₉₉ of a place (its row, in base columns) that stand still for ≥ 10 frames. */
export function standingShare(request: StandingRequest): (row: number) => number {
  const { x, dims, inputs, basin, epsilon99 } = request;
  const still = standingRows(request);
  const limit = epsilon99 * epsilon99;
  return (place) => {
    let [near, stands] = [0, 0];
    for (const row of basin) {
      let squares = 0;
      for (const d of inputs) squares += (x[row * dims + d] - x[place * dims + d]) ** 2;
      if (squares > limit) continue;
      near++;
      stands += still[row];
    }
    return near === 0 ? 0 : stands / near;
  };
}

/** [rows] 1 where a frame belongs to ≥ 10 in a row that stand still. */
function standingRows({ x, dims, inputs, episodes }: StandingRequest): Uint8Array {
  const rows = x.length / dims;
  const steps = new Float64Array(rows);
  let [sum, count] = [0, 0];
  for (let j = 0; j + 1 < episodes.length; j++) {
    for (let row = episodes[j] + 1; row < episodes[j + 1]; row++, count++) {
      for (const d of inputs) steps[row] += (x[row * dims + d] - x[(row - 1) * dims + d]) ** 2;
      steps[row] = Math.sqrt(steps[row]);
      sum += steps[row];
    }
  }
  const most = (stillShare * sum) / Math.max(1, count);
  const still = new Uint8Array(rows);
  for (let j = 0; j + 1 < episodes.length; j++) {
    let first = episodes[j];
    for (let row = first + 1; row <= episodes[j + 1]; row++) {
      if (row < episodes[j + 1] && steps[row] <= most) continue;
      if (row - first >= leastFrames) still.fill(1, first, row);
      first = row;
    }
  }
  return still;
}
