/**
 * How much work goes into one submission. A GPU that works on one submission for long freezes the screen, and the browser
 * takes the device away: so submissions aim at a time, and a single step that takes too long is sent in parts.
 */

/** Milliseconds that a submission aims at, and that it should not exceed. */
const aim = 60;
const limit = 100;
export const mostSteps = 256;
const mostParts = 64;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export class Pace {
  /** Steps in the next submission. */
  steps = 1;
  /** Submissions that a step is split into; above 1 only with one step. */
  parts = 1;

  /** Learns from what so many steps took. */
  measured(steps: number, milliseconds: number): void {
    const perStep = Math.max(milliseconds, 1e-3) / steps;
    this.steps = clamp(Math.floor(aim / perStep), 1, Math.min(mostSteps, 4 * this.steps));
    const perPart = perStep / this.parts;
    if (perPart > limit) this.parts = Math.min(mostParts, 2 * this.parts);
    else if (perPart < limit / 4) this.parts = Math.max(1, this.parts / 2);
    if (this.parts > 1) this.steps = 1;
  }
}

/** Most dispatches in one submission: two for each step. */
export const mostDispatches = 2 * mostSteps;

/** Cuts `groups` workgroups into at most `parts` ranges. */
export function ranges(groups: number, parts: number): { readonly first: number; readonly count: number }[] {
  const size = Math.ceil(groups / parts);
  return Array.from({ length: Math.ceil(groups / size) }, (_, i) => ({
    first: i * size,
    count: Math.min(size, groups - i * size),
  }));
}
