/**
 * The audit of the open reward, as the screens ask for it: its norms, the flywheel, its gate, its scenarios. A facet of the one
 * owner: what was said to be kept is on the disk, with its entry in the ledger.
 */
import { sha256 } from '../../basics/hash';
import { fail, ok, type Result } from '../../basics/result';
import { noneOf } from '../../gate/cells/audit-gap';
import { readFlaws, writeFlaws } from '../../flywheel/flaws-file';
import { mergeFlaws } from '../../flywheel/known-flaws';
import { blankMemory, withoutBatch } from '../../flywheel/memory';
import { checkNorm, writeNorms } from '../../norms/norms-file';
import type { Norm } from '../../norms/norm';
import { proposeRanges } from '../../norms/propose';
import type { Plane } from '../../reward/plane';
import { phaseZeroView } from './phase-zero';
import type { KeptDemonstrations } from '../data/kept-demonstrations';
import type { Draft } from '../project/draft';
import type { Command, ProjectOwner } from '../project/owner';
import type { Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';
import { nothingToAudit, type AuditCoverage } from './coverage';
import { AuditDesk } from './desk';
import { chosenThresholds, dialOutcomes } from './dial';
import { gapPicture, normShade } from './maps';
import type { AuditMaterial } from './material';
import { normsIn } from './norms';
import { neverRun, viewOf, type LastRun } from './opened';
import { decideFile } from './records';
import { storyOf } from './story';
import { RunUnderWay, type AuditWorker } from './under-way';
import type {
  AuditService,
  AuditSettings,
  AuditState,
  AuditView,
  DialOutcome,
  FlawCluster,
  NormShade,
  PhaseZeroView,
  PointStory,
  DecidedScenario,
  ReviewVerdict,
} from './types';

export class AuditFacet implements Served<AuditService> {
  private readonly desk: AuditDesk;
  private last: LastRun & { readonly rewardId: string } = { ...neverRun, rewardId: '' };
  /** The audit under way, from its first question to the store to its last. */
  private job: Promise<unknown> | null = null;
  private running: RunUnderWay | null = null;
  /** Whoever is to stop before its run has begun. */
  private halted = false;
  private latestShade = 0;

  constructor(
    private readonly owner: ProjectOwner,
    private readonly datasets: KeptDemonstrations,
    private readonly startWorker: () => AuditWorker,
  ) {
    this.desk = new AuditDesk(datasets);
    owner.beforeLeaving(() => this.rest());
  }

  async open(rewardId: string): Promise<Result<AuditView>> {
    const opened = await this.owner.open(rewardId);
    return opened.ok ? this.view() : opened;
  }

  readNorms(text: string): Result<readonly Norm[]> {
    return normsIn(text, this.owner.draft.reward.space.features);
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
    const { norms, space } = this.owner.draft.reward;
    return `${JSON.stringify(writeNorms(norms, space.features), null, 2)}\n`;
  }

  checkNorm(norm: unknown): Result<Norm> {
    return checkNorm(norm, this.owner.draft.reward.space.features);
  }

  proposeRanges(factor: number): readonly Norm[] {
    const { space, document } = this.owner.draft.reward;
    return proposeRanges(space.features, document.ranges, factor);
  }

  saveNorms(norms: readonly Norm[]): Promise<Result<AuditView>> {
    return this.change((store, { reward }) => {
      const { features } = reward.space;
      const { id, datasetId } = reward.row;
      const invalid = norms.map((norm) => checkNorm(norm, features)).find((checked) => !checked.ok);
      if (invalid?.ok === false) return Promise.resolve(invalid);
      const payload = { reward: id, norms: writeNorms(norms, features), dataset: datasetId };
      return this.owner.commit(store, { norms, phaseZero: null }, 'norms', {
        event: { kind: 'norms', payload },
        datasetId,
      });
    });
  }

  async shade(plane: Plane, size: number, norms: readonly Norm[]): Promise<NormShade | null> {
    const own = ++this.latestShade;
    return normShade(this.owner.draft.reward, plane, size, norms, () => own === this.latestShade);
  }

  async gapField(plane: Plane, size: number): Promise<Float32Array | null> {
    const { reward, cells } = this.owner.draft;
    return cells && gapPicture(reward, cells, plane, size);
  }

  async phaseZero(): Promise<Result<PhaseZeroView>> {
    if (this.job !== null) return busy();
    return this.owner.command(async (store, { reward }) => {
      const found = await phaseZeroView(store, this.datasets, { reward });
      if (!found.ok) return found;
      const { excluded, rows, dataset } = found.value;
      const payload = { reward: reward.row.id, dataset, rows, excluded };
      const entry = { event: { kind: 'phase-zero', payload } as const };
      return mapResult(await this.owner.commit(store, { phaseZero: found.value }, 'audit', entry), () => found.value);
    });
  }

  /** Resolves when it has converged, was stopped, has made its iterations, or broke down. */
  run(settings: AuditSettings, iterations: number, onState: (state: AuditState) => void): Promise<Result<AuditView>> {
    if (this.job !== null) return Promise.resolve(busy());
    this.halted = false;
    const job = this.begin(settings, iterations, onState).finally(() => (this.job = null));
    this.job = job;
    return job;
  }

  private async begin(
    settings: AuditSettings,
    iterations: number,
    onState: (state: AuditState) => void,
  ): Promise<Result<AuditView>> {
    // Asked before anything is written down: an audit of nothing would certify nothing.
    const wanted = await this.covered();
    if (!wanted.ok) return wanted;
    const refusal = nothingToAudit(wanted.value);
    if (refusal !== null) return { ok: false, failure: refusal };
    const begun = await this.owner.command((store, { reward, memory, cells }) => {
      // Under another floor, or in another box, other places are flaws than those that were counted.
      const moved = settings.floor !== memory.settings.floor || settings.box !== memory.settings.box;
      const event = { kind: 'audit', payload: { reward: reward.row.id, settings } } as const;
      return this.owner.commit(store, { cells: cells && moved ? noneOf(cells) : cells }, 'audit', { event });
    });
    if (!begun.ok) return begun;
    const material = await this.desk.materialFor(begun.value);
    if (!material.ok) return material;
    const coverage = await this.desk.coverageOf(begun.value, material.value);
    if (!coverage.ok) return coverage;
    const run = new RunUnderWay(this.owner, this.startWorker(), begun.value, settings);
    this.running = run;
    if (this.halted) run.stop();
    const end = await run.go(material.value, coverage.value, iterations, onState);
    this.running = null;
    this.last = { ...end, rewardId: begun.value.reward.row.id };
    return this.view();
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

  async review(clusterIds: readonly string[] | null, verdict: ReviewVerdict): Promise<void> {
    await this.running?.review(clusterIds, verdict);
  }

  async approve(yes: boolean): Promise<void> {
    await this.running?.approve(yes);
  }

  undoBatch(iteration: number): Promise<Result<AuditView>> {
    return this.change((store, { reward: { row }, memory }) => {
      const batch = memory.batches.find((entry) => entry.iteration === iteration && !entry.undone);
      if (!batch) {
        return Promise.resolve(fail('not-found', 'This batch is not in the reward any more.', 'Nothing was changed.'));
      }
      const batches = memory.batches.map((entry) => (entry === batch ? { ...entry, undone: true } : entry));
      const patches = withoutBatch(row.patches, batch);
      const payload = { reward: row.id, iteration, patches: batch.added };
      const change = { memory: { ...memory, batches }, patches };
      return this.owner.commit(store, change, 'audit', { event: { kind: 'undo-batch', payload } });
    });
  }

  undoVerdict(clusterId: string): Promise<Result<AuditView>> {
    return this.change((store, { reward: { row }, memory }) => {
      const others = (clusters: readonly FlawCluster[]) => clusters.filter(({ id }) => id !== clusterId);
      const [rejected, queue] = [others(memory.rejected), others(memory.queue)];
      if (rejected.length + queue.length === memory.rejected.length + memory.queue.length) {
        return Promise.resolve(fail('not-found', 'There is no verdict on this cluster.', 'Nothing was changed.'));
      }
      const event = { kind: 'undo-verdict', payload: { reward: row.id, cluster: clusterId } } as const;
      return this.owner.commit(store, { memory: { ...memory, rejected, queue } }, 'audit', { event });
    });
  }

  async story(raw: readonly number[]): Promise<PointStory> {
    const { draft } = this.owner;
    const { box } = this.running?.settings ?? draft.memory.settings;
    return this.asked((material) => storyOf(material, box, raw, draft.reward.row.patches, draft.cells));
  }

  exportFlaws(): string {
    const { reward, memory } = this.owner.draft;
    return writeFlaws(memory.known, reward.space.features);
  }

  async importFlaws(text: string): Promise<Result<AuditView>> {
    const { features } = this.owner.draft.reward.space;
    const read = readFlaws(text, features);
    if (!read.ok) return read;
    const hash = await sha256(new TextEncoder().encode(text));
    let imported = { added: 0, alreadyKnown: 0 };
    const view = await this.change(async (store, draft) => {
      const { known, added, alreadyKnown } = mergeFlaws(draft.memory.known, read.value);
      imported = { added, alreadyKnown };
      if (added === 0) return ok(draft);
      const payload = { reward: draft.reward.row.id, flaws: added, alreadyKnown, sha256: hash };
      const event = { kind: 'import-flaws', payload } as const;
      return this.owner.commit(store, { memory: { ...draft.memory, known } }, 'audit', { event });
    });
    return mapResult(view, (now) => ({ ...now, imported }));
  }

  whatIf(dials: readonly number[]): Promise<Result<readonly DialOutcome[]>> {
    const { reward, cells } = this.owner.draft;
    return this.asked((material) => dialOutcomes(material, reward.row.patches, cells, dials));
  }

  setGate(dial: number, aMax: number, pMin: number | null): Promise<Result<AuditView>> {
    return this.change(async (store, { reward }) => {
      const { document } = reward;
      const chosen = chosenThresholds(reward, dial, aMax, pMin);
      if (!chosen.ok) return chosen;
      const own = document.families[document.family];
      if (!own) return fail('malformed', 'This reward holds no family that scores.', 'Open its file again.');
      const families = { ...document.families, [document.family]: { ...own, thresholds: chosen.value } };
      const event = { kind: 'set-gate', payload: { reward: reward.row.id, dial, aMax, pMin } } as const;
      return this.owner.commit(store, { document: { ...document, families } }, 'gate', { event });
    });
  }

  decideRecords(file: File): Promise<Result<readonly DecidedScenario[]>> {
    const { reward, cells } = this.owner.draft;
    return this.asked((material) => decideFile(material, reward.row.patches, cells, file));
  }

  reset(): Promise<Result<AuditView>> {
    return this.change(async (store, { reward }) => {
      const event = { kind: 'reset-audit', payload: { reward: reward.row.id } } as const;
      const change = { memory: blankMemory, phaseZero: null, cells: null };
      const done = await this.owner.commit(store, change, 'audit', { event });
      if (done.ok) this.last = { ...neverRun, rewardId: reward.row.id };
      return done;
    });
  }

  /** Closes the reward. Resolves when nothing is under way any more; what was kept by then can be gone on with anywhere. */
  async close(): Promise<void> {
    await this.rest();
    this.desk.forget();
    await this.owner.close();
  }

  /** A command that nothing may be under way beside, and what the screen sees after it. */
  private async change(work: Command<Draft>): Promise<Result<AuditView>> {
    if (this.job !== null) return busy();
    const done = await this.owner.command(work);
    return done.ok ? this.view() : done;
  }

  private async view(): Promise<Result<AuditView>> {
    const { draft } = this.owner;
    const material = await this.owner.asking(this.desk.materialFor(draft));
    if (!material.ok) return material;
    const experts = await this.owner.asking(this.desk.expertsOf(draft, material.value));
    const coverage = await this.owner.asking(this.desk.coverageOf(draft, material.value));
    if (!coverage.ok) return coverage;
    const last = this.last.rewardId === draft.reward.row.id ? this.last : neverRun;
    return ok(viewOf(draft, material.value, experts, coverage.value, last, this.running?.state ?? null));
  }

  private async covered(): Promise<Result<AuditCoverage>> {
    const { draft } = this.owner;
    const material = await this.owner.asking(this.desk.materialFor(draft));
    return material.ok ? this.owner.asking(this.desk.coverageOf(draft, material.value)) : material;
  }

  private async asked<T>(question: (material: AuditMaterial) => Promise<T>): Promise<T> {
    const material = await this.desk.materialFor(this.owner.draft);
    if (!material.ok) throw new Error(material.failure.message);
    return this.owner.asking(question(material.value));
  }
}

function busy() {
  return fail('busy', 'An audit of this reward is under way.', 'Stop it first, then try again.');
}
