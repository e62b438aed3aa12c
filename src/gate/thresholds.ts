/** The thresholds of enforcement as plain data (docs/methods.md 5); `dial.ts` sets them. */
export interface Thresholds {
  /** δ: the tolerated share of interrupted unseen expert episodes. */
  readonly dial: number;
  readonly uMax: number;
  readonly uBlock: number;
  readonly nMax: number;
  /** Consecutive frames after which u_max and n_max interrupt. */
  readonly debounce: number;
  /** Score at or below which a point counts as suppressed. */
  readonly floor: number;
  /** The tolerated share that J supports; larger than the dial when J is too small. */
  readonly supported: number;
  /** a_max: from this audit gap on a person is asked, whatever s. */
  readonly aMax: number;
  /** p_min: from this p(τ) down a person is asked. Absent = the user set none, and p has no vote. */
  readonly pMin?: number;
}

/** Default of a_max: what ten draws without a flaw give. */
export const defaultAMax = 0.26;

/**
 * What stands where no dial was set, because no demonstrations were there to set it by: δ = 0, and every value of u and n
 * lies beyond its threshold, so that a program which knows nothing of this blocks everything, too.
 */
export const uncalibrated: Thresholds = {
  dial: 0,
  uMax: 0,
  uBlock: 0,
  nMax: -Number.MAX_VALUE,
  debounce: 1,
  floor: 0.05,
  supported: 0,
  aMax: defaultAMax,
};

/** False where no dial was set: then enforcement blocks everything. */
export function isCalibrated({ dial }: Thresholds): boolean {
  return dial > 0;
}
