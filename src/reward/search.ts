/** Searches that the red team hands its questions to; the engine does them fast (docs/methods.md 4). Points are standardised x. */
import type { Task } from '../basics/task';

/** Corners [D]; low ≤ high, both finite. */
export interface InputBox {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** One value for each of `rows` points [rows × D]; a row's value never depends on the other rows of the call. */
export type PointValues = (x: Float64Array, rows: number) => Promise<Float64Array>;

/** Energy n and ∂n/∂x of points, [rows] and [rows × D]. */
export type PointSlopes = (
  x: Float64Array,
  rows: number,
) => Promise<{ readonly values: Float64Array; readonly gradients: Float64Array }>;

/** Points [rows × D] that a search ended at, and how many it looked at on the way. */
export interface SearchResult {
  readonly points: Float64Array;
  readonly rows: number;
  readonly queries: number;
}

export interface Searches {
  /**
   * Projected gradient descent on the energy while `margin` stays below 0 (a start without a violation looks for one first).
   * @param starts [n × D]
   */
  descend(margin: PointValues, box: InputBox, starts: Float64Array, steps: number, task: Task): Promise<SearchResult>;
  /** Cross-entropy search for the lowest `value` (Infinity or NaN = worse than everything). */
  crossEntropy(
    value: PointValues,
    box: InputBox,
    options: { seed: number; runs: number; generations: number; population: number },
    task: Task,
  ): Promise<SearchResult>;
  /** Energy n of each point, [rows], before patches. */
  energies: PointValues;
  /** The same with its slope; absent where nobody can say it. */
  readonly slopes?: PointSlopes;
}
