/** Seconds between frames, from a time column, from frames per second, or one unit a frame (docs/methods.md 1.1). */
import type { Floats } from '../basics/arrays';
import { median } from '../basics/statistics';

export interface TimeSteps {
  /** Median seconds between frames of one episode; 1 when unknown. */
  readonly timeStep: number;
  /** Seconds from the frame before to this one, [rows]; null when every step is `timeStep`. */
  readonly steps: Float64Array | null;
  /** Frames whose time is not later than that of the frame before in the same episode. */
  readonly backwards: number;
}

/** Every frame the same: 1/fps, or 1 when that is unknown. */
export function evenSteps(fps: number | null): TimeSteps {
  return { timeStep: fps === null ? 1 : 1 / fps, steps: null, backwards: 0 };
}

/**
 * True for a clock that counts whole units, 5 to 1000 of them between frames: so few frames a second, and none of them at
 * a fraction of one, that milliseconds are meant.
 * @param starts first row of each episode
 */
export function countsMilliseconds(times: Floats, starts: Uint32Array): boolean {
  const first = new Set(starts);
  const forward: number[] = [];
  for (let row = 1; row < times.length; row++) {
    const step = times[row] - times[row - 1];
    if (first.has(row) || Number.isNaN(step)) continue;
    if (!Number.isInteger(step)) return false;
    if (step > 0) forward.push(step);
  }
  const middle = forward.length > 0 ? median(Float64Array.from(forward)) : 0;
  return middle >= 5 && middle <= 1000;
}

/**
 * Steps of a time column; where time stands still, runs backwards or is missing, the median step stands in.
 * @param times [rows], `scale` seconds a unit
 * @param starts first row of each episode
 */
export function timedSteps(times: Floats, scale: number, starts: Uint32Array): TimeSteps {
  const steps = new Float64Array(times.length);
  for (let row = 1; row < times.length; row++) steps[row] = (times[row] - times[row - 1]) * scale;
  for (const start of starts) steps[start] = NaN;
  const forward = steps.filter((step) => step > 0 && Number.isFinite(step));
  const timeStep = forward.length > 0 ? median(forward) : 1;
  let backwards = 0;
  for (let row = 0; row < steps.length; row++) {
    if (steps[row] <= 0) backwards++;
    if (!(steps[row] > 0) || steps[row] === Infinity) steps[row] = timeStep;
  }
  return { timeStep, steps, backwards };
}
