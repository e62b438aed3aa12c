/** The thresholds of enforcement as plain data (METHODS.md 5); `dial.ts` sets them. */
export interface Thresholds {
  /** δ: the tolerated share of interrupted unseen expert episodes. */
  readonly dial: number;
  readonly uMax: number;
  readonly uBlock: number;
  readonly nMax: number;
  /** Consecutive frames after which u_max and n_max interrupt. */
  readonly debounce: number;
  /** Safety score at or below which a point counts as suppressed. */
  readonly floor: number;
  /** The tolerated share that J supports; larger than the dial when J is too small. */
  readonly supported: number;
}
