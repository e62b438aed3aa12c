/**
 * Rates of change within an episode: velocities, s–s′ pairs (docs/methods.md 1.1). `gate/python/rates.py` does the same to the
 * last bit.
 */
import type { Floats } from '../basics/arrays';
import type { TimeSteps } from './time-steps';

/**
 * (x_t − x_{t−1})/Δt, per second (or per frame when time is unknown); 0 at the first frame of an episode. A missing value
 * makes the rates of its frame and of the next one missing. A column that is read more slowly than frames are recorded
 * repeats its value: its rate is taken when it changes, over the time since it last did, is kept for at most `hold` − 1
 * frames more and is 0 after those.
 * @param values [rows] raw units; angles in rad
 * @param starts first row of each episode
 * @param angle true: the shorter way round is taken, so that passing ±π is no leap
 * @param hold k ≥ 1, frames that a value usually stays; 1 = plain differences
 */
export function differences(
  values: Floats,
  starts: Uint32Array,
  time: TimeSteps,
  angle: boolean,
  hold = 1,
): Float64Array {
  const out = new Float64Array(values.length);
  starts.forEach((start, episode) => {
    const end = episode + 1 < starts.length ? starts[episode + 1] : values.length;
    if (start >= end) return;
    out[start] = values[start] * 0;
    if (hold > 1) heldRates(values, start, end, time, angle, hold, out);
    else for (let row = start + 1; row < end; row++) out[row] = rate(values, row - 1, row, stepAt(time, row), angle);
  });
  return out;
}

/** Rates of one episode whose column repeats its values. */
function heldRates(
  values: Floats,
  start: number,
  end: number,
  time: TimeSteps,
  angle: boolean,
  hold: number,
  out: Float64Array,
): void {
  let [changed, elapsed, current] = [start, 0, values[start] * 0];
  for (let row = start + 1; row < end; row++) {
    elapsed += stepAt(time, row);
    if (values[row] !== values[changed]) {
      current = rate(values, changed, row, elapsed, angle);
      [changed, elapsed] = [row, 0];
    } else if (row - changed >= hold) current = 0;
    out[row] = current;
  }
}

function stepAt({ steps, timeStep }: TimeSteps, row: number): number {
  return steps === null ? timeStep : steps[row];
}

function rate(values: Floats, from: number, to: number, seconds: number, angle: boolean): number {
  const step = values[to] - values[from];
  return (angle ? shorterWay(step) : step) / seconds;
}

/** A turn in radians, the shorter way round. */
export function shorterWay(step: number): number {
  const turn = 2 * Math.PI;
  return step - turn * Math.round(step / turn);
}
