/** Makes decision records: the decision on each row, what it was made on and what is known around it (docs/methods.md 5). */
import { leastEpisodes } from '../reward/calibration/conformal';
import { distanceOver, type Near } from '../reward/distance/distance-over';
import type { Scores } from '../reward/types';
import type { NormRows } from '../norms/rows';
import { cellsOf } from './cells/audit-gap';
import { decide, observe } from './decide';
import { framesUnder, type OpenGate } from './open-gate';
import type { Decision, DecisionRecord, EvidenceStatus } from './record';
import { isCalibrated, type Thresholds } from './thresholds';
import { amount, scoresOf, type Observation } from './votes/vote';

/** Nearest demonstrations that a record names. */
export const neighbours = 3;

/** What is known beside the observation itself. */
export interface Known {
  readonly row: number;
  /** p(x); null where nothing can be claimed. */
  readonly p: number | null;
  readonly nearest: DecisionRecord['evidence']['nearest'];
  readonly patches?: DecisionRecord['evidence']['patches'];
  /** J, calibration episodes that thresholds and p rest on. */
  readonly episodes: number;
  /** Draws of the cell; null before the first audit. */
  readonly cellDraws: number | null;
  /** Labels that people gave near here. */
  readonly labels?: { readonly like: number; readonly flaw: number };
}

/**
 * Conflicting: patches that suppress and patches that raise act at once, or people's labels disagree. Insufficient: no dial
 * was set, fewer than 20 calibration episodes stand behind it, or nobody looked at this cell. Supported: the rest.
 */
export function evidenceStatus(
  { suppression, raise }: Pick<Observation, 'suppression' | 'raise'>,
  { episodes, cellDraws, labels }: Pick<Known, 'episodes' | 'cellDraws' | 'labels'>,
  thresholds: Thresholds,
): EvidenceStatus {
  if (amount(suppression) > 0 && amount(raise) > 0) return 'conflicting';
  if (labels && labels.like > 0 && labels.flaw > 0) return 'conflicting';
  const looked = cellDraws !== null && cellDraws > 0;
  return isCalibrated(thresholds) && episodes >= leastEpisodes && looked ? 'supported' : 'insufficient';
}

/** Puts a decision, what it was made on and what is known around it into one record: plain JSON, whatever was seen. */
export function recordOf(
  { action, reasons }: Decision,
  seen: Observation,
  known: Known,
  thresholds: Thresholds,
): DecisionRecord {
  const { row, nearest, patches, episodes, cellDraws } = known;
  const { score, distance_ratio, energy, suppression, raise } = scoresOf(seen);
  return {
    row,
    action,
    reasons,
    status: evidenceStatus(seen, known, thresholds),
    audited: cellDraws !== null,
    evidence: {
      scores: {
        score: figure(score),
        distance_ratio: figure(distance_ratio),
        energy: figure(energy),
        suppression: figure(suppression),
        raise: figure(raise),
      },
      p: figure(known.p),
      trajectory: figure(seen.trajectory),
      gap: figure(seen.gap),
      margins: (seen.norms ?? []).map(({ id, severity, margin }) => ({ id, severity, margin: figure(margin) })),
      nearest,
      ...(patches ? { patches } : {}),
      samples: { episodes, cellDraws },
    },
  };
}

function figure(value: number | null | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/**
 * Decides every row by itself, as `gate.py` does without `--episodes`.
 * @param patchesAt the patches that act at a row, where records should name them
 */
export function recordsUnder(
  gate: OpenGate,
  near: Near,
  points: NormRows,
  scores: Scores,
  patchesAt?: (row: number) => Known['patches'],
): DecisionRecord[] {
  const { thresholds, conformal, episodes } = gate;
  const frames = framesUnder(gate, points, scores, distanceOver(near, points));
  const p = conformal?.frames(scores.memberEnergies, points.rows);
  const cells = gate.cells && { of: cellsOf(gate.cells, points.x, points.rows), draws: gate.cells.draws };
  return Array.from({ length: points.rows }, (_, row) => {
    const observation = observe(frames, row);
    const seen = { ...observation, raise: added(scores, row) };
    const known: Known = {
      row,
      p: p ? p[row] : null,
      nearest: nearestAt(near, points, row),
      patches: patchesAt?.(row),
      episodes,
      // A row that is not finite lies in no cell: nobody looked there.
      cellDraws: cells && (cells.of[row] < 0 ? 0 : cells.draws[cells.of[row]]),
    };
    return recordOf(decide(observation, thresholds), seen, known, thresholds);
  });
}

/** Less counts as nothing: float32 cannot tell it from rounding. */
export const leastAdded = 1e-6;

/** What raising patches add to the score, as far as outputs of `reward.onnx` tell it: nothing where s is 0. */
function added({ score, baseReward: reward, raise }: Scores, row: number): number {
  if (Number.isNaN(raise[row])) return NaN;
  const lift = Math.min(1, reward[row] + raise[row]) - reward[row];
  return score[row] > 0 && lift > leastAdded ? lift : 0;
}

function nearestAt({ fitted }: Near, { x, rows }: NormRows, row: number): Known['nearest'] {
  if (!fitted) return [];
  const width = x.length / rows;
  const own = x.subarray(row * width, (row + 1) * width);
  if (!own.every(Number.isFinite)) return [];
  const { counts, distances, indices } = fitted.search.search(own, 1, neighbours);
  return Array.from({ length: counts[0] }, (_, i) => ({
    distance: distances[i],
    episode: fitted.basin.episodes[indices[i]],
  }));
}
