/**
 * A decision with what speaks for it (docs/methods.md 5): plain data that can be written down, the same as `gate.py` writes. A
 * number that is not finite is null.
 */
import { leastEpisodes } from '../reward/calibration/conformal';
import type { Decision } from './decide';
import { isCalibrated, type Thresholds } from './thresholds';
import type { Action, Observation, Vote } from './votes/vote';

/** How far the evidence carries a decision. */
export type EvidenceStatus = 'supported' | 'insufficient' | 'conflicting';

/** What is known beside the observation itself. */
export interface Surrounding {
  /** p(x); null where nothing can be claimed. */
  readonly p: number | null;
  /** Nearest demonstrations, ascending. */
  readonly nearest: readonly { readonly distance: number; readonly episode: number }[];
  /** Patches that act here, with their amounts. */
  readonly patches: readonly { readonly id: string; readonly kind: 'suppress' | 'raise'; readonly amount: number }[];
  /** J, fold episodes that thresholds and p rest on. */
  readonly episodes: number;
  /** Draws of the cell; null before the first audit. */
  readonly cellDraws: number | null;
  /** Labels that people gave near here. */
  readonly labels?: { readonly like: number; readonly flaw: number };
}

export interface DecisionEvidence extends Omit<Surrounding, 'episodes' | 'cellDraws' | 'labels'> {
  readonly scores: Readonly<Record<'score' | 'distance_ratio' | 'energy' | 'suppression' | 'raise', number | null>>;
  /** p(τ) of the run up to here; null where nothing can be claimed. */
  readonly trajectory: number | null;
  readonly gap: number | null;
  readonly margins: readonly { readonly id: string; readonly severity: number; readonly margin: number | null }[];
  readonly samples: { readonly episodes: number; readonly cellDraws: number | null };
}

export interface EvidencedDecision {
  readonly action: Action;
  readonly reasons: readonly Vote[];
  readonly status: EvidenceStatus;
  /** False before the first audit: then nothing is known of rare flaws, and the gap has no vote. */
  readonly audited: boolean;
  readonly evidence: DecisionEvidence;
}

/**
 * Conflicting: patches that suppress and patches that raise act at once, or people's labels disagree. Insufficient: no dial
 * was set, fewer than 20 fold episodes stand behind it, or nobody looked at this cell. Supported: the rest.
 */
export function evidenceStatus(
  { patches, episodes, cellDraws, labels }: Pick<Surrounding, 'patches' | 'episodes' | 'cellDraws' | 'labels'>,
  thresholds: Thresholds,
): EvidenceStatus {
  const kinds = new Set(patches.filter(({ amount }) => amount > 0).map(({ kind }) => kind));
  if (kinds.size > 1 || (labels && labels.like > 0 && labels.flaw > 0)) return 'conflicting';
  const looked = cellDraws !== null && cellDraws > 0;
  return isCalibrated(thresholds) && episodes >= leastEpisodes && looked ? 'supported' : 'insufficient';
}

/** Puts a decision, what it was made on and what is known around it into one record. */
export function evidenced(
  { action, votes }: Decision,
  observation: Observation,
  around: Surrounding,
  thresholds: Thresholds,
): EvidencedDecision {
  const { safety, uncertainty, energy, suppression, raise, trajectory, gap, norms = [] } = observation;
  const scores = { score: safety, distance_ratio: uncertainty, energy, suppression, raise };
  const { nearest, patches, episodes, cellDraws } = around;
  return {
    action,
    reasons: votes,
    status: evidenceStatus(around, thresholds),
    audited: cellDraws !== null,
    evidence: {
      scores: Object.fromEntries(
        Object.entries(scores).map(([name, value]) => [name, finite(value)]),
      ) as DecisionEvidence['scores'],
      p: finite(around.p),
      trajectory: finite(trajectory),
      gap: finite(gap),
      margins: norms.map(({ id, severity, margin }) => ({ id, severity, margin: finite(margin) })),
      nearest,
      patches,
      samples: { episodes, cellDraws },
    },
  };
}

function finite(value: number | null | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
