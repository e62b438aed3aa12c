/**
 * The gate of a reward: thresholds, norms, audit cells and what p is read from, together (docs/methods.md 5). Everything in the app
 * that decides does it through here, and `gate.py` does the same outside. With episodes, their frames are debounced, norms
 * speak of windows of frames, and p(τ) of the run so far; rows by themselves are runs of one frame, and norms over windows
 * have nothing to say.
 */
import { decide, observe, type Frames } from './decide';
import type { Thresholds } from './thresholds';
import type { NormMargin, Observation } from './votes/vote';
import { gapAt } from './cells/audit-gap';
import type { AuditCells } from './cells/audit-cells';
import { severityOf, type Norm, type TemporalNorm } from '../norms/norm';
import { openNorm, type OpenNorm } from '../norms/open-norm';
import { noDistances, type NormRows, type DemonstrationDistances } from '../norms/rows';
import { temporalMargins } from '../norms/temporal';
import type { Decision } from './record';
import { claimsP } from './claims';
import { gateMonitor, motionColumns, type GateMonitor, type MonitorModels } from './monitor/gate-monitor';
import { CrossConformal } from '../reward/calibration/conformal';
import { runningTrajectories } from '../reward/calibration/running-trajectories';
import { distancesToDemonstrations } from '../reward/distance/demonstration-distances';
import type { Basin, OutOfFoldEpisode, Patch, Points, RewardModel, Scorer, Scores } from '../reward/types';
import { distanceOver, type Near } from '../reward/distance/distance-over';

interface GateNorm {
  readonly id: string;
  readonly severity: number;
  /** Judges single rows: the norm, or the one inside of a temporal one. */
  readonly inner: OpenNorm;
  readonly window: TemporalNorm | null;
}

/** Everything that decides, ready to be asked. */
export interface OpenGate {
  readonly thresholds: Thresholds;
  readonly norms: readonly GateNorm[];
  /** null = not audited. */
  readonly cells: AuditCells | null;
  /** null = nothing is claimed by p. */
  readonly conformal: CrossConformal | null;
  /** J, calibration episodes that thresholds and p rest on. */
  readonly episodes: number;
  /** null = n_max and u_max decide episodes, too. */
  readonly monitor: GateMonitor | null;
}

/** Decides rows by themselves (no debounce): `distanceRatio` is u = d_NN/ε₉₉, its upper bound by the cover, or NaN. */
export type Decide = (points: Points, scores: Scores, distanceRatio: Float64Array) => readonly Decision[];

export interface GateParts {
  readonly model: RewardModel;
  readonly norms: readonly Norm[];
  readonly thresholds: Thresholds;
  readonly basin: Basin | null;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  /** `Assessment`, or what a file says of it. */
  readonly assessment: unknown;
  /** Of `outOfFold`, where it is at hand. */
  readonly conformal?: CrossConformal;
  /** Absent or null = none was trained. */
  readonly monitor?: MonitorModels | null;
}

/** @throws Error when a norm does not open: stored norms were checked */
export function openGate(parts: GateParts, cells: AuditCells | null, around?: DemonstrationDistances): OpenGate {
  const { model, thresholds, basin, outOfFold, assessment } = parts;
  const distances = around ?? (basin ? distancesToDemonstrations(basin) : noDistances);
  const norms = parts.norms.map((norm): GateNorm => {
    const window = norm.type === 'temporal' ? norm : null;
    const opened = openNorm(window?.norm ?? norm, model, distances);
    if (!opened.ok) throw new Error(opened.failure.message);
    return { id: norm.id, severity: severityOf(norm), inner: opened.value, window };
  });
  const conformal = claimsP(outOfFold.length, assessment)
    ? (parts.conformal ?? new CrossConformal(outOfFold, model.members.length))
    : null;
  const monitor = gateMonitor(model.features, parts.monitor, outOfFold, thresholds.dial);
  return { thresholds, norms, cells, conformal, episodes: outOfFold.length, monitor };
}

/** The gate of an open reward. */
export function gateOf(
  reward: GateParts & { readonly distances: DemonstrationDistances },
  cells: AuditCells | null,
): OpenGate {
  return openGate(reward, cells, reward.distances);
}

/** What the gate reads of rows beside their scores; large sets are judged piece by piece. */
export interface Judged {
  /** [norms][rows] margins of each norm, or of the one inside, at single rows */
  readonly margins: readonly Float64Array[];
  /** [rows] a; null = not audited. */
  readonly gap: Float64Array | null;
}

/** Judges rows one by one. */
export function judged({ norms, cells }: OpenGate, points: NormRows): Judged {
  const { rows, x } = points;
  const margins = norms.map(({ inner }) => Float64Array.from({ length: rows }, (_, row) => inner.margin(points, row)));
  return { margins, gap: cells ? gapAt(cells, x, rows) : null };
}

/** Scores and raw values of rows, [rows] each. */
export type GateColumns = Omit<Frames, 'norms' | 'gap'>;

/**
 * Rows as the rules see them.
 * @param starts [episodes + 1] first row of each episode and, last, the number of rows; null where rows stand alone
 */
export function framesFrom(
  { norms }: OpenGate,
  columns: GateColumns,
  { margins, gap }: Judged,
  starts: Uint32Array | null,
): Frames {
  const own = norms.flatMap(({ id, severity, window }, i) => {
    if (window === null) return { id, severity, margins: margins[i] };
    return starts === null ? [] : { id, severity, margins: temporalMargins(window, margins[i], starts) };
  });
  const at = (row: number): NormMargin[] =>
    own.map(({ id, severity, margins: all }) => ({ id, severity, margin: all[row] }));
  return { ...columns, ...(own.length > 0 ? { norms: at } : {}), ...(gap ? { gap } : {}) };
}

/** What the gate sees of many rows. @param starts as for `framesFrom` */
export function framesUnder(
  gate: OpenGate,
  points: NormRows,
  scores: Scores,
  distanceRatio: Float64Array,
  starts: Uint32Array | null = null,
): Frames {
  const { rows, raw } = points;
  const { conformal } = gate;
  const trajectory = conformal
    ? { trajectory: runningTrajectories(conformal, scores.memberEnergies, rows, starts) }
    : {};
  const { monitor } = gate;
  const followed = monitor && starts ? { followed: { by: monitor, ...motionColumns(monitor, raw, starts) } } : {};
  const columns = { ...scores, rows, raw, distanceRatio, ...trajectory, ...followed };
  return framesFrom(gate, columns, judged(gate, points), starts);
}

/** Decides every row by itself. */
export function decideUnder(gate: OpenGate): Decide {
  return (points: Points, scores: Scores, distanceRatio: Float64Array): Decision[] => {
    const frames = framesUnder(gate, points, scores, distanceRatio);
    return Array.from({ length: points.rows }, (_, row) => decide(observe(frames, row), gate.thresholds));
  };
}

/** Scores points under patches. @returns what the gate sees of a row */
export async function observations(
  reward: Near & { readonly scorer: Scorer },
  gate: OpenGate,
  points: NormRows,
  patches: readonly Patch[],
): Promise<(row: number) => Observation> {
  const scores = await reward.scorer.score(points, patches);
  const frames = framesUnder(gate, points, scores, distanceOver(reward, points));
  return (row) => observe(frames, row);
}
