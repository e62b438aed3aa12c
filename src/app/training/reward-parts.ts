/** A trained reward as it is stored, before and after it is evaluated. */
import { systemClock } from '../../basics/clock';
import { trainingRowsOf } from '../../demonstrations/split';
import type { TrainingCheckpoint } from '../../reward/families/mixture/training';
import type { OwnAssessment, SharedAssessment } from '../../training/evaluation/assessment';
import type { CalibratedFamily, MeasuredBasin } from '../../training/evaluation/calibrate-family';
import { sharedAssessment, type CalibratedReward, type Evaluation } from '../../training/evaluation/evaluate';
import { rawRows } from '../../training/evaluation/row-sets';
import type { TrainedMonitor } from '../../training/monitor';
import { goodRows, type PreparedData } from '../../training/prepared-data';
import type { RewardParts } from '../project/reward-document';
import type { AssessmentInput, TrainingFacts } from './types';

/** What a reward is made of, whatever was measured of it. */
interface Measured {
  readonly basin: MeasuredBasin;
  readonly monitor: TrainedMonitor | null;
  readonly families: readonly (CalibratedFamily & { readonly own: OwnAssessment | null })[];
  readonly assessment: SharedAssessment | null;
}

/** The trained reward before it is evaluated. */
export function calibratedParts(
  input: AssessmentInput,
  checkpoints: readonly TrainingCheckpoint[],
  { basin, monitor, family }: CalibratedReward,
  facts: TrainingFacts,
): RewardParts {
  return partsOf(input, checkpoints, { basin, monitor, families: [{ ...family, own: null }], assessment: null }, facts);
}

/** The same reward with every family, and what was measured of them. */
export function evaluatedParts(
  input: AssessmentInput,
  checkpoints: readonly TrainingCheckpoint[],
  { basin, monitor, families }: Evaluation,
  facts: TrainingFacts,
): RewardParts {
  const assessment = sharedAssessment(input.prepared, families, checkpoints);
  return partsOf(input, checkpoints, { basin, monitor, families, assessment }, facts);
}

function partsOf(
  { prepared, dataset }: AssessmentInput,
  checkpoints: readonly TrainingCheckpoint[],
  { basin, monitor, families, assessment }: Measured,
  { device, seconds }: TrainingFacts,
): RewardParts {
  const samples = checkpoints.reduce(
    (sum, { member, settings }) => sum + settings.epochs * trainingRowsOf(prepared.split, member).length,
    0,
  );
  const { name, format, fingerprint, rows, episodes } = dataset;
  const { values, features } = prepared.demonstrations;
  return {
    model: families[0].model,
    families: families.map(({ model, thresholds, outOfFold, own }) => ({
      ...{ id: model.family, members: model.members, thresholds, outOfFold, own },
    })),
    monitor: monitor?.models ?? null,
    basin: basin.basin,
    ranges: rangesOf(prepared),
    centre: Array.from(values.subarray(basin.centre * features.length, (basin.centre + 1) * features.length)),
    training: {
      settings: checkpoints[0].settings,
      device,
      seconds,
      dataset: { name, format, fingerprint, rows, episodes },
      samplesPerSecond: samples / Math.max(seconds, 1e-9),
      validationError: checkpoints.reduce((sum, { bestValidation }) => sum + bestValidation, 0) / checkpoints.length,
    },
    assessment,
    madeAt: new Date(systemClock.now()).toISOString(),
  };
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
