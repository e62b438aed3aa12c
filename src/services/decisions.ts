/**
 * The gate of a reward: thresholds, norms and audit cells together, and its decisions as records: one row by itself, every
 * reason kept (METHODS.md 5). Temporal norms speak of episodes, so rows by themselves are decided without them.
 */
import { decide, observe, type Frames } from '../flywheel/enforcement/decide';
import type { Thresholds } from '../flywheel/enforcement/thresholds';
import type { NormMargin, Observation } from '../flywheel/enforcement/vote';
import { gapAt } from '../flywheel/audit-gap';
import type { AuditCells } from '../flywheel/types';
import type { Norm } from '../norms/norm';
import { openNorms, type OpenNorm } from '../norms/open-norm';
import { nowhere, type NormRows, type Surroundings } from '../norms/rows';
import type { Decide, DecisionRecord } from '../release/artifact';
import { surroundingsOf } from '../reward/surroundings';
import type { Basin, Patch, Points, RewardModel, Scores } from '../reward/types';
import { uncertainties } from '../reward/uncertainty';
import type { OpenReward } from './open-reward';

/** Everything that decides, ready to be asked. */
export interface OpenGate {
  readonly thresholds: Thresholds;
  readonly norms: readonly OpenNorm[];
  /** null = not audited. */
  readonly cells: AuditCells | null;
}

export interface GateParts {
  readonly model: RewardModel;
  readonly norms: readonly Norm[];
  readonly thresholds: Thresholds;
  readonly basin: Basin | null;
}

/** @throws Error when a norm does not open: stored norms were checked */
export function openGate(parts: GateParts, cells: AuditCells | null, around?: Surroundings): OpenGate {
  const { model, thresholds, basin } = parts;
  const norms = openNorms(parts.norms, model, around ?? (basin ? surroundingsOf(basin) : nowhere));
  if (!norms.ok) throw new Error(norms.failure.message);
  return { thresholds, norms: norms.value, cells };
}

/** The gate of an open reward. */
export function gateOf(reward: OpenReward, cells: AuditCells | null): OpenGate {
  return openGate(reward, cells, reward.surroundings);
}

/** Margins of every norm at one row. */
export function marginsAt({ norms }: Pick<OpenGate, 'norms'>, rows: NormRows, row: number): NormMargin[] {
  return norms.map((norm) => ({ id: norm.norm.id, severity: norm.severity, margin: norm.margin(rows, row) }));
}

/** What the gate sees of many rows. */
export function framesUnder(gate: OpenGate, points: NormRows, scores: Scores, uncertainty: Float64Array): Frames {
  const { rows, raw, x } = points;
  const norms = gate.norms.length === 0 ? undefined : (row: number) => marginsAt(gate, points, row);
  const gap = gate.cells ? gapAt(gate.cells, x, rows) : undefined;
  return { ...scores, rows, raw, uncertainty, norms, gap };
}

/** Decides every row by itself. */
export function decideUnder(gate: OpenGate): Decide {
  return (points: Points, scores: Scores, uncertainty: Float64Array): DecisionRecord[] => {
    const frames = framesUnder(gate, points, scores, uncertainty);
    return Array.from({ length: points.rows }, (_, row) => {
      const { action, votes } = decide(observe(frames, row), gate.thresholds);
      return { action, reasons: votes.map(({ reason }) => reason) };
    });
  };
}

/** Scores points under patches. @returns what the gate sees of a row */
export async function observations(
  { scorer, fitted }: Pick<OpenReward, 'scorer' | 'fitted'>,
  gate: OpenGate,
  points: NormRows,
  patches: readonly Patch[],
): Promise<(row: number) => Observation> {
  const scores = await scorer.score(points, patches);
  const uncertainty = fitted ? uncertainties(fitted, points.x, points.rows) : new Float64Array(points.rows).fill(NaN);
  const frames = framesUnder(gate, points, scores, uncertainty);
  return (row) => observe(frames, row);
}
