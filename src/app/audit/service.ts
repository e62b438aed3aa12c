/**
 * Audits one reward at a time: its norms, the flywheel, its gate, its scenarios. Runs in a worker. What was said to be kept
 * is on the disk, with its entry in the ledger.
 */
import { sha256 } from '../../basics/hash';
import { Random } from '../../basics/random';
import { fail, ok, type Result } from '../../basics/result';
import { Cancelled } from '../../basics/task';
import { noneOf } from '../../gate/cells/audit-gap';
import { readFlaws, writeFlaws } from '../../flywheel/flaws-file';
import { mergeFlaws } from '../../flywheel/known-flaws';
import { blankMemory, withoutBatch } from '../../flywheel/memory';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { checkNorm, writeNorms } from '../../norms/norms-file';
import type { Norm } from '../../norms/norm';
import { proposeRanges } from '../../norms/propose';
import { patchSetOf } from '../../release/ledger/patch-set';
import type { Plane } from '../../reward/plane';
import type { Store } from '../../store/store';
import type { AuditDocument, LedgerEvent, RewardChanges } from '../../store/types';
import { flawGaps, leastDraws, measuredCells } from './cells';
import { chosenThresholds, dialOutcomes } from './dial';
import { expertsUnder } from './experts';
import { gapPicture, normShade } from './maps';
import { normsIn } from './norms';
import { openAudit, viewOf, type AuditChanges, type OpenAudit } from './opened';
import { phaseZeroView } from './phase-zero';
import { decideFile } from './records';
import { AuditRun } from './run';
import { arenaOn, closeStage } from './stage';
import { storyOf } from './story';
import { cellsAfter } from './touched';
import type {
  AuditSettings,
  AuditState,
  AuditView,
  DialOutcome,
  NormShade,
  PhaseZeroView,
  PointStory,
  DecidedScenario,
  ReviewVerdict,
} from './types';
import { breathe } from '../../engine/open-scorer';
import { mapResult, withStore } from '../worker/worker-store';

export class AuditWorkerService {
  private opened: OpenAudit | null = null;
  /** The audit under way, from its first question to the store to its last. */
  private job: Promise<unknown> | null = null;
  private running: AuditRun | null = null;
  /** Whoever is to stop before its run has begun. */
  private halted = false;
  private latestShade = 0;

  /** Opens the reward as it is kept now; another one that was open is closed, its audit stopped. */
  open(rewardId: string): Promise<Result<AuditView>> {
    return withStore(async (store) => {
      // A look at another screen and back ends nothing.
      if (this.running !== null && this.held().rewardId === rewardId) return ok(this.view());
      await this.rest();
      return this.reopen(store, rewardId);
    });
  }

  readNorms(text: string): Result<readonly Norm[]> {
    return normsIn(text, this.held().stage.reward.space.features);
  }

  attachNorms(datasetId: string, text: string): Promise<Result<readonly Norm[]>> {
    return withStore(async (store) => {
      const row = await store.datasets.get(datasetId);
      if (!row.ok) return row;
      const norms = normsIn(text, row.value.features);
      if (!norms.ok) return norms;
      const payload = { reward: null, dataset: datasetId, norms: writeNorms(norms.value, row.value.features) };
      return mapResult(
        await store.datasets.setNorms(datasetId, norms.value, { kind: 'norms', payload }),
        () => norms.value,
      );
    });
  }

  writeNorms(): string {
    const { reward } = this.held().stage;
    return `${JSON.stringify(writeNorms(reward.norms, reward.space.features), null, 2)}\n`;
  }

  checkNorm(norm: unknown): Result<Norm> {
    return checkNorm(norm, this.held().stage.reward.space.features);
  }

  proposeRanges(factor: number): readonly Norm[] {
    const { space, document } = this.held().stage.reward;
    return proposeRanges(space.features, document.ranges, factor);
  }

  saveNorms(norms: readonly Norm[]): Promise<Result<AuditView>> {
    return withStore(async (store) => {
      if (this.job !== null) return busy();
      const held = this.held();
      const { features } = held.stage.reward.space;
      for (const norm of norms) {
        const valid = checkNorm(norm, features);
        if (!valid.ok) return valid;
      }
      const dataset = held.stage.reward.row.datasetId;
      const payload = { reward: held.rewardId, dataset, norms: writeNorms(norms, features) };
      const kept = await this.keep(store, { phaseZero: null }, { norms }, { kind: 'norms', payload }, dataset);
      return kept.ok ? this.reopen(store, held.rewardId) : kept;
    });
  }

  async shade(plane: Plane, size: number, norms: readonly Norm[]): Promise<NormShade | null> {
    const own = ++this.latestShade;
    return normShade(this.held().stage.reward, plane, size, norms, () => own === this.latestShade);
  }

  async gapField(plane: Plane, size: number): Promise<Float32Array | null> {
    const { stage, cells } = this.held();
    return cells && gapPicture(stage.reward, cells, plane, size);
  }

  phaseZero(): Promise<Result<PhaseZeroView>> {
    return withStore(async (store) => {
      if (this.job !== null) return busy();
      const { stage, rewardId } = this.held();
      const found = await phaseZeroView(store, stage);
      if (!found.ok) return found;
      const { excluded, rows, dataset } = found.value;
      const payload = { reward: rewardId, dataset, rows, excluded };
      return mapResult(
        await this.keep(store, { phaseZero: found.value }, {}, { kind: 'phase-zero', payload }),
        () => found.value,
      );
    });
  }

  /** Resolves when it has converged, was stopped, or has made its turns. */
  run(settings: AuditSettings, iterations: number, onState: (state: AuditState) => void): Promise<Result<AuditView>> {
    return withStore((store) => {
      if (this.job !== null) return Promise.resolve(busy());
      this.halted = false;
      const job = this.begin(store, settings, iterations, onState).finally(() => (this.job = null));
      this.job = job;
      return job;
    });
  }

  private async begin(
    store: Store,
    settings: AuditSettings,
    iterations: number,
    onState: (state: AuditState) => void,
  ): Promise<Result<AuditView>> {
    const { rewardId } = this.held();
    // Patches may have been changed by hand since.
    const fresh = await this.reopen(store, rewardId);
    if (!fresh.ok) return fresh;
    const { memory, cells } = this.held();
    // Under another floor, or in another box, other places are flaws than those that were counted.
    if (cells !== null && (settings.floor !== memory.settings.floor || settings.box !== memory.settings.box)) {
      this.opened = { ...this.held(), cells: noneOf(cells) };
    }
    const begun = await store.ledger.append('audit', { reward: rewardId, settings });
    return begun.ok ? this.turn(store, settings, iterations, onState) : begun;
  }

  private async turn(
    store: Store,
    settings: AuditSettings,
    iterations: number,
    onState: (state: AuditState) => void,
  ): Promise<Result<AuditView>> {
    const { stage, memory, patches } = this.held();
    let refused: Result<unknown> = ok(true);
    const run = new AuditRun(stage, settings, memory, {
      onState,
      gapOf: (flaws) => flawGaps(stage, this.held().cells, flaws),
      keep: async (kept, under) => {
        const iteration = kept.iterations.length;
        const payload = { reward: this.held().rewardId, iteration, patches: await patchSetOf(under) };
        refused = await this.keep(
          store,
          { memory: kept, patches: under },
          { patches: under },
          { kind: 'audit-iteration', payload },
        );
        if (!refused.ok) throw new Cancelled();
      },
    });
    this.running = run;
    if (this.halted) run.stop();
    try {
      const { converged } = await run.go(patches, iterations);
      await this.measureGap(store, settings);
      this.opened = { ...this.held(), phase: converged ? 'done' : 'idle' };
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      if (!refused.ok) return refused;
      this.opened = { ...this.held(), phase: 'stopped' };
    } finally {
      this.running = null;
    }
    return ok(this.view());
  }

  stop(): void {
    this.halted = true;
    this.running?.stop();
  }

  /** Stops what is under way, and waits until it has let go of everything. */
  private async rest(): Promise<void> {
    this.stop();
    await Promise.allSettled([this.job]);
  }

  review(clusterId: string | null, verdict: Exclude<ReviewVerdict, 'waiting'>): void {
    this.running?.review(clusterId, verdict);
  }

  approve(yes: boolean): void {
    this.running?.approve(yes);
  }

  undoBatch(iteration: number): Promise<Result<AuditView>> {
    return withStore(async (store) => {
      if (this.job !== null) return busy();
      const { rewardId } = this.held();
      const fresh = await this.reopen(store, rewardId);
      if (!fresh.ok) return fresh;
      const { memory, patches } = this.held();
      const batch = memory.batches.find((entry) => entry.iteration === iteration && !entry.undone);
      if (!batch) return fail('not-found', 'This batch is not in the reward any more.', 'Nothing was changed.');
      const batches = memory.batches.map((entry) => (entry === batch ? { ...entry, undone: true } : entry));
      const left = withoutBatch(patches, batch);
      const changes = { memory: { ...memory, batches, convergence: null }, patches: left };
      const payload = { reward: rewardId, iteration, patches: batch.added };
      const kept = await this.keep(store, changes, { patches: left }, { kind: 'undo-batch', payload });
      return mapResult(kept, () => this.view());
    });
  }

  story(raw: readonly number[]): Promise<PointStory> {
    const { stage, memory, patches, cells } = this.held();
    const { box } = this.running?.settings ?? memory.settings;
    return storyOf(stage, box, raw, patches, cells);
  }

  exportFlaws(): string {
    const { stage, memory } = this.held();
    return writeFlaws(memory.known, stage.reward.space.features);
  }

  importFlaws(text: string): Promise<Result<AuditView>> {
    return withStore(async (store) => {
      if (this.job !== null) return busy();
      const { stage, memory, rewardId } = this.held();
      const read = readFlaws(text, stage.reward.space.features);
      if (!read.ok) return read;
      const { known, added, alreadyKnown } = mergeFlaws(memory.known, read.value);
      const imported = { added, alreadyKnown };
      if (added === 0) return ok({ ...this.view(), imported });
      const hash = await sha256(new TextEncoder().encode(text));
      const payload = { reward: rewardId, flaws: added, alreadyKnown, sha256: hash };
      const kept = await this.keep(store, { memory: { ...memory, known } }, {}, { kind: 'import-flaws', payload });
      return mapResult(kept, () => ({ ...this.view(), imported }));
    });
  }

  async whatIf(dials: readonly number[]): Promise<Result<readonly DialOutcome[]>> {
    const { stage, patches, cells } = this.held();
    return dialOutcomes(stage, patches, cells, dials);
  }

  setGate(dial: number, aMax: number, pMin: number | null): Promise<Result<AuditView>> {
    return withStore(async (store) => {
      if (this.job !== null) return busy();
      const { stage, rewardId } = this.held();
      const { document } = stage.reward;
      const changed = chosenThresholds(stage, dial, aMax, pMin);
      if (!changed.ok) return changed;
      const own = document.families[document.family];
      if (!own) return fail('malformed', 'This reward holds no family that scores.', 'Open its file again.');
      const families = { ...document.families, [document.family]: { ...own, thresholds: changed.value } };
      const payload = { reward: rewardId, dial, aMax, pMin };
      const kept = await this.keep(store, {}, { document: { ...document, families } }, { kind: 'set-gate', payload });
      return kept.ok ? this.reopen(store, rewardId) : kept;
    });
  }

  decideRecords(file: File): Promise<Result<readonly DecidedScenario[]>> {
    const { stage, patches, cells } = this.held();
    return decideFile(stage, patches, cells, file);
  }

  reset(): Promise<Result<AuditView>> {
    return withStore(async (store) => {
      if (this.job !== null) return busy();
      const { rewardId } = this.held();
      const changes = { memory: blankMemory, phaseZero: null, cells: null, phase: 'idle' as const };
      return mapResult(
        await this.keep(store, changes, {}, { kind: 'reset-audit', payload: { reward: rewardId } }),
        () => this.view(),
      );
    });
  }

  /** Resolves when nothing is under way any more; what was kept by then can be gone on with. */
  async close(): Promise<void> {
    await this.rest();
    if (this.opened) closeStage(this.opened.stage);
    this.opened = null;
  }

  private async reopen(store: Store, rewardId: string): Promise<Result<AuditView>> {
    const phase = this.opened?.rewardId === rewardId ? this.opened.phase : 'idle';
    const opened = await openAudit(store, rewardId, phase);
    if (!opened.ok) return opened;
    if (this.opened) closeStage(this.opened.stage);
    this.opened = opened.value;
    return ok(this.view());
  }

  /** Keeps a change in the store first, and then here. @param datasetId data set that takes changed norms, too */
  private async keep(
    store: Store,
    changes: AuditChanges,
    reward: RewardChanges,
    event: LedgerEvent,
    datasetId: string | null = null,
  ): Promise<Result<true>> {
    const held = this.held();
    const next = { ...held, cells: this.cellsUnder(changes, reward), ...changes };
    const document: AuditDocument = { memory: next.memory, phaseZero: next.phaseZero };
    const audit = { document, cells: next.cells };
    const kept = await store.audits.keep(held.rewardId, audit, reward, held.revision, event, datasetId);
    if (!kept.ok) return kept;
    const changed = changes.patches !== undefined || next.cells !== held.cells;
    const experts = changed ? await expertsUnder(next.stage, next.patches, next.cells) : next.experts;
    this.opened = { ...next, experts, revision: kept.value.revision };
    return ok(true);
  }

  /** Cells that a change leaves as they are; those that it touches have to be looked at again. */
  private cellsUnder({ patches }: AuditChanges, { norms }: RewardChanges): AuditCells | null {
    const { stage, cells, patches: before } = this.held();
    return cellsAfter(stage.reward, cells, {
      before,
      after: patches ?? before,
      ...(norms ? { norms: { before: stage.reward.norms, after: norms } } : {}),
    });
  }

  /** Draws from the tube until this audit has looked at every cell often enough to speak (docs/methods.md 5). */
  private async measureGap(store: Store, settings: AuditSettings): Promise<void> {
    const { stage, patches, rewardId, cells: held, memory } = this.held();
    const run = this.running;
    const task = { report: () => undefined, cancelled: () => run?.state.phase === 'stopped', breathe };
    const seed = Random.of(settings.seed, 'gap', memory.iterations.length, memory.attempts).state;
    const arena = arenaOn(stage, settings, () => patches, task);
    const cells = await measuredCells(stage, arena, held, seed);
    if (cells === null) return;
    const payload = { reward: rewardId, cells: cells.draws.length, leastDraws: leastDraws(cells) };
    await this.keep(store, { cells }, {}, { kind: 'audit-gap', payload });
  }

  private view(): AuditView {
    return viewOf(this.held(), this.running?.state);
  }

  private held(): OpenAudit {
    if (!this.opened) throw new Error('no reward is open');
    return this.opened;
  }
}

function busy() {
  return fail('elsewhere', 'An audit of this reward is under way.', 'Stop it first, then try again.');
}
