/** What norms are judged on. */
import type { Floats } from '../basics/arrays';
import type { Feature } from '../demonstrations/demonstrations';
import type { Standardiser } from '../demonstrations/encoding';

/** Text, categorical and numeric fields of one scenario beside its features. */
export type RecordFields = Readonly<Record<string, string | number | boolean | null>>;

/** Rows as norms see them; `Points` of the reward are such rows. */
export interface NormRows {
  readonly rows: number;
  /** [rows × D] standardised */
  readonly x: Floats;
  /** [rows × F] raw units */
  readonly raw: Floats;
  /** [rows] for scenarios; absent = none, then norms about fields are inconclusive. */
  readonly records?: readonly RecordFields[];
}

/** Distance to the nearest demonstration. */
export interface DemonstrationDistances {
  /** What distances are measured to: points [n × dims] standardised; for those who measure many at once. */
  readonly demonstrations?: { readonly points: Floats; readonly dims: number };
  /**
   * @param inputs encoded inputs that count, ascending
   * @returns standardised units; NaN when there are no demonstrations or the row is not finite
   */
  distance(x: Floats, at: number, inputs: readonly number[]): number;
}

/** Where nothing is near: norms about the demonstrations are inconclusive. */
export const noDistances: DemonstrationDistances = { distance: () => NaN };

/** How rows of a reward are laid out. */
export interface NormSpace {
  readonly features: readonly Feature[];
  readonly standardiser: Standardiser;
}
