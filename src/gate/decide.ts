/** The join of all votes on one frame: the most restrictive wins, every reason is kept (docs/methods.md 5). */
import type { Followed } from './monitor/episode-monitor';
import type { Thresholds } from './thresholds';
import type { Decision } from './record';
import { hardest, type NormMargin, type Observation } from './votes/vote';
import { rules } from './votes';

/** Decides one frame by itself, without debounce. Fails closed: what is missing or not finite blocks. */
export function decide(observation: Observation, thresholds: Thresholds): Decision {
  const reasons = rules.flatMap((rule) => rule.vote(observation, thresholds) ?? []);
  return { action: hardest(reasons.map(({ action }) => action)), reasons };
}

/** Scores of many frames, [rows] each, as `Scores` and `uncertainties` give them. */
export interface Frames {
  readonly rows: number;
  readonly score: Float64Array;
  readonly distanceRatio: Float64Array;
  readonly energy: Float64Array;
  readonly suppression: Float64Array;
  readonly raise: Float64Array;
  /** [rows × F] */
  readonly raw: Float32Array | Float64Array;
  /** [rows] p(τ) of its run up to each row; absent = nothing is claimed. */
  readonly trajectory?: Float64Array;
  /** [rows] a of each row; absent = not audited. */
  readonly gap?: Float64Array;
  /** What each norm says of a row; absent = none were set. */
  readonly norms?: (row: number) => readonly NormMargin[];
  /** How episodes move; absent where rows stand alone, or where u_max and n_max decide. */
  readonly followed?: Followed;
}

/** One row of `frames`. */
export function observe(frames: Frames, row: number): Observation {
  const width = frames.raw.length / frames.rows;
  return {
    score: frames.score[row],
    distanceRatio: frames.distanceRatio[row],
    energy: frames.energy[row],
    suppression: frames.suppression[row],
    raise: frames.raise[row],
    fields: frames.raw.subarray(row * width, (row + 1) * width),
    norms: frames.norms?.(row),
    trajectory: frames.trajectory ? frames.trajectory[row] : null,
    gap: frames.gap ? frames.gap[row] : null,
  };
}

/** 1 where a frame, without debounce, is allowed: of rows [from, to), [to − from]. */
export function allowedFrames(frames: Frames, thresholds: Thresholds, from = 0, to = frames.rows): Uint8Array {
  return Uint8Array.from({ length: to - from }, (_, i) =>
    decide(observe(frames, from + i), thresholds).action === 'allow' ? 1 : 0,
  );
}
