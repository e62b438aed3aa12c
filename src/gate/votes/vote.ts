/** What a rule of enforcement is (docs/methods.md 5). A new rule is a file under `votes/`, its entry in `reasons.ts`, a
 * line in the index and its function in `python/rules.py`. */
import type { MonitorVerdict } from '../monitor/episode-monitor';
import type { Thresholds } from '../thresholds';
import type { ReasonId, ScoreName } from './reasons';

/** From soft to hard. */
export const actions = ['allow', 'escalate', 'block'] as const;
export type Action = (typeof actions)[number];

/** The most restrictive of several actions; `allow` when there are none. */
export function hardest(list: readonly Action[]): Action {
  if (list.includes('block')) return 'block';
  return list.includes('escalate') ? 'escalate' : 'allow';
}

/** What a norm says of one frame. */
export interface NormMargin {
  readonly id: string;
  /** (0, 1]; from .5 on a violation blocks. */
  readonly severity: number;
  /** Negative = violated; missing or not finite = inconclusive. */
  readonly margin: number | null | undefined;
}

/** One frame as enforcement sees it. Anything may be missing: that is a reason to block, never to allow. */
export interface Observation {
  /** s in [0, 1] */
  readonly score: number | null | undefined;
  /** u ≥ 0 */
  readonly distanceRatio: number | null | undefined;
  /** n */
  readonly energy: number | null | undefined;
  /** S in [0, 1] */
  readonly suppression: number | null | undefined;
  /** R in [0, 1] */
  readonly raise: number | null | undefined;
  /** The raw features that were scored. */
  readonly fields: ArrayLike<number | null | undefined> | null | undefined;
  /** One entry a norm that was set; absent = none were. */
  readonly norms?: readonly NormMargin[];
  /** p(τ) of the run up to this frame, in (0, 1]; null or absent = nothing is claimed, which escalates where p_min is set. */
  readonly trajectory?: number | null;
  /** a in [0, 1]; null or absent = not audited, which turns this vote off; NaN escalates. */
  readonly gap?: number | null;
  /** What the monitor says of this frame of its episode; absent where rows stand alone, or where u_max and n_max decide. */
  readonly monitor?: MonitorVerdict;
}

export interface Vote {
  readonly action: 'escalate' | 'block';
  readonly reason: ReasonId;
  /** A sentence for people. */
  readonly text: string;
}

export interface Rule {
  readonly reason: ReasonId;
  /**
   * The rule's vote on one frame, null when it has no objection. Comparisons are written so that a value that is not a
   * number objects.
   */
  vote(observation: Observation, thresholds: Thresholds): Vote | null;
}

/** The scores of an observation by their names in decision records. */
export function scoresOf(seen: Observation): Record<ScoreName, number | null | undefined> {
  const { score, distanceRatio, energy, suppression, raise } = seen;
  return { score, distance_ratio: distanceRatio, energy, suppression, raise };
}

/** A threshold as sentences tell it. */
export function shown(limit: number): string {
  return limit.toPrecision(3);
}

/** A value for comparisons: NaN when it is missing, so that every comparison with it fails. */
export function amount(value: number | null | undefined): number {
  return value ?? NaN;
}
