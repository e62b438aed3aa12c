/** Differences over time within an episode: velocities, s–s′ pairs (docs/methods.md 1.1, role `derived`). */
import type { Floats } from '../basics/arrays';
import type { TimeSteps } from './time-steps';

/**
 * Difference to the frame before, per second (or per frame when time is unknown). The first frame of an episode takes
 * the next one's difference, an episode of one frame 0. A missing value makes the differences beside it missing.
 * @param values [rows] raw units; angles in rad
 * @param starts first row of each episode
 * @param angle true: the shorter way round is taken, so that passing ±π is no leap
 */
export function differences(values: Floats, starts: Uint32Array, time: TimeSteps, angle: boolean): Float64Array {
  const rows = values.length;
  const out = new Float64Array(rows);
  for (let row = 1; row < rows; row++) {
    const step = values[row] - values[row - 1];
    out[row] = (angle ? shorterWay(step) : step) / (time.steps === null ? time.timeStep : time.steps[row]);
  }
  for (let episode = 0; episode < starts.length; episode++) {
    const start = starts[episode];
    const end = episode + 1 < starts.length ? starts[episode + 1] : rows;
    if (start < end) out[start] = end - start > 1 ? out[start + 1] : values[start] * 0;
  }
  return out;
}

function shorterWay(step: number): number {
  const turn = 2 * Math.PI;
  return step - turn * Math.round(step / turn);
}
