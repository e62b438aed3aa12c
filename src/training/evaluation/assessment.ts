/** What was measured of a trained reward on episodes that nothing was tuned to. Plain data: it is stored and exported. */
import type { Interval } from '../../basics/intervals';
import type { NegativeFigures, NegativeId, NullPolicy } from '../../reward/evaluation/figures';
import type { MonitorFigures } from './monitor-figures';
import type { FamilyId } from '../../reward/types';

export interface FamilyAssessment {
  readonly family: FamilyId;
  readonly title: string;
  /** On held-out (test) episodes. */
  readonly negatives: Readonly<Record<NegativeId, NegativeFigures>>;
  /** Worst hard-negative AUROC by energy on validation episodes, `uniform` left out; what families are ranked by. */
  readonly worstOnValidation: number;
  readonly heldOutMean: number;
}
/** What the trained families share. */
export interface SharedAssessment {
  readonly families: readonly FamilyAssessment[];
  readonly proposed: FamilyId;
  /** Number of fold episodes J; conformal claims need 20. */
  readonly foldEpisodes: number;
  /** True when the split is by episode (≥ 10 episodes); else fold episodes are pieces of them. */
  readonly byEpisode: boolean;
  /** Number of episodes that were split. */
  readonly recordings: number;
  readonly deadExperts: readonly string[];
}
/** What is said of the family that scores. */
export interface OwnAssessment {
  readonly heldOutMean: number;
  /** Mean s over held-out episodes, with its interval. */
  readonly expert: Interval;
  readonly expertAllowed: { readonly frames: Interval; readonly episodes: Interval };
  readonly nullPolicies: readonly NullPolicy[];
  /** What the monitor does on held-out episodes; absent or null = none decides. */
  readonly monitor?: MonitorFigures | null;
  /** Measured share of held-out episodes with p ≤ .05 beside the nominal .05; null when J < 20. */
  readonly conformal: { readonly nominal: number; readonly measured: Interval } | null;
}
export interface Assessment extends SharedAssessment, OwnAssessment {}
