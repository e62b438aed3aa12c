/** What the screens see. Plain data only: everything here crosses a worker border. */
import type { Failure, Result } from '../basics/result';
import type { Progress } from '../basics/task';
import type { Feature, Purpose } from '../demonstrations/demonstrations';
import type { Mapping } from '../demonstrations/mapping';
import type { Answers, Question } from '../demonstrations/interpretation/interpretation';
import type { ColumnMotion } from '../demonstrations/motion/choose';
import type { Finding, QualityReport } from '../demonstrations/quality-report';
import type { ColumnGroup, EpisodeVideo, Skipped } from '../demonstrations/table';
import type { BackendName } from '../engine/backend';
import type { Decision } from '../gate/record';
import type { Thresholds } from '../gate/thresholds';
import type { Plane } from '../reward/plane';
import type { MixtureSettings, TrainingReport } from '../reward/families/mixture/training';
import type { BudgetReport, FamilyId, Patch } from '../reward/types';
import type { Assessment } from '../training/evaluation/assessment';
import type { AuditService } from './audit/types';
import type { EpisodesService } from './episodes/types';
import type { PlanningService } from './planning/types';
import type { ProjectEvent } from './project/events';
import type { StandingView } from './project/premise';

// What screens need of other rooms; they import nothing beyond services and basics.
export { defaultSettings } from '../reward/families/mixture/training';
export type * from './episodes/types';
export type * from './planning/types';
export type { ProjectChange, ProjectEvent } from './project/events';
export type { StandingView } from './project/premise';
export type * from './audit/types';
export { defaultAudit, refinementSteps, refinementWords, sourceWords, strategyWords } from './audit/types';
export type { Feature, Purpose } from '../demonstrations/demonstrations';
export type { Answers, Question } from '../demonstrations/interpretation/interpretation';
export type { FeatureSpec, Mapping, Role } from '../demonstrations/mapping';
export type { ColumnMotion } from '../demonstrations/motion/choose';
export { withMotion, withoutMotion } from '../demonstrations/motion/choose';
export type { FeatureQuality, Finding, QualityReport } from '../demonstrations/quality-report';
export type { EpisodeVideo, Skipped } from '../demonstrations/table';
export type { MixtureSettings, TrainingReport } from '../reward/families/mixture/training';
export type { BudgetReport, FamilyId, InputPatch, Patch, PatchKind } from '../reward/types';
export type { Interval } from '../basics/intervals';
export type * from '../training/evaluation/assessment';
export type { Decision, DecisionRecord } from '../gate/record';
export type { Thresholds } from '../gate/thresholds';
export { negativeIds } from '../reward/evaluation/figures';
export type { NegativeFigures, NegativeId, NullPolicy } from '../reward/evaluation/figures';

// ── Data ────────────────────────────────────────────────────────────────────────────────────────────────────────────
export interface ColumnSummary {
  readonly name: string;
  readonly group: ColumnGroup;
  readonly min: number;
  readonly max: number;
  readonly missing: number;
  readonly distinct: number;
  /** First 8 values. */
  readonly preview: readonly number[];
}
export interface ImportPreview {
  /** Names the table that the worker holds until `discard` or `commit`. */
  readonly token: string;
  readonly name: string;
  readonly format: string;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** Length of each episode by the files' own word or the proposed mapping. */
  readonly episodeLengths: readonly number[];
  readonly skipped: readonly Skipped[];
  readonly proposed: Mapping;
  /** Which columns get their rate as an input by default, and why. */
  readonly motion: readonly ColumnMotion[];
  /** True when the mapping was remembered from an earlier import of this layout. */
  readonly remembered: boolean;
  /** What was guessed, and why; what was left out, merged, sorted or converted. */
  readonly findings: readonly Finding[];
  /** What the files leave open; until they are answered the first choice that is likelier stands. */
  readonly questions: readonly Question[];
  /** Bytes of memory that the import needs. */
  readonly bytes: number;
}
export interface DatasetSummary {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  readonly fingerprint: string;
  readonly rows: number;
  readonly episodes: number;
  readonly features: readonly Feature[];
  /** D: encoded inputs of a reward on these features. */
  readonly inputs: number;
  readonly report: QualityReport;
  readonly purpose: Purpose;
  /** Videos of its episodes, by path; whoever still has the files can play them. */
  readonly videos: readonly EpisodeVideo[];
  /** Data set that this one grew from; null when it was imported whole. */
  readonly parent: string | null;
  readonly createdAt: string;
}
/** What an import asks for, told before it starts. */
export interface ImportNeed {
  /** Bytes of the files that are read; videos are not. */
  readonly fileBytes: number;
  /** Bytes of memory at the peak, an upper estimate. */
  readonly memory: number;
  /** Bytes that this browser still lends for keeping things; null when it does not say. */
  readonly storage: number | null;
  /** Why it cannot fit; null when it can. */
  readonly refusal: Failure | null;
}
export interface ImportOptions {
  /** Proposes the mapping of this data set wherever it fits the files. */
  readonly like?: string;
  /** Proposes rows that stand alone; what is known of the layout comes first. */
  readonly alone?: boolean;
  /** A mapping as the mapping screen saves it, for files without a screen; refused with `bad-mapping` where it does not fit. */
  readonly mapping?: unknown;
}
export interface CommitOptions {
  /** Default `demonstrations`. */
  readonly purpose?: Purpose;
  /** Puts the new episodes after those of this data set, in a new data set; that one stays as it is. */
  readonly addTo?: string;
}
export interface DataService {
  /** What reading these files would need; reads no content. */
  need(files: readonly File[]): Promise<ImportNeed>;
  /**
   * Sniffs and reads files by content. Bad files beside good ones are listed in `skipped`. A newer call, or `stop`, makes an
   * older one settle with `cancelled`.
   */
  read(
    files: readonly File[],
    onProgress: (progress: Progress) => void,
    options?: ImportOptions,
  ): Promise<Result<ImportPreview>>;
  /** The held files read with other answers to their questions; the mapping is proposed anew. */
  answer(token: string, answers: Answers): Promise<Result<ImportPreview>>;
  /** Stops the reading that is under way. */
  stop(): Promise<void>;
  /** Quality report of the held table under a mapping; nothing is stored. */
  review(token: string, mapping: Mapping): Promise<Result<QualityReport>>;
  /** Stores the held table as a data set. `bad-mapping` when `addTo` has other features. */
  commit(token: string, mapping: Mapping, name: string, options?: CommitOptions): Promise<Result<DatasetSummary>>;
  discard(token: string): Promise<void>;
  list(): Promise<DatasetSummary[]>;
  remove(datasetId: string): Promise<void>;
}

// ── Training ────────────────────────────────────────────────────────────────────────────────────────────────────────
export interface BackendReport {
  readonly name: BackendName;
  /** For example the adapter's description. */
  readonly detail: string;
  readonly status: 'chosen' | 'slower' | 'wrong' | 'absent' | 'skipped';
  /** Samples per second in the self-test; NaN where it did not run. */
  readonly samplesPerSecond: number;
  /** A sentence that says why. */
  readonly why: string;
}
export interface DeviceReport {
  readonly chosen: BackendReport['name'];
  readonly backends: readonly BackendReport[];
}
export type BackendChoice = 'auto' | BackendReport['name'];

export interface TrainingOptions {
  readonly settings: MixtureSettings;
  readonly backend: BackendChoice;
}
/** One picture of a run, sent about four times a second. */
export interface TrainingState {
  readonly runId: string;
  readonly datasetId: string;
  readonly phase: 'preparing' | 'training' | 'assessing' | 'paused' | 'done' | 'failed' | 'cancelled';
  readonly device: string;
  /** Last report of each member that has started. */
  readonly members: readonly TrainingReport[];
  /** One entry a finished epoch: {member, epoch, loss, validation}. */
  readonly history: readonly { member: number; epoch: number; loss: number; validation: number }[];
  readonly samplesPerSecond: number;
  /** Work that is done of the work of the evaluation; null before it. */
  readonly evaluation: { readonly done: number; readonly total: number } | null;
  /** Seconds; NaN until it can be told. */
  readonly secondsLeft: number;
  readonly secondsSpent: number;
  /** What is going on, a short sentence. */
  readonly label: string;
  /** As soon as it can be used: while `assessing`, nothing is measured of it yet. */
  readonly rewardId: string | null;
  readonly failure: Failure | null;
}
export interface TrainingService {
  probe(allowSoftware: boolean): Promise<DeviceReport>;
  /** Starts, or resumes `runId` from its last checkpoints. */
  start(
    datasetId: string,
    options: TrainingOptions,
    onState: (state: TrainingState) => void,
    runId?: string,
  ): Promise<string>;
  /** Stops what is going on, training or evaluation; `resume` goes on with it. */
  pause(runId: string): Promise<void>;
  /** Ends the evaluation of a run; its reward stays without figures. */
  skip(runId: string): Promise<void>;
  resume(runId: string): Promise<void>;
  cancel(runId: string): Promise<void>;
  /** Runs that a closed tab left unfinished. */
  unfinished(): Promise<{ runId: string; datasetId: string; updatedAt: string }[]>;
}

// ── Reward ──────────────────────────────────────────────────────────────────────────────────────────────────────────
export interface RewardSummary {
  readonly id: string;
  readonly name: string;
  readonly datasetId: string | null;
  readonly createdAt: string;
  readonly family: FamilyId;
  readonly features: readonly Feature[];
  /** Observed range of each raw feature in the basin, [F]. */
  readonly ranges: readonly { min: number; max: number }[];
  readonly members: number;
  readonly settings: MixtureSettings;
  readonly device: string;
  /** Wall-clock seconds of training, samples a second over them, mean over members of the best validation error. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
  readonly validationError: number;
  /** null where no demonstrations came with the model, so that nothing could be measured. */
  readonly assessment: Assessment | null;
  readonly thresholds: Thresholds;
  readonly patches: readonly Patch[];
  readonly basinSize: number;
  readonly epsilon99: number;
  /** Median demonstration in raw units: where the first slice goes through. */
  readonly centre: readonly number[];
  /** Number of changes so far: what a screen shows is of this one. */
  readonly revision: number;
  /** What its audit states, marked where its premise is gone; null where it states nothing. */
  readonly standing: StandingView | null;
}

/** Pictures are row-major, row 0 at the top (largest y), length size². */
export interface Field {
  readonly size: number;
  readonly score: Float32Array;
  readonly distanceRatio: Float32Array;
  /** Level lines of the score, in axis units: flat [x, y, …], open where they leave the picture. */
  readonly contours: readonly { readonly level: number; readonly lines: readonly Float32Array[] }[];
  readonly milliseconds: number;
}
/** Demonstrations projected on the plane, at most a million, shuffled: the first n are a fair sample for any n. */
export interface Cloud {
  /** Axis units relative to `about`, [x0, y0, x1, y1, …]. */
  readonly xy: Float32Array;
  /** A place amid the demonstrations, in axis units. */
  readonly about: readonly [number, number];
  /** Points in `xy`. */
  readonly shown: number;
  readonly total: number;
}
/** Outline of a patch's reach and core in the plane, flat [x, y, …] in axis units; empty when it does not cross it. */
export interface PatchOutline {
  readonly id: string;
  readonly centre: readonly [number, number];
  readonly reach: Float32Array;
  readonly core: Float32Array;
}
export interface Explanation {
  readonly raw: readonly number[];
  readonly score: number;
  readonly baseReward: number;
  readonly suppression: number;
  readonly raise: number;
  readonly energy: number;
  readonly distanceRatio: number;
  readonly memberDisagreement: number;
  readonly p: number | null;
  readonly decision: Decision;
  /** Share of the error by encoded input, largest first; they add up to 1. `value` is standardised. */
  readonly errors: readonly {
    readonly input: string;
    readonly share: number;
    readonly value: number;
    /** Column that it belongs to, where that column has a rate among the inputs: they are shown as one. */
    readonly column?: string;
  }[];
  /** Mean gate over members by expert; empty where the family has none. */
  readonly gates: readonly number[];
  readonly neighbours: readonly {
    /** Frame of its episode, from 0. */
    readonly row: number;
    readonly episode: number;
    readonly distance: number;
    readonly raw: readonly number[];
  }[];
  readonly patches: readonly { readonly id: string; readonly kind: 'suppress' | 'raise'; readonly amount: number }[];
}
export interface InspectService {
  list(): Promise<{ id: string; name: string; createdAt: string; patches: number }[]>;
  open(rewardId: string): Promise<Result<RewardSummary>>;
  /** Makes another trained family the one that scores. */
  useFamily(rewardId: string, family: FamilyId): Promise<Result<RewardSummary>>;
  /** The base is computed once a plane and size; patches alone are cheap. A newer call makes an older one settle null. */
  field(plane: Plane, size: number, patches: readonly Patch[]): Promise<Field | null>;
  cloud(plane: Plane): Promise<Cloud>;
  /** Default spans and titles of the axes for a mode, in axis units. */
  axes(mode: Plane['mode']): Promise<readonly { title: string; unit: string; range: readonly [number, number] }[]>;
  outlines(plane: Plane, patches: readonly Patch[]): Promise<PatchOutline[]>;
  /** Raw point [F] at a place of the plane. */
  locate(plane: Plane, x: number, y: number): Promise<readonly number[]>;
  /** A patch of this kind at a raw point, reach in standardised units; refused with a sentence when it breaks a rule. */
  createPatch(
    kind: 'suppress' | 'raise',
    raw: readonly number[],
    reach: number,
    strength: number,
    features: readonly number[] | null,
  ): Promise<Result<Patch>>;
  /** The same patch moved so that it sits at a raw point. */
  movePatch(patch: Patch, raw: readonly number[]): Promise<Result<Patch>>;
  explain(raw: readonly number[], patches: readonly Patch[]): Promise<Explanation>;
  budget(patches: readonly Patch[]): Promise<BudgetReport>;
  /**
   * Takes the newest list of patches; resolves after the transaction's complete, with the answer to the newest list where
   * several wait. @param soon a gesture goes on: wait for a pause
   */
  savePatches(rewardId: string, patches: readonly Patch[], soon?: boolean): Promise<Result<{ revision: number }>>;
  rename(rewardId: string, name: string): Promise<void>;
  /** Tells of every change of the open reward from now on, whoever made it; a later listener takes an earlier one's place. */
  follow(told: (event: ProjectEvent) => void): Promise<void>;
  /** Makes this tab the one that may change the open reward. */
  takeOver(): Promise<void>;
  remove(rewardId: string): Promise<void>;
  close(): Promise<void>;
}

// ── Artifact ────────────────────────────────────────────────────────────────────────────────────────────────────────
export interface PackedArtifact {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly id: string;
}
export interface ArtifactService {
  /**
   * @param leaveOut without the demonstrations: centroids stand for them, and the gate is stricter; absent = with them
   * @param shown revision that the screen shows; `elsewhere` where somebody else has changed the reward since; absent = any
   */
  pack(
    rewardId: string,
    onProgress: (progress: Progress) => void,
    leaveOut?: boolean,
    shown?: number,
  ): Promise<Result<PackedArtifact>>;
  /** Verifies and stores; the reward's id. */
  open(file: File): Promise<Result<string>>;
}

// ── Landing ─────────────────────────────────────────────────────────────────────────────────────────────────────────
/** A small reward map of a bundled example. */
export interface LandingPicture {
  readonly size: number;
  /** [size²] score of 0 … 255, row 0 at the top. */
  readonly score: Uint8Array;
  /** Demonstrations, flat x, y in [0, 1] from the left and the top. */
  readonly cloud: readonly number[];
}
export interface LandingService {
  /** Opens and scores the bundled reward; null where that is not possible. */
  picture(): Promise<LandingPicture | null>;
}

/** Everything that the screens are given. */
export interface Services {
  readonly landing: LandingService;
  readonly data: DataService;
  readonly training: TrainingService;
  readonly inspect: InspectService;
  readonly audit: AuditService;
  readonly episodes: EpisodesService;
  readonly planning: PlanningService;
  readonly artifact: ArtifactService;
}
