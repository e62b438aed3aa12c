/** What the workers of a training run promise each other and the page. Plain data: all of it crosses worker borders. */
import type { Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import type { MemberData, TrainingReport } from '../../reward/families/mixture/training';
import type { DatasetRow, RunRow } from '../../store/types';
import type { MeasuredReward } from '../project/reward-document';
import type { PreparedData } from '../../training/prepared-data';
import type { BackendReport, DeviceReport, TrainingOptions, TrainingService } from '../types';

/** Where a run stands when it starts or goes on. */
export interface RunStart {
  readonly runId: string;
  readonly datasetId: string;
  readonly options: TrainingOptions;
  readonly members: number;
  readonly epochs: number;
  /** Rows that one member trains on, about. */
  readonly trainRows: number;
  /** Members that are not finished. */
  readonly pending: readonly number[];
  readonly finished: readonly TrainingReport[];
  readonly secondsBefore: number;
  /** The reward that it has made already, when only its evaluation is left. */
  readonly rewardId: string | null;
}

export interface MemberJob {
  readonly runId: string;
  readonly member: number;
  readonly backend: BackendReport['name'];
}

/** A data set, prepared: split, encoded and standardised. */
export interface AssessmentInput {
  readonly prepared: PreparedData;
  readonly dataset: DatasetRow;
  /** Rows of the data set that Phase 0 let through; null = all. */
  readonly passed: Uint8Array | null;
}

/** What only the page knows of the training: which device, and how long it took. */
export interface TrainingFacts {
  readonly device: string;
  /** Wall-clock seconds; members that trained side by side share them. */
  readonly seconds: number;
}

export interface RunDesk {
  /** Writes a new run down; nothing is trained yet. */
  begin(datasetId: string, options: TrainingOptions): Promise<Result<RunStart>>;
  /** Where an earlier run stands. */
  reopen(runId: string): Promise<Result<RunStart>>;
  memberData(runId: string, member: number): Promise<Result<MemberData>>;
  assessmentInput(runId: string): Promise<Result<AssessmentInput>>;
  setStatus(runId: string, status: RunRow['status']): Promise<Result<true>>;
  /** Ends a run whose reward is kept without an evaluation. */
  finish(runId: string): Promise<Result<true>>;
}

export interface MemberTraining {
  probe(allowSoftware: boolean): Promise<DeviceReport>;
  /** Trains one member until it is done or `stop` is called. */
  train(
    job: MemberJob,
    data: MemberData,
    report: (report: TrainingReport) => void,
  ): Promise<Result<'done' | 'stopped'>>;
  /** Stops after the steps under way; the checkpoint holds everything. */
  stop(): Promise<void>;
}

/** How far an evaluation is; `done` of `total` units of work. */
export interface EvaluationReport extends Progress {
  /** The reward, once it is stored: before anything is measured of it. */
  readonly rewardId: string | null;
}

/** What was measured of a stored reward. */
export interface EvaluatedReward extends MeasuredReward {
  readonly rewardId: string;
}

export interface AssessmentJob {
  /** Stores the reward as soon as it is calibrated, unless the run has one, then measures it. */
  assess(
    runId: string,
    input: AssessmentInput,
    facts: TrainingFacts,
    report: (report: EvaluationReport) => void,
  ): Promise<Result<EvaluatedReward>>;
}

export interface EvaluationKeeping {
  /** Writes what was measured beside what was changed meanwhile, and ends the run. */
  keep(runId: string, evaluated: EvaluatedReward): Promise<Result<true>>;
}

export type RunShelf = Pick<TrainingService, 'unfinished'>;
