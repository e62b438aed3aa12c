/** One run of the flywheel as the screen sees it: its picture four times a second, its verdicts, its stop. In a worker. */
import { systemClock } from '../../basics/clock';
import type { Progress, Task } from '../../basics/task';
import { Cancelled } from '../../basics/task';
import { actions } from '../../gate/votes/vote';
import { type AuditMemory, type ProposedBatch } from '../../flywheel/memory';
import { Loop, type LoopEnd, type LoopParts, type LoopPhase, type Person } from '../../flywheel/loop';
import type { AuditSettings, Flaw, FlawCluster } from '../../flywheel/types';
import { episodeActions } from '../../gate/debounce';
import type { Patch } from '../../reward/types';
import { gateFrames, startsOf } from './experts';
import { problemOn, meterOn, type AuditMaterial } from './material';
import type { AuditState, ReviewVerdict } from './types';
import { stateOf } from './view';
import { breathe } from '../../engine/open-scorer';

const reportEveryMs = 250;
/** Points of the tube that damage off the samples is measured on. */
const offSamplePoints = 200_000;

export interface RunHooks extends Pick<LoopParts, 'state'> {
  /** a of each flaw under the cells of now. */
  gapOf(flaws: readonly Flaw[]): Float64Array;
  keep(memory: AuditMemory, patches: readonly Patch[]): Promise<void>;
  onState(state: AuditState): void;
}

/** An audit under way, with whoever answers for it. */
export class AuditRun {
  private phase: LoopPhase = 'attacking';
  private progress: Progress = { label: 'Opening the audit', done: 0, total: 1 };
  private memory: AuditMemory;
  private clusters: readonly FlawCluster[] = [];
  private proposed: ProposedBatch | null = null;
  private answerReview: ((clusters: readonly FlawCluster[]) => void) | null = null;
  private answerBatch: ((yes: boolean) => void) | null = null;
  private stopped = false;
  private sentAt = -Infinity;
  private readonly startedAt = systemClock.elapsed();
  /** Points looked at by the attack at hand and by those before. */
  private queries = 0;

  constructor(
    private readonly material: AuditMaterial,
    readonly settings: AuditSettings,
    memory: AuditMemory,
    private readonly hooks: RunHooks,
  ) {
    this.memory = memory;
  }

  /** @throws Cancelled when it was stopped; what was kept stays */
  async go(patches: readonly Patch[], iterations: number): Promise<LoopEnd> {
    const { material, settings, hooks } = this;
    const loop = new Loop(
      {
        problem: (now) => problemOn(material, settings, now, this.task),
        meter: meterOn(material, settings),
        modelId: material.reward.modelId,
        person: this.person,
        clock: systemClock,
        offSample: offSamplePoints,
        gapOf: (flaws) => hooks.gapOf(flaws),
        state: (convergence, under, now) => hooks.state(convergence, under, now),
        actionsOf: (under) => basinActions(material, under),
        phase: (phase, kept, clusters) => this.enter(phase, kept, clusters),
        keep: async (kept, under) => {
          this.memory = kept;
          await hooks.keep(kept, under);
          this.send(true);
        },
      },
      settings,
      this.memory,
      patches,
    );
    return loop.run(iterations);
  }

  stop(): void {
    this.stopped = true;
    this.answerReview?.(this.clusters);
    this.answerBatch?.(false);
  }

  /** @param ids null = every cluster that waits @param verdict `waiting` takes one back */
  review(ids: readonly string[] | null, verdict: ReviewVerdict): void {
    const meant = new Set(ids);
    this.clusters = this.clusters.map((cluster) =>
      meant.has(cluster.id) || (ids === null && cluster.verdict === 'waiting') ? { ...cluster, verdict } : cluster,
    );
    this.send(true);
    if (this.clusters.some((cluster) => cluster.verdict === 'waiting')) return;
    this.answerReview?.(this.clusters);
    this.answerReview = null;
  }

  approve(yes: boolean): void {
    this.answerBatch?.(yes);
    this.answerBatch = null;
    this.proposed = null;
  }

  get state(): AuditState {
    const seconds = (systemClock.elapsed() - this.startedAt) / 1000;
    const { label, done, total } = this.progress;
    return {
      // What was stated before is being put to the test.
      ...stateOf(this.memory, this.stopped ? 'stopped' : this.phase, null),
      statement: 'An attack is under way: nothing is stated before it is done.',
      label,
      progress: total > 0 ? done / total : NaN,
      iteration: this.memory.iterations.length + 1,
      queries: this.queries,
      queriesPerSecond: seconds > 0 ? this.queries / seconds : 0,
      secondsSpent: seconds,
      clusters: this.clusters,
      proposed: this.proposed,
    };
  }

  private readonly person: Person = {
    review: (clusters) => {
      this.clusters = clusters;
      this.send(true);
      return new Promise((resolve) => (this.answerReview = resolve)).then(() => {
        if (this.stopped) throw new Cancelled();
        return this.clusters;
      });
    },
    approve: (batch) => {
      this.proposed = batch;
      this.send(true);
      return new Promise<boolean>((resolve) => (this.answerBatch = resolve)).then((yes) => {
        if (this.stopped) throw new Cancelled();
        return yes;
      });
    },
  };

  private readonly task: Task = {
    report: (progress) => {
      this.progress = progress;
      this.send(false);
    },
    cancelled: () => this.stopped,
    breathe,
  };

  private enter(phase: LoopPhase, memory: AuditMemory, clusters: readonly FlawCluster[]): void {
    this.phase = phase;
    this.memory = memory;
    this.queries = memory.iterations.reduce((sum, { queries }) => sum + queries, 0);
    this.clusters = clusters;
    this.send(true);
  }

  private send(now: boolean): void {
    const at = systemClock.elapsed();
    if (!now && at - this.sentAt < reportEveryMs) return;
    this.sentAt = at;
    this.hooks.onState(this.state);
  }
}

/** Hardest action of each basin episode under patches, norms apart, in the order of their first frames. */
export async function basinActions(
  { reward, basin }: AuditMaterial,
  patches: readonly Patch[],
): Promise<readonly string[]> {
  const starts = startsOf(basin);
  const frames = await gateFrames(reward, basin.points, patches, null, starts);
  return Array.from(starts.subarray(0, -1), (start, j) => {
    const codes = episodeActions({ ...frames, norms: undefined }, start, starts[j + 1], reward.thresholds);
    return actions[codes.reduce((hardest, code) => Math.max(hardest, code), 0)];
  });
}
