/**
 * A reward as the store keeps it: one JSON document, tensors beside it. Every trained family stays, so that a person can
 * switch between them without training again; one of them scores.
 */
import { joined } from '../../basics/arrays';
import { fail, ok, type Result } from '../../basics/result';
import type { Thresholds } from '../../gate/thresholds';
import type { Range, TrainingRecord } from '../../release/artifact';
import type { Cover } from '../../reward/distance/cover';
import type { Basin, FamilyId, MemberRecord, OutOfFoldEpisode, RewardModel, Tensor } from '../../reward/types';
import type { Norm } from '../../norms/norm';
import type { Store } from '../../store/store';
import type { FamilyDocument, MemberDocument } from '../../store/documents/reward';
import type { Arrays, RewardDocument, RewardRow, StoredArray } from '../../store/types';
import type { MonitorModels } from '../../gate/monitor/gate-monitor';
import { monitorArrays, monitorDocument, monitorOf, unseenMotion } from './monitor-document';
import type { Assessment, OwnAssessment, SharedAssessment } from '../../training/evaluation/assessment';

/** One family, trained and calibrated. */
export interface TrainedFamily {
  readonly id: FamilyId;
  readonly members: readonly MemberRecord[];
  readonly thresholds: Thresholds;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  readonly own: OwnAssessment | null;
}

/** What a reward is made of before it is stored. */
export interface RewardParts {
  readonly model: RewardModel;
  readonly families: readonly TrainedFamily[];
  readonly basin: Basin | null;
  /** Models of motion; absent or null = none were trained. */
  readonly monitor?: MonitorModels | null;
  /** Stands for a basin that was left out of the file; absent or null = nothing does. */
  readonly cover?: Cover | null;
  readonly ranges: readonly Range[];
  readonly centre: readonly number[];
  readonly training: TrainingRecord;
  readonly assessment: SharedAssessment | null;
  readonly madeAt: string;
  /** Norms that Phase 0 filtered the demonstrations by, or that came with the file; absent = none. */
  readonly norms?: readonly Norm[];
  /** [rows of the data set] 1 = Phase 0 let it through; absent or null = all. */
  readonly passed?: Uint8Array | null;
}

/** Document and arrays of a reward. */
export function documentOf(parts: RewardParts): { document: RewardDocument; arrays: Arrays } {
  const { model, families, basin, cover } = parts;
  const arrays: Record<string, StoredArray> = { mean: model.standardiser.mean, std: model.standardiser.std };
  if (parts.passed) arrays['passed'] = parts.passed;
  if (basin) Object.assign(arrays, { basin: basin.points, basinEpisodes: basin.episodes });
  else if (cover) Object.assign(arrays, { coverCentroids: cover.centroids, coverRadii: cover.radii });
  const frames = families[0].outOfFold;
  Object.assign(arrays, monitorArrays(parts.monitor ?? null, frames));
  if (frames.length > 0) arrays['uncertainties'] = joined(frames.map(({ uncertainties }) => uncertainties));
  for (const family of families) {
    if (family.outOfFold.length > 0)
      arrays[`${family.id}/energies`] = joined(family.outOfFold.map(({ energies }) => energies));
    family.members.forEach(({ tensors }, k) => {
      for (const [name, { data }] of Object.entries(tensors)) arrays[`${family.id}/${k}/${name}`] = data;
    });
  }
  const document: RewardDocument = {
    family: model.family,
    families: Object.fromEntries(families.map((family) => [family.id, familyDocument(family)])),
    features: model.features,
    kappa: model.kappa,
    beta: model.beta,
    dims: model.standardiser.mean.length,
    epsilon99: (basin ?? cover)?.epsilon99 ?? null,
    outOfFold: frames.map(({ episode, member, energies }) => ({ episode, member, frames: energies.length })),
    monitor: parts.monitor ? monitorDocument(parts.monitor) : null,
    ranges: parts.ranges,
    centre: parts.centre,
    training: parts.training,
    assessment: parts.assessment,
    madeAt: parts.madeAt,
  };
  return { document, arrays };
}

function familyDocument({ members, thresholds, own }: TrainedFamily): FamilyDocument {
  return {
    thresholds,
    own,
    members: members.map(({ calibration, tensors }) => ({
      calibration,
      tensors: Object.entries(tensors).map(([name, { shape }]) => ({ name, shape })),
    })),
  };
}

/** What an evaluation adds to a stored reward: families, figures, and the arrays of what is new. */
export interface MeasuredReward {
  readonly document: RewardDocument;
  readonly arrays: Arrays;
}

/** @param first the family that was stored before anything was measured */
export function measuredReward(parts: RewardParts, first: FamilyId): MeasuredReward {
  const { document, arrays } = documentOf(parts);
  const fresh = Object.keys(document.families).filter((id) => id !== first);
  const added = Object.entries(arrays).filter(([name]) => fresh.some((id) => name.startsWith(`${id}/`)));
  return { document, arrays: Object.fromEntries(added) };
}

/** A document with what was measured; what a person changed since, limits of the gate and the family, stays. */
export function withMeasured(now: RewardDocument, { families, assessment }: RewardDocument): RewardDocument {
  const joined = Object.entries(families).map(([id, family]) => {
    const before = now.families[id as FamilyId];
    return [id, before ? { ...family, thresholds: before.thresholds } : family];
  });
  return { ...now, families: Object.fromEntries(joined) as RewardDocument['families'], assessment };
}

/** What is said of the family that scores; null where nothing was measured. */
export function assessmentOf({ families, family, assessment }: RewardDocument): Assessment | null {
  const own = families[family]?.own ?? null;
  return assessment && own && { ...assessment, ...own };
}

/** A stored reward with the family that scores. */
export interface LoadedReward {
  readonly row: RewardRow;
  readonly document: RewardDocument;
  readonly model: RewardModel;
  readonly thresholds: Thresholds;
  readonly assessment: Assessment | null;
  readonly basin: Basin | null;
  /** What stands for a basin that was left out; null with one, and where nothing does. */
  readonly cover: Cover | null;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  /** Models of motion; null = none were trained. */
  readonly monitor: MonitorModels | null;
  readonly norms: readonly Norm[];
  /** Rows of its data set that Phase 0 let through before the training; null = all. */
  readonly passed: Uint8Array | null;
}

/** Reads a reward back, bit for bit. @param chosen family that scores; absent = the one that did */
export async function loadReward(store: Store, rewardId: string, chosen?: FamilyId): Promise<Result<LoadedReward>> {
  const [row, stored] = await Promise.all([store.rewards.get(rewardId), store.rewards.arrays(rewardId)]);
  if (!row.ok) return row;
  if (!stored.ok) return stored;
  const kept = row.value.document;
  const document = chosen ? { ...kept, family: chosen } : kept;
  const arrays = stored.value;
  const family = document.families[document.family];
  if (!family) return familyAbsent();
  const members = family.members.map((member, k) => memberOf(arrays, document.family, member, k));
  const { mean, std } = arrays;
  if (!(mean instanceof Float32Array) || !(std instanceof Float32Array)) return damaged(rewardId);
  return ok({
    row: row.value,
    document,
    model: {
      family: document.family,
      features: document.features,
      standardiser: { mean, std },
      members,
      kappa: document.kappa,
      beta: document.beta,
    },
    thresholds: family.thresholds,
    assessment: assessmentOf(document),
    basin: basinOf(document, arrays),
    cover: coverOf(document, arrays),
    outOfFold: outOfFoldOf(document, arrays),
    monitor: monitorOf(document.monitor, arrays),
    norms: row.value.norms,
    passed: arrays['passed'] instanceof Uint8Array ? arrays['passed'] : null,
  });
}

function memberOf(arrays: Arrays, family: FamilyId, { calibration, tensors }: MemberDocument, k: number): MemberRecord {
  const entries = tensors.map(({ name, shape }): [string, Tensor] => [
    name,
    { shape, data: arrays[`${family}/${k}/${name}`] as Float32Array },
  ]);
  return { calibration, tensors: Object.fromEntries(entries) };
}

function basinOf({ dims, epsilon99 }: RewardDocument, arrays: Arrays): Basin | null {
  const { basin: points, basinEpisodes: episodes } = arrays;
  if (epsilon99 === null || !(points instanceof Float32Array) || !(episodes instanceof Uint32Array)) return null;
  return { dims, points, episodes, epsilon99 };
}

function coverOf({ dims, epsilon99 }: RewardDocument, arrays: Arrays): Cover | null {
  const { coverCentroids: centroids, coverRadii: radii } = arrays;
  if (epsilon99 === null || !(centroids instanceof Float32Array) || !(radii instanceof Float64Array)) return null;
  return { dims, centroids, radii, epsilon99 };
}

function outOfFoldOf({ family, outOfFold, monitor }: RewardDocument, arrays: Arrays): OutOfFoldEpisode[] {
  const energies = arrays[`${family}/energies`] as Float64Array | undefined;
  const uncertainties = arrays['uncertainties'] as Float64Array | undefined;
  if (!energies || !uncertainties) return [];
  let at = 0;
  const watched = monitor?.watched.length ?? 0;
  return outOfFold.map(({ episode, member, frames }) => {
    const [start, end] = [at, (at += frames)];
    return {
      episode,
      member,
      energies: energies.slice(start, end),
      uncertainties: uncertainties.slice(start, end),
      ...unseenMotion(arrays, watched, start, end),
    };
  });
}

function familyAbsent() {
  return fail(
    'not-found',
    'This file carries one trained family only.',
    'Train again in this browser to compare families.',
  );
}

function damaged(rewardId: string) {
  return fail(
    'storage',
    'This reward could not be read back completely, so it is not shown.',
    'Open its downloaded file instead, or train it again; the data set is not touched.',
    rewardId,
  );
}
