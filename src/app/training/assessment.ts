/**
 * After the members are trained: fits the fast families, judges all of them on episodes that none has seen, and stores the
 * reward. Runs in a worker; deterministic, so a run that was cut off here is assessed again to the same figures.
 */
import { systemClock } from '../../basics/clock';
import { newIdentifier } from '../../basics/identifier';
import { ok, type Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import { trainingRowsOf } from '../../demonstrations/split';
import { defaultFamilies, families } from '../../reward/families';
import { layoutOf, tensorsOf } from '../../reward/families/mixture/initialise';
import type { TrainingCheckpoint } from '../../reward/families/mixture/training';
import type { FamilyId, Tensors } from '../../reward/types';
import { fitBasin, type FittedBasin } from '../../reward/distance/uncertainty';
import type { Store } from '../../store/store';
import type { DatasetRow } from '../../store/types';
import { assessFamily, episodeOf, rawRows, type AssessedFamily } from '../../training/evaluation/assess-family';
import { ownAssessment, sharedAssessment } from '../../training/evaluation/assessment-figures';
import { SharedDistances } from '../../training/evaluation/shared-distances';
import { documentOf, type RewardParts, type TrainedFamily } from '../project/reward-document';
import { fastArithmetic } from '../../engine/arithmetic';
import { breathe } from '../../engine/open-scorer';
import type { FamilyArithmetic } from '../../reward/families/arithmetic';
import { trainMonitor, type TrainedMonitor } from '../../training/monitor';
import { goodRows, inputsAt, type PreparedData } from '../../training/prepared-data';
import type { AssessmentInput, AssessmentJob, TrainingFacts } from './types';
import type { Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';

export class AssessmentService implements Served<AssessmentJob> {
  /** Id of the stored reward. */
  assess(
    runId: string,
    { prepared, dataset, passed }: AssessmentInput,
    facts: TrainingFacts,
    report: (label: string) => void,
  ): Promise<Result<string>> {
    return withStore(async (store) => {
      const run = await store.runs.get(runId);
      if (!run.ok) return run;
      const { options, norms } = run.value.state;
      const { settings } = options;
      const checkpoints = await store.runs.checkpoints.list(runId);
      if (!checkpoints.ok) return checkpoints;
      report('Measuring how far good frames lie apart');
      const arithmetic = await fastArithmetic();
      const fitted = basinOf(prepared, settings.seed, arithmetic);
      if (!fitted.ok) return fitted;
      const distances = new SharedDistances(fitted.value);
      const monitor = await monitorOf(prepared, checkpoints.value, report);
      const assessed = await assessAll(prepared, checkpoints.value, distances, monitor, report);
      if (!assessed.ok) return assessed;
      report('Writing the reward down');
      const parts = await partsOf(prepared, dataset, checkpoints.value, distances, monitor, assessed.value, facts);
      for (const { scorer } of assessed.value) scorer.dispose();
      return storeReward(store, { ...parts, norms, passed }, dataset, runId);
    });
  }
}

function basinOf(prepared: PreparedData, seed: number, { neighbours }: FamilyArithmetic): Result<FittedBasin> {
  const good = prepared.split.segments.filter(({ part }) => part !== 'test');
  const episodes = good.flatMap((segment) =>
    new Array<number>(segment.end - segment.start).fill(episodeOf(prepared, segment)),
  );
  return fitBasin(inputsAt(prepared, goodRows(prepared)), Uint32Array.from(episodes), prepared.dims, seed, neighbours);
}

/** The models of the monitor, the same for every family. */
async function monitorOf(
  prepared: PreparedData,
  checkpoints: readonly TrainingCheckpoint[],
  report: (label: string) => void,
): Promise<TrainedMonitor | null> {
  const task = { report: ({ label }: Progress) => report(label), cancelled: () => false, breathe };
  return trainMonitor(prepared, checkpoints.length, checkpoints[0].settings.seed, task, await fastArithmetic());
}

async function assessAll(
  prepared: PreparedData,
  checkpoints: readonly TrainingCheckpoint[],
  distances: SharedDistances,
  monitor: TrainedMonitor | null,
  report: (label: string) => void,
): Promise<Result<AssessedFamily[]>> {
  const { seed } = checkpoints[0].settings;
  const assessed: AssessedFamily[] = [];
  for (const id of defaultFamilies) {
    const { title } = families[id];
    const members: Tensors[] = [];
    for (const checkpoint of checkpoints) {
      report(`${title}: member ${checkpoint.member + 1} of ${checkpoints.length}`);
      await breathe();
      members.push(await memberOf(prepared, id, checkpoint));
    }
    report(`${title}: judging episodes that it has not seen`);
    await breathe();
    const family = await assessFamily(prepared, id, members, distances, monitor, seed);
    if (!family.ok) return family;
    assessed.push(family.value);
  }
  return ok(assessed);
}

/** The trained mixture of a checkpoint, or another family fitted on the same rows. */
async function memberOf(prepared: PreparedData, id: FamilyId, checkpoint: TrainingCheckpoint): Promise<Tensors> {
  const { best, settings, member } = checkpoint;
  const { fit } = families[id];
  const arithmetic = await fastArithmetic();
  if (!fit) return tensorsOf(best, layoutOf(settings, prepared.dims));
  const x = inputsAt(prepared, trainingRowsOf(prepared.split, member));
  const request = { x, rows: x.length / prepared.dims, dims: prepared.dims, seed: settings.seed, member };
  return fit(request, { report: () => undefined, cancelled: () => false, breathe }, arithmetic);
}

async function partsOf(
  prepared: PreparedData,
  dataset: DatasetRow,
  checkpoints: readonly TrainingCheckpoint[],
  distances: SharedDistances,
  monitor: TrainedMonitor | null,
  assessed: readonly AssessedFamily[],
  { device, seconds }: TrainingFacts,
): Promise<RewardParts> {
  const samples = checkpoints.reduce(
    (sum, { member, settings }) => sum + settings.epochs * trainingRowsOf(prepared.split, member).length,
    0,
  );
  const { name, format, fingerprint, rows, episodes } = dataset;
  const { fitted } = distances;
  return {
    model: assessed[0].model,
    families: await trainedFamilies(prepared, distances, monitor, assessed, checkpoints[0].settings.seed),
    monitor: monitor?.models ?? null,
    basin: fitted.basin,
    ranges: rangesOf(prepared),
    centre: centreOf(prepared, fitted),
    training: {
      settings: checkpoints[0].settings,
      device,
      seconds,
      dataset: { name, format, fingerprint, rows, episodes },
      samplesPerSecond: samples / Math.max(seconds, 1e-9),
      validationError: checkpoints.reduce((sum, { bestValidation }) => sum + bestValidation, 0) / checkpoints.length,
    },
    assessment: sharedAssessment(prepared, assessed, checkpoints),
    madeAt: new Date(systemClock.now()).toISOString(),
  };
}

async function trainedFamilies(
  prepared: PreparedData,
  distances: SharedDistances,
  monitor: TrainedMonitor | null,
  assessed: readonly AssessedFamily[],
  seed: number,
): Promise<TrainedFamily[]> {
  const trained: TrainedFamily[] = [];
  for (const family of assessed) {
    const { model, thresholds, outOfFold } = family;
    const own = await ownAssessment(prepared, distances, monitor?.models ?? null, family, seed);
    trained.push({ id: model.family, members: model.members, thresholds, outOfFold, own });
  }
  return trained;
}

/** Observed range of each raw feature over the basin. */
function rangesOf(prepared: PreparedData): { min: number; max: number }[] {
  const raw = rawRows(prepared, goodRows(prepared));
  const width = prepared.demonstrations.features.length;
  return prepared.demonstrations.features.map((_, f) => {
    let [min, max] = [Infinity, -Infinity];
    for (let at = f; at < raw.length; at += width) {
      min = Math.min(min, raw[at]);
      max = Math.max(max, raw[at]);
    }
    return { min, max };
  });
}

/** The demonstration nearest to the middle of them all: a real frame, where a median of columns need not be one. */
function centreOf(prepared: PreparedData, { basin, search }: FittedBasin): number[] {
  const { indices } = search.search(new Float64Array(basin.dims), 1, 1);
  const width = prepared.demonstrations.features.length;
  const row = goodRows(prepared)[indices[0]];
  return Array.from(prepared.demonstrations.values.subarray(row * width, (row + 1) * width));
}

async function storeReward(
  store: Store,
  parts: RewardParts,
  dataset: DatasetRow,
  runId: string,
): Promise<Result<string>> {
  const { document, arrays } = documentOf(parts);
  const row = {
    id: newIdentifier(),
    name: dataset.name,
    datasetId: dataset.id,
    document,
    patches: [],
    norms: parts.norms ?? [],
    revision: 0,
    createdAt: parts.madeAt,
    updatedAt: parts.madeAt,
  };
  const payload = { reward: row.id, dataset: dataset.fingerprint, device: parts.training.device };
  return mapResult(await store.rewards.add(row, arrays, { kind: 'train', payload }, { runId }), () => row.id);
}
