/** What the audit screen sees (docs/methods.md 3, 4, 5). Plain data only: everything here crosses a worker border. */
import type { MonitorOutcome } from '../../gate/monitor/outcome';
import type { Interval } from '../../basics/intervals';
import type { Failure, Result } from '../../basics/result';
import type { AuditBatch, ProposedBatch } from '../../flywheel/memory';
import type { AuditSettings, Convergence, FlawCluster, Iteration, ReviewVerdict } from '../../flywheel/types';
import type { PhaseZero } from '../../norms/phase-zero';
import type { DecisionRecord } from '../../gate/record';
import type { Coverage } from '../../norms/coverage';
import type { Norm } from '../../norms/norm';
import type { NegativeId } from '../../reward/evaluation/figures';
import type { Plane } from '../../reward/plane';
import type { Patch } from '../../reward/types';
import type { StandingView } from '../project/premise';

export { defaultAudit } from '../../flywheel/default-audit';
export { sourceWords, strategyWords } from '../../flywheel/red-team';
export { refinementSteps, refinementWords } from '../../flywheel/refinement';
export type {
  AuditSettings,
  Convergence,
  DamageReport,
  Flaw,
  FlawCluster,
  Iteration,
  PatchAttack,
  RefinementStep,
  ReviewVerdict,
  SourceId,
  StrategyId,
} from '../../flywheel/types';
export type { AuditBatch, ProposedBatch } from '../../flywheel/memory';
export type { Coverage } from '../../norms/coverage';
export type { Norm, NormType } from '../../norms/norm';
export type { Plane } from '../../reward/plane';
export type { PhaseZero } from '../../norms/phase-zero';

/** Frames of the demonstrations that norms turn away, in the order of the norms. */
export interface PhaseZeroView extends PhaseZero {
  readonly dataset: string;
  /** Episodes of the data set. */
  readonly episodes: number;
  /** False while the reward was trained on frames that violate: then training again without them is proposed. */
  readonly trainedWithout: boolean;
}

export type AuditPhase = 'idle' | 'attacking' | 'reviewing' | 'repairing' | 'measuring' | 'done' | 'stopped' | 'failed';

/** One picture of an audit, sent about four times a second while it runs. */
export interface AuditState {
  readonly phase: AuditPhase;
  /** What is going on, a short sentence. */
  readonly label: string;
  /** From 0 to 1 within the iteration; NaN when it cannot be told. */
  readonly progress: number;
  readonly iteration: number;
  readonly queries: number;
  readonly queriesPerSecond: number;
  readonly secondsSpent: number;
  readonly iterations: readonly Iteration[];
  readonly batches: readonly AuditBatch[];
  /** Clusters at hand; those with `verdict: 'waiting'` wait for a person while `phase` is `reviewing`. */
  readonly clusters: readonly FlawCluster[];
  /** Clusters that a person rejected or could not judge, the newest last, with whether a batch took them all the same. */
  readonly judged: readonly { readonly cluster: FlawCluster; readonly overruledIn: number | null }[];
  /** Waits for approval while `phase` is `reviewing` and approval is by batch. */
  readonly proposed: ProposedBatch | null;
  readonly convergence: Convergence | null;
  /** What was stated last, marked where its premise is gone; null where nothing was, or while an attack is under way. */
  readonly standing: StandingView | null;
  /** The same as one text: what it covers first. */
  readonly statement: string;
  readonly failure: Failure | null;
}

/** Everything that is kept about the audit of one reward. */
export interface AuditView {
  readonly rewardId: string;
  readonly norms: readonly Norm[];
  readonly settings: AuditSettings;
  readonly patches: readonly Patch[];
  readonly phaseZero: PhaseZeroView | null;
  readonly state: AuditState;
  /** a_max of the gate, and whether its vote is on (after the first audit). */
  readonly gap: {
    readonly aMax: number;
    readonly audited: boolean;
    readonly cells: number;
    /** Draws of the cell that was looked at least since the last change that touched it. */
    readonly least: number;
    /** Cells without a draw since such a change; absent = none. */
    readonly unseen?: number;
  };
  /** What the gate of now does to held-out experts that no norm turns away; null where there are none. */
  readonly experts: { readonly frames: Interval; readonly episodes: Interval; readonly perMinute: number } | null;
  /** False when the reward came without its demonstrations: then an audit cannot measure damage off the basin. */
  readonly withData: boolean;
  /** What the file of flaws held that was just read in; absent otherwise. */
  readonly imported?: { readonly added: number; readonly alreadyKnown: number };
  /** What an audit of now covers. */
  readonly coverage: Coverage;
  /** Why nothing can be audited; null where something can. */
  readonly refusal: Failure | null;
}

/** A picture of norms on the map: 0 holds, 1 violated, 2 inconclusive; row-major, row 0 at the top, [size²]. */
export interface NormShade {
  readonly size: number;
  readonly marks: Uint8Array;
}

/** One point's whole story. */
export interface PointStory {
  readonly raw: readonly number[];
  readonly norms: readonly { readonly id: string; readonly severity: number; readonly margin: number | null }[];
  readonly score: number;
  readonly scoreWithoutPatches: number;
  readonly energy: number;
  readonly distanceRatio: number;
  /** a in [0, 1]; null before the first audit. */
  readonly gap: number | null;
  readonly inBox: boolean;
  readonly patches: readonly { readonly id: string; readonly amount: number }[];
  readonly decision: Pick<DecisionRecord, 'action' | 'reasons' | 'status'>;
  readonly nearest: readonly { readonly raw: readonly number[]; readonly distance: number; readonly episode: number }[];
}

/** What a setting of the dial would do. */
export interface DialOutcome {
  readonly dial: number;
  readonly uMax: number;
  readonly nMax: number;
  /** Share of held-out frames allowed, of episodes without interruption. */
  readonly frames: Interval;
  readonly episodes: Interval;
  readonly perMinute: number;
  /** Share of each hard negative that is not allowed. */
  readonly notAllowed: Readonly<Partial<Record<NegativeId, number>>>;
  /** What the monitor of episodes is set to; null where none follows them. */
  readonly monitor: MonitorOutcome | null;
}

/** One scenario of a file, decided. */
export interface DecidedScenario {
  /** Fields as read, features among them. */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly record: DecisionRecord;
}

export interface AuditService {
  open(rewardId: string): Promise<Result<AuditView>>;
  /** Reads norms.json against the features of the open reward; nothing is stored. */
  readNorms(text: string): Promise<Result<readonly Norm[]>>;
  /** norms.json of the norms that are kept. */
  writeNorms(): Promise<string>;
  /** Checks one norm as it is edited; a sentence says what is wrong. */
  checkNorm(norm: unknown): Promise<Result<Norm>>;
  /** A range norm a feature: observed range widened `factor` × about its centre. */
  proposeRanges(factor: number): Promise<readonly Norm[]>;
  /** Keeps the norms with the reward. */
  saveNorms(norms: readonly Norm[]): Promise<Result<AuditView>>;
  /** A newer call makes an older one settle null. */
  shade(plane: Plane, size: number, norms: readonly Norm[]): Promise<NormShade | null>;
  /** Audit gap on the map, [size²] in [0, 1], NaN outside the tube; null before the first audit. */
  gapField(plane: Plane, size: number): Promise<Float32Array | null>;
  /** Runs the norms over the demonstrations and keeps the finding. */
  phaseZero(): Promise<Result<PhaseZeroView>>;
  /** Runs until it converges, is stopped, fails, or has made `iterations` of them; goes on from the last one. */
  run(settings: AuditSettings, iterations: number, onState: (state: AuditState) => void): Promise<Result<AuditView>>;
  stop(): Promise<void>;
  /** Verdict on some clusters, or on all that wait (`null`); `waiting` takes one back for as long as any waits. */
  review(clusterIds: readonly string[] | null, verdict: ReviewVerdict): Promise<void>;
  /** Takes a verdict back that was kept: what was rejected, or could not be judged, is asked again where it is found again. */
  undoVerdict(clusterId: string): Promise<Result<AuditView>>;
  /** Lets the proposed batch in, or not. */
  approve(yes: boolean): Promise<void>;
  undoBatch(iteration: number): Promise<Result<AuditView>>;
  story(raw: readonly number[]): Promise<PointStory>;
  /** Flaws found so far, as flaws.jsonl; and back in. */
  exportFlaws(): Promise<string>;
  importFlaws(text: string): Promise<Result<AuditView>>;
  whatIf(dials: readonly number[]): Promise<Result<readonly DialOutcome[]>>;
  /** Keeps a dial (δ), a_max and p_min (null = no vote of p): a new version of the gate. */
  setGate(dial: number, aMax: number, pMin: number | null): Promise<Result<AuditView>>;
  /** Scores and decides scenarios of a JSON, JSONL or CSV file; features by name. */
  decideRecords(file: File): Promise<Result<readonly DecidedScenario[]>>;
  /** Reads norms.json for a data set that nothing was learned from yet; the next training is filtered by them. */
  attachNorms(datasetId: string, text: string): Promise<Result<readonly Norm[]>>;
  /** Forgets the audit (not the patches): a new one begins at attempt 1. */
  reset(): Promise<Result<AuditView>>;
  close(): Promise<void>;
}
