/** What an audit of one reward works on: the open reward, its opened norms, good and held-out points. In a worker. */
import type { Floats } from '../../basics/arrays';
import { systemClock } from '../../basics/clock';
import { ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import { decode, destandardise } from '../../demonstrations/encoding';
import { rowsOf } from '../../demonstrations/split';
import { auditedBox, openProblem } from '../../flywheel/attack-problem';
import type { AttackProblem, AuditSettings, GoodPoints, Labeller, Sculpting } from '../../flywheel/types';
import { openNorms, type OpenNorm } from '../../norms/open-norm';
import { severe } from '../../norms/norm';
import { readsRecords } from '../../norms/tree/tree-uses';
import type { Norm } from '../../norms/norm';
import { Certificate } from '../../reward/patches/certificate';
import { defaultSettings } from '../../reward/families/mixture/training';
import type { BudgetMeter, Patch, Points } from '../../reward/types';
import { uncertainties } from '../../reward/distance/uncertainty';
import type { Store } from '../../store/store';
import { episodeOf } from '../../training/evaluation/episodes';
import { rawRows } from '../../training/evaluation/row-sets';
import { calmTask } from '../../basics/calm-task';
import type { KeptDemonstrations } from '../data/kept-demonstrations';
import type { OpenReward } from '../project/open-reward';
import { passing } from '../training/phase-zero';
import { pointsAt } from '../../reward/points-at';
import { openSearches } from '../../flywheel/search/searches';
import { prepareData, type PreparedData } from '../../training/prepared-data';

export interface AuditMaterial {
  readonly reward: OpenReward;
  readonly norms: readonly OpenNorm[];
  /** Good points that no severe norm turns away. */
  readonly basin: GoodPoints;
  readonly heldOut: GoodPoints | null;
  /** The training's own split of its data; null where the data is not here. */
  readonly prepared: PreparedData | null;
}

/** What an open reward is audited on, under these norms. */
export async function materialOf(
  reward: OpenReward,
  prepared: PreparedData | null,
  norms: readonly Norm[],
): Promise<Result<AuditMaterial>> {
  const opened = openNorms(norms, reward.space, reward.distances);
  if (!opened.ok) return opened;
  const basin = await goodPoints(reward, opened.value);
  const heldOut = prepared && (await heldOutPoints(reward, prepared, opened.value));
  return ok({ reward, norms: opened.value, basin, heldOut, prepared });
}

/** Where an audit with these settings takes place. */
export function problemOn(
  material: AuditMaterial,
  settings: AuditSettings,
  patches: () => readonly Patch[],
  task: Task,
  labeller: Labeller | null = null,
): AttackProblem {
  const { reward, norms, basin, heldOut } = material;
  const { fitted, space, scorer, thresholds, model, models } = reward;
  const { raw, rows } = basin.points;
  return openProblem({
    space,
    box: auditedBox(space.features, raw, rows, settings.box),
    floor: settings.floor,
    // What speaks of texts has nothing to say of points.
    norms: norms.filter(({ tree }) => !readsRecords(tree)),
    distances: reward.distances,
    basin,
    heldOut,
    epsilon99: fitted?.basin.epsilon99 ?? NaN,
    uMax: thresholds.dial > 0 ? thresholds.uMax : NaN,
    labeller,
    searches: openSearches(model, models, scorer),
    sculpting: sculptingOf(reward),
    scorer,
    patches,
    uncertainties: (points) => (fitted ? uncertainties(fitted, points.x, points.rows) : new Float64Array(points.rows)),
    task: calmTask(task, systemClock),
  });
}

/** null where the family has no experts. */
function sculptingOf({ model, models }: OpenReward): Sculpting | null {
  const opened = models.flatMap((member) => (member.latent === undefined ? [] : [member]));
  if (opened.length < models.length) return null;
  return {
    kappa: model.kappa,
    calibrations: model.members.map(({ calibration }) => calibration),
    gates: ({ x, rows }) => opened.flatMap((member) => member.latent?.(x, rows) ?? []),
  };
}

/** The certificate that an audit's batches are held to; ε is ε₉₉ unless the settings say otherwise. */
export function meterOn({ reward, basin }: AuditMaterial, { epsilon, budget }: AuditSettings): BudgetMeter {
  return new Certificate({
    points: basin.points,
    reward: basin.reward,
    model: reward.model,
    models: reward.models,
    epsilon: epsilon ?? reward.fitted?.basin.epsilon99 ?? 0,
    limit: budget,
    scoring: reward.scoring,
  });
}

/** The training's split of the data that it saw; null where the data is gone or does not fit any more. */
export async function preparedDataOf(
  store: Store,
  datasets: KeptDemonstrations,
  { row, passed, document }: OpenReward,
): Promise<PreparedData | null> {
  if (row.datasetId === null) return null;
  const stored = await datasets.read(store, row.datasetId);
  if (!stored.ok) return null;
  const seen = passed === null ? stored.value : passing(stored.value, passed);
  const { members, seed } = { ...defaultSettings, ...document.training.settings };
  const prepared = prepareData(seen.demonstrations, members, seed);
  return prepared.ok ? prepared.value : null;
}

/** 1 where no severe norm is violated, [rows]. */
function compliant(points: Points, norms: readonly OpenNorm[]): Uint8Array {
  const hard = norms.filter(({ severity }) => severity >= severe);
  return Uint8Array.from({ length: points.rows }, (_, row) =>
    hard.some((norm) => norm.margin(points, row) < 0) ? 0 : 1,
  );
}

async function goodPoints(reward: OpenReward, norms: readonly OpenNorm[]): Promise<GoodPoints> {
  const { fitted, space, outOfFold, document } = reward;
  const member = new Map(outOfFold.map((judged) => [judged.episode, judged.member]));
  if (!fitted) return scored(reward, pointsAt(space, Float64Array.from(document.centre), 1), Uint32Array.of(0), member);
  const { points: x, episodes } = fitted.basin;
  const rows = episodes.length;
  const raw = decode(space.features, destandardise(x, rows, space.standardiser), rows);
  const all = { rows, x, raw };
  const { points, kept } = keptPoints(all, compliant(all, norms));
  return scored(
    reward,
    points,
    Uint32Array.from(kept, (row) => episodes[row]),
    member,
  );
}

async function heldOutPoints(
  reward: OpenReward,
  prepared: PreparedData,
  norms: readonly OpenNorm[],
): Promise<GoodPoints> {
  const rows = rowsOf(prepared.split, 'test');
  const owner = new Map<number, number>();
  for (const segment of prepared.split.segments) {
    for (let row = segment.start; row < segment.end; row++) owner.set(row, episodeOf(prepared, segment));
  }
  const all = pointsAt(reward.space, rawRows(prepared, rows), rows.length);
  const { points, kept } = keptPoints(all, compliant(all, norms));
  return scored(
    reward,
    points,
    Uint32Array.from(kept, (place) => owner.get(rows[place]) ?? 0),
    new Map(),
  );
}

async function scored(
  reward: OpenReward,
  points: Points,
  episodes: Uint32Array,
  member: ReadonlyMap<number, number>,
): Promise<GoodPoints> {
  const scores = await reward.scorer.score(points, []);
  return {
    points,
    episodes,
    folds: Int32Array.from(episodes, (episode) => member.get(episode) ?? -1),
    reward: scores.baseReward,
  };
}

/** The rows that are marked 1, and their places. */
export function keptPoints(all: Points, marks: Uint8Array): { points: Points; kept: number[] } {
  const kept = [...marks.keys()].filter((row) => marks[row] === 1);
  if (kept.length === all.rows) return { points: all, kept };
  const take = <T extends Floats>(values: T, width: number): T => {
    const Kind = values.constructor as new (length: number) => T;
    const out = new Kind(kept.length * width);
    kept.forEach((row, i) => out.set(values.subarray(row * width, (row + 1) * width), i * width));
    return out;
  };
  const { rows, x, raw } = all;
  return { points: { rows: kept.length, x: take(x, x.length / rows), raw: take(raw, raw.length / rows) }, kept };
}
