/** What is written down of a decision: the action and every reason that was given (docs/methods.md 5, 10). */
import type { Points, Scores } from '../reward/types';
import type { Action } from './votes/vote';

export interface DecisionRecord {
  readonly action: Action;
  readonly reasons: readonly string[];
}

/** Decides rows by themselves (no debounce): `uncertainty` is u = d_NN/ε₉₉, its upper bound by the cover, or NaN. */
export type Decide = (points: Points, scores: Scores, uncertainty: Float64Array) => readonly DecisionRecord[];
