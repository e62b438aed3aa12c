/** Judges data sets of the store by the open reward, and keeps the last two that were judged. */
import { fail, ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import { decide, observe } from '../../gate/decide';
import { decideEpisode } from '../../gate/debounce';
import type { Thresholds } from '../../gate/thresholds';
import { actions } from '../../gate/votes/vote';
import { defaultSettings } from '../../reward/families/mixture/training';
import type { Store } from '../../store/store';
import type { DatasetRow, RewardRow } from '../../store/types';
import type { StoredDemonstrations } from '../data/dataset-records';
import type { KeptDemonstrations } from '../data/kept-demonstrations';
import type { Draft } from '../project/draft';
import { againstHeldOut } from './against';
import { alignedRows } from './features';
import { filtered, passing } from '../training/phase-zero';
import { judgingReward, type JudgingReward } from './reward';
import { scoreSet, type ScoredSet } from './set';
import { newSpans, trainedSpans } from './spans';
import type { LoadedReward } from '../project/reward-document';
import type { EpisodeFrames, EpisodeRanking } from '../types';

/** Two, for a comparison. */
const mostKept = 2;

export interface JudgedSet {
  readonly set: ScoredSet;
  readonly ranking: EpisodeRanking;
  readonly thresholds: Thresholds;
  /** Seed of the training, for the draws of intervals. */
  readonly seed: number;
}

export class JudgedSets {
  /** By reward, revision, family and data set; the last used one last. */
  private readonly kept = new Map<string, JudgedSet>();

  constructor(private readonly datasets: KeptDemonstrations) {}

  /** @throws Cancelled */
  async judge(store: Store, draft: Draft, datasetId: string, task: Task): Promise<Result<JudgedSet>> {
    const dataset = await store.datasets.get(datasetId);
    if (!dataset.ok) return dataset;
    const prefix = `${stateOf(draft.reward.row)}/`;
    const key = `${prefix}${datasetId}`;
    const known = this.kept.get(key);
    if (known) {
      this.keep(key, known);
      return ok(known);
    }
    this.dropOthers(prefix);
    const judged = await judgeStored({ store, datasets: this.datasets }, draft, datasetId, task);
    if (judged.ok) this.keep(key, judged.value);
    return judged;
  }

  private keep(key: string, judged: JudgedSet): void {
    this.kept.delete(key);
    this.kept.set(key, judged);
    for (const old of [...this.kept.keys()].slice(0, -mostKept)) this.kept.delete(old);
  }

  /** What an older state of the reward said is of no more use. */
  private dropOthers(prefix: string): void {
    for (const key of this.kept.keys()) if (!key.startsWith(prefix)) this.kept.delete(key);
  }
}

/** What a judgement depends on beside the data set. */
function stateOf({ id, revision, datasetId, document }: RewardRow): string {
  return [id, revision, document.family, datasetId].join('/');
}

interface Sources {
  readonly store: Store;
  readonly datasets: KeptDemonstrations;
}

async function judgeStored(kept: Sources, draft: Draft, datasetId: string, task: Task): Promise<Result<JudgedSet>> {
  task.report({ label: 'Opening the reward', done: 0, total: 1 });
  const stored = await kept.datasets.read(kept.store, datasetId);
  if (!stored.ok) return stored;
  return judgeOpened(kept, draft.reward, judgingReward(draft.reward, draft.cells), stored.value, task);
}

async function judgeOpened(
  kept: Sources,
  loaded: LoadedReward,
  reward: JudgingReward,
  whole: StoredDemonstrations,
  task: Task,
): Promise<Result<JudgedSet>> {
  const { row } = whole;
  const { store } = kept;
  const settings = { ...defaultSettings, ...loaded.document.training.settings };
  const own = isOwn(loaded, row);
  const front = own ? row.episodes : await episodesBefore(store, loaded, row);
  const passed = front > 0 ? trainedOn(loaded, whole) : ok({ ...whole, episodes: null });
  if (!passed.ok) return passed;
  const stored = passed.value;
  const { demonstrations } = stored;
  const known = stored.episodes?.filter((place) => place < front).length ?? front;
  const labels = await labelsOf(store, loaded);
  const raw = alignedRows(reward.model.features, labels, { ...demonstrations, name: row.name, labels: row.labels });
  if (!raw.ok) return raw;
  const { episodes } = demonstrations;
  const trained = known > 0 ? trainedSpans(episodes.subarray(0, known + 1), settings, reward.outOfFold) : ok([]);
  if (!trained.ok) return trained;
  const spans = [...trained.value, ...newSpans(episodes, known)];
  const set = await scoreSet(reward, stored, raw.value, spans, task, row.name);
  const held = known > 0 ? null : await heldOut(kept, loaded);
  const against =
    held && (await againstHeldOut(reward, { ...settings, demonstrations: held.demonstrations }, set, task));
  const { conformal, claims, gate } = reward;
  const ranking: EpisodeRanking = {
    rewardId: loaded.row.id,
    datasetId: row.id,
    name: row.name,
    purpose: row.purpose,
    own,
    foldEpisodes: conformal.episodes,
    claims,
    resolution: conformal.resolution,
    records: set.records,
    lengthCorrelation: set.lengthCorrelation,
    against,
    videos: row.videos,
  };
  return ok({ set, ranking, thresholds: gate.thresholds, seed: settings.seed });
}

/** The rows that the training saw: Phase 0 may have turned some away. A file does not say which; its norms do. */
function trainedOn({ row, passed, norms }: LoadedReward, whole: StoredDemonstrations) {
  if (passed !== null) return ok(passing(whole, passed));
  return row.datasetId === null ? filtered(whole, norms) : ok({ ...whole, episodes: null });
}

/** By content, so that a reward that came as a file knows its data set again. */
function isOwn({ row, document }: LoadedReward, dataset: DatasetRow): boolean {
  return row.datasetId === dataset.id || document.training.dataset.fingerprint === dataset.fingerprint;
}

/**
 * Episodes at the front of a data set that the reward was trained on, because the set grew from the reward's own; 0 when it
 * did not. They are judged as there, so that nothing is flattered by what it taught.
 */
async function episodesBefore(store: Store, loaded: LoadedReward, dataset: DatasetRow): Promise<number> {
  for (let { parent } = dataset; parent !== null;) {
    const before = await store.datasets.get(parent);
    if (!before.ok) return 0;
    if (isOwn(loaded, before.value)) return before.value.episodes;
    parent = before.value.parent;
  }
  return 0;
}

/** Texts behind the codes that a reward was trained on; only its data set knows them. */
async function labelsOf(store: Store, { row }: LoadedReward): Promise<DatasetRow['labels'] | undefined> {
  const trainedOn = row.datasetId === null ? null : await store.datasets.get(row.datasetId);
  return trainedOn?.ok ? trainedOn.value.labels : undefined;
}

/** The data set that a reward was trained on; null when it is gone, or when the reward came as a file. */
async function heldOut(
  { store, datasets }: Sources,
  { row, outOfFold, passed }: LoadedReward,
): Promise<StoredDemonstrations | null> {
  if (row.datasetId === null || outOfFold.length === 0) return null;
  const stored = await datasets.read(store, row.datasetId);
  if (!stored.ok) return null;
  return passed === null ? stored.value : passing(stored.value, passed);
}

/** The frames of one record, by its place in the ranking. */
export function framesOfRecord({ set, thresholds }: JudgedSet, record: number): Result<EpisodeFrames> {
  const { frames, origins, demonstrations, spans } = set;
  if (!(record in spans)) {
    return fail('not-found', 'This episode is not in the ranking.', 'Rank the episodes again, and choose one of them.');
  }
  const { start, end } = spans[record];
  const width = frames.raw.length / frames.rows;
  const decisions = decideEpisode(frames, start, end, thresholds);
  return ok({
    score: frames.score.slice(start, end),
    energy: frames.energy.slice(start, end),
    distanceRatio: frames.distanceRatio.slice(start, end),
    action: Uint8Array.from(decisions, ({ action }) => actions.indexOf(action)),
    rawAction: Uint8Array.from({ length: end - start }, (_, i) =>
      actions.indexOf(decide(observe(frames, start + i), thresholds).action),
    ),
    reasons: decisions.map(({ reasons }) => reasons),
    gap: frames.gap?.slice(start, end) ?? null,
    trajectory: frames.trajectory?.slice(start, end) ?? null,
    frame: origins.frames.slice(start, end),
    raw: frames.raw.slice(start * width, end * width),
    timeStep: demonstrations.timeStep,
  });
}
