/**
 * One training run as the page sees it: members spread over workers, progress gathered into one picture, pause, resume,
 * cancel, and a lost device answered by a fresh worker (the next backend if it happens again). The workers keep the
 * checkpoints; nothing here is needed to resume after the tab was closed.
 */
import { transfer } from 'comlink';
import type { Clock } from '../../basics/clock';
import { ok, type Failure, type Result } from '../../basics/result';
import type { MemberData, TrainingReport } from '../../reward/families/mixture/training';
import type {
  AssessmentInput,
  AssessmentJob,
  EvaluatedReward,
  EvaluationReport,
  MemberTraining,
  RunStart,
} from './types';
import type { BackendReport, TrainingState } from '../types';
import type { WorkerClient } from '../worker/client';

type MemberWorker = WorkerClient<{ readonly member: MemberTraining }>;
type AssessmentWorker = WorkerClient<{ readonly assessment: AssessmentJob }>;

export interface RunWorkers {
  member(): MemberWorker;
  assessment(): AssessmentWorker;
  /** Rows of a member, prepared once for all of them. */
  memberData(member: number): Promise<Result<MemberData>>;
  /** All that was prepared; nothing of it is left there. */
  assessmentInput(): Promise<Result<AssessmentInput>>;
  /** Keeps what was measured of the reward. */
  keepEvaluation(evaluated: EvaluatedReward): Promise<Result<true>>;
  /** How many members train at once. */
  readonly width: number;
}

const reportEveryMs = 250;

export class TrainingRun {
  private phase: TrainingState['phase'] = 'preparing';
  private label = 'Reading the data set';
  private readonly history: TrainingState['history'][number][];
  private readonly reports = new Map<number, TrainingReport>();
  private readonly links = new Set<MemberWorker>();
  private pending: number[];
  private active = new Map<number, MemberWorker>();
  private assessing: AssessmentWorker | null = null;
  private failure: Failure | null = null;
  private rewardId: string | null;
  private evaluation: TrainingState['evaluation'] = null;
  private evaluatingSince = 0;
  private lastSent = -Infinity;
  private spentMs = 0;
  private since: number;
  private deviceLosses = 0;
  /** Whether the clock counts. */
  private counting = false;
  /** Seconds until the members were done or stopped. */
  private trainingSeconds = 0;

  constructor(
    private readonly start: RunStart,
    private backends: BackendReport['name'][],
    private readonly workers: RunWorkers,
    private readonly clock: Clock,
    private readonly onState: (state: TrainingState) => void,
    history: TrainingState['history'],
  ) {
    this.history = [...history];
    this.pending = [...start.pending];
    this.rewardId = start.rewardId;
    for (const report of start.finished) this.reports.set(report.member, report);
    this.since = clock.elapsed();
  }

  /** Members that trained side by side shared the seconds that each of them counted. */
  private get secondsBefore(): number {
    return this.start.secondsBefore / Math.min(this.workers.width, this.start.members);
  }

  /** Trains what is left, then evaluates; settles when the run is done, paused, cancelled or failed. */
  async go(): Promise<void> {
    this.phase = 'training';
    this.label = 'Training';
    this.since = this.clock.elapsed();
    this.counting = true;
    this.send(true);
    const lanes = Math.max(1, Math.min(this.workers.width, this.pending.length));
    await Promise.all(Array.from({ length: lanes }, () => this.lane()));
    this.closeMembers();
    this.trainingSeconds = this.secondsSpent;
    if (this.phase === 'training') await this.assess();
    this.spentMs += this.clock.elapsed() - this.since;
    this.counting = false;
    this.send(true);
  }

  async pause(): Promise<void> {
    if (this.phase !== 'training' && this.phase !== 'assessing') return;
    this.label =
      this.phase === 'training' ? 'Paused; everything so far is kept' : 'Evaluation stopped; it can be resumed';
    this.phase = 'paused';
    this.assessing?.terminate();
    await this.stopMembers();
    this.send(true);
  }

  /** Ends the evaluation for good; the reward stays, with nothing measured of it. */
  skip(): boolean {
    if ((this.phase !== 'assessing' && this.phase !== 'paused') || this.rewardId === null) return false;
    this.phase = 'done';
    this.label = 'Evaluation skipped';
    this.assessing?.terminate();
    this.send(true);
    return true;
  }

  async cancel(): Promise<void> {
    if (this.phase === 'done' || this.phase === 'failed') return;
    this.phase = 'cancelled';
    this.label = 'Cancelled';
    await this.stopMembers();
    this.assessing?.terminate();
    this.send(true);
  }

  get state(): TrainingState {
    return {
      runId: this.start.runId,
      datasetId: this.start.datasetId,
      phase: this.phase,
      device: this.backends[0],
      members: [...this.reports.values()].sort((a, b) => a.member - b.member),
      history: [...this.history],
      samplesPerSecond: this.phase === 'training' ? this.rate() : this.meanRate(),
      secondsLeft: this.secondsLeft(),
      secondsSpent: this.secondsSpent,
      evaluation: this.evaluation,
      label: this.label,
      rewardId: this.rewardId,
      failure: this.failure,
    };
  }

  private get secondsSpent(): number {
    const now = this.counting ? this.clock.elapsed() - this.since : 0;
    return this.secondsBefore + (this.spentMs + now) / 1000;
  }

  /** One lane takes members one after the other, in a worker of its own. */
  private async lane(): Promise<void> {
    let link = this.openMember();
    while (this.phase === 'training') {
      const member = this.pending.shift();
      if (member === undefined) return;
      this.active.set(member, link);
      const outcome = await this.trainMember(link, member);
      this.active.delete(member);
      if (outcome.ok) continue;
      this.closeMember(link);
      if (outcome.failure.kind !== 'device' || !this.nextBackend()) {
        this.stopWith(outcome.failure);
        return;
      }
      this.pending.unshift(member);
      link = this.openMember();
    }
  }

  private async trainMember(link: MemberWorker, member: number): Promise<Result<'done' | 'stopped'>> {
    const job = { runId: this.start.runId, member, backend: this.backends[0] };
    try {
      const data = await this.workers.memberData(member);
      if (!data.ok) return data;
      // Paused meanwhile: what is not begun need not be stopped.
      if (this.state.phase !== 'training') return ok('stopped');
      const { train, validation } = data.value;
      const moved = transfer(data.value, [train.buffer, validation.buffer]);
      return await link.api.member.train(job, moved, (report) => this.receive(report));
    } catch (cause) {
      return {
        ok: false,
        failure: {
          kind: 'device',
          message: 'The worker that was training stopped.',
          advice: 'The last checkpoint is kept; resume the run.',
          cause: String(cause),
        },
      };
    }
  }

  /** After a second loss the next backend is tried; false when none is left. */
  private nextBackend(): boolean {
    this.deviceLosses += 1;
    if (this.deviceLosses > 1 && this.backends.length > 1) this.backends = this.backends.slice(1);
    return this.deviceLosses <= 4;
  }

  private receive(report: TrainingReport): void {
    const before = this.reports.get(report.member);
    if (report.epoch > (before?.epoch ?? 0) && Number.isFinite(report.validation)) {
      const { member, epoch, loss, validation } = report;
      this.history.push({ member, epoch, loss, validation });
    }
    this.reports.set(report.member, report);
    this.send(false);
  }

  private async assess(): Promise<void> {
    this.phase = 'assessing';
    this.label = 'Calibrating';
    this.evaluatingSince = this.clock.elapsed();
    this.send(true);
    const link = this.workers.assessment();
    this.assessing = link;
    try {
      const outcome = await this.evaluated(link);
      if (!this.isAssessing) return;
      if (!outcome.ok) return this.stopWith(outcome.failure);
      this.phase = 'done';
      this.label = 'Done';
    } catch (cause) {
      if (!this.isAssessing) return;
      this.stopWith({
        kind: 'device',
        message: 'The evaluation stopped before it was done.',
        advice: 'The trained members are kept; resume the run.',
        cause: String(cause),
      });
    } finally {
      link.terminate();
      this.assessing = null;
    }
  }

  /** False once it was stopped, skipped or cancelled. */
  private get isAssessing(): boolean {
    return this.phase === 'assessing';
  }

  private async evaluated(link: AssessmentWorker): Promise<Result<unknown>> {
    const input = await this.workers.assessmentInput();
    if (!input.ok || !this.isAssessing) return input;
    const facts = { device: this.backends[0], seconds: this.trainingSeconds };
    const moved = transfer(input.value, [input.value.prepared.x.buffer]);
    const evaluated = await link.api.assessment.assess(this.start.runId, moved, facts, (report) => this.follow(report));
    if (!evaluated.ok || !this.isAssessing) return evaluated;
    this.label = 'Saving the evaluation';
    this.send(true);
    return this.workers.keepEvaluation(evaluated.value);
  }

  private follow({ label, done, total, rewardId }: EvaluationReport): void {
    const first = this.rewardId === null && rewardId !== null;
    this.label = label;
    this.evaluation = { done, total };
    this.rewardId = rewardId;
    this.send(first);
  }

  /** By the share that is done; NaN until some of it is. */
  private evaluationLeft(): number {
    const { done, total } = this.evaluation ?? { done: 0, total: 0 };
    if (done <= 0) return NaN;
    return (((this.clock.elapsed() - this.evaluatingSince) / 1000) * (total - done)) / done;
  }

  /** Over the whole run so far; what is left to say once nothing trains. */
  private meanRate(): number {
    const done = [...this.reports.values()].reduce((sum, { epoch }) => sum + epoch, 0);
    const seconds = this.trainingSeconds || this.secondsSpent;
    return seconds > 0 ? (done * this.start.trainRows) / seconds : 0;
  }

  private rate(): number {
    let sum = 0;
    for (const member of this.active.keys()) sum += this.reports.get(member)?.samplesPerSecond ?? 0;
    return sum;
  }

  private secondsLeft(): number {
    if (this.phase === 'assessing') return this.evaluationLeft();
    if (this.phase !== 'training') return NaN;
    const rate = this.rate();
    if (rate === 0) return NaN;
    const { members, epochs, trainRows } = this.start;
    let done = 0;
    for (const report of this.reports.values()) done += report.epoch;
    return ((members * epochs - done) * trainRows) / rate;
  }

  private openMember(): MemberWorker {
    const link = this.workers.member();
    this.links.add(link);
    return link;
  }

  private closeMember(link: MemberWorker): void {
    link.terminate();
    this.links.delete(link);
  }

  private closeMembers(): void {
    for (const link of [...this.links]) this.closeMember(link);
  }

  private async stopMembers(): Promise<void> {
    await Promise.all([...this.active.values()].map((link) => link.api.member.stop()));
  }

  private stopWith(failure: Failure): void {
    this.failure = failure;
    this.phase = 'failed';
    this.label = failure.message;
    void this.stopMembers();
    this.send(true);
  }

  private send(now: boolean): void {
    const elapsed = this.clock.elapsed();
    if (!now && elapsed - this.lastSent < reportEveryMs) return;
    this.lastSent = elapsed;
    this.onState(this.state);
  }
}
