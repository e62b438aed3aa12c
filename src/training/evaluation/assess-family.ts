/**
 * One family on prepared data: calibrates its members, judges what they have not seen, and measures it
 * (docs/methods.md 1.3–1.6, 5).
 */
import { ok, type Result } from '../../basics/result';
import { rowsOf, trainingRowsOf, type Segment } from '../../demonstrations/split';
import { allowedFrames, type Frames } from '../../gate/decide';
import { dialFromFolds } from '../../gate/dial/dial';
import type { Thresholds } from '../../gate/thresholds';
import { calibrate } from '../../reward/calibration/calibrate';
import { families } from '../../reward/families';
import type { FamilyArithmetic } from '../../reward/families/arithmetic';
import { featureStatistics, type FeatureStatistics } from '../../reward/evaluation/feature-statistics';
import { assessNegatives, worstEnergy, type Judge } from '../../reward/evaluation/hard-negatives';
import { Join } from '../../reward/evaluation/join';
import { defaultKappa } from '../../reward/score';
import type { FamilyId, OutOfFoldEpisode, RewardModel, Scorer, Tensors } from '../../reward/types';
import { pointsAt } from '../../reward/points-at';
import { fastArithmetic } from '../../engine/arithmetic';
import { openScorer } from '../../engine/open-scorer';
import { gather, inputsAt, type PreparedData } from '../prepared-data';
import type { TrainedMonitor } from '../monitor';
import type { FamilyAssessment } from './assessment';
import type { SharedDistances } from './shared-distances';

/** Most demonstrations that negatives are made from, a part; a seeded order decides which. */
export const mostNegatives = 10_000;

export interface AssessedFamily {
  readonly model: RewardModel;
  readonly scorer: Scorer;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  readonly thresholds: Thresholds;
  readonly figures: FamilyAssessment;
}

/** The episode that a segment counts as: itself where the split is by block. */
export function episodeOf({ split }: Pick<PreparedData, 'split'>, segment: Segment): number {
  return split.byEpisode ? segment.episode : split.segments.indexOf(segment);
}

/** Calibrates K members on their own folds and judges each fold by the member that did not see it. */
function calibrated(
  prepared: PreparedData,
  id: FamilyId,
  members: readonly Tensors[],
  distances: SharedDistances,
  monitor: TrainedMonitor | null,
  arithmetic: FamilyArithmetic,
): Result<{ model: RewardModel; outOfFold: OutOfFoldEpisode[] }> {
  const outOfFold: OutOfFoldEpisode[] = [];
  const records: RewardModel['members'][number][] = [];
  for (const [k, tensors] of members.entries()) {
    const opened = families[id].open(tensors, arithmetic);
    if (!opened.ok) return opened;
    const fold = inputsAt(prepared, rowsOf(prepared.split, k));
    const errors = opened.value.errors(fold, fold.length / prepared.dims);
    const calibration = calibrate(errors);
    if (!calibration.ok) return calibration;
    records.push({ tensors, calibration: calibration.value });
    const { lMin, lMax } = calibration.value;
    let at = 0;
    for (const segment of prepared.split.segments.filter(({ part }) => part === k)) {
      const rows = segment.end - segment.start;
      const episode = episodeOf(prepared, segment);
      const x = prepared.x.subarray(segment.start * prepared.dims, segment.end * prepared.dims);
      outOfFold.push({
        episode,
        member: k,
        energies: errors.slice(at, at + rows).map((m) => (m - lMin) / (lMax - lMin)),
        uncertainties: distances.of(`fold/${segment.start}`, x, rows, episode),
        ...monitor?.unseen.get(segment.start),
      });
      at += rows;
    }
  }
  const { features } = prepared.demonstrations;
  const model = {
    family: id,
    features,
    standardiser: prepared.standardiser,
    members: records,
    kappa: defaultKappa,
    beta: 1,
  };
  return ok({ model, outOfFold });
}

/** Scores of raw rows with their distance ratio: what enforcement reads. @param name of the rows, for `distances` */
export async function framesOf(
  prepared: PreparedData,
  scorer: Scorer,
  distances: SharedDistances,
  name: string,
  raw: Float32Array,
  rows: number,
): Promise<Frames & { readonly memberEnergies: Float64Array }> {
  const { features } = prepared.demonstrations;
  const points = pointsAt({ features, standardiser: prepared.standardiser }, raw, rows);
  const scores = await scorer.score(points, []);
  return { rows, raw, ...scores, distanceRatio: distances.of(name, points.x, rows) };
}

/** Raw rows of a part, at most `most`, evenly spread. */
export function rawRows(
  { demonstrations }: Pick<PreparedData, 'demonstrations'>,
  rows: Uint32Array,
  most = Infinity,
): Float32Array {
  const step = Math.max(1, rows.length / most);
  const chosen = Uint32Array.from(
    { length: Math.min(rows.length, Math.floor(most)) },
    (_, i) => rows[Math.floor(i * step)],
  );
  return gather(demonstrations.values, demonstrations.features.length, rows.length > most ? chosen : rows);
}

/** Statistics of the rows that train some member. */
function trainingStatistics(prepared: PreparedData): FeatureStatistics[] {
  const rows = trainingRowsOf(prepared.split, -1);
  return featureStatistics(prepared.demonstrations.features, rawRows(prepared, rows), rows.length);
}

/** Everything that is said about one family. Held-out (test) episodes make the figures, validation ones the ranking. */
export async function assessFamily(
  prepared: PreparedData,
  id: FamilyId,
  members: readonly Tensors[],
  distances: SharedDistances,
  monitor: TrainedMonitor | null,
  seed: number,
): Promise<Result<AssessedFamily>> {
  const trained = calibrated(prepared, id, members, distances, monitor, await fastArithmetic());
  if (!trained.ok) return trained;
  const { model, outOfFold } = trained.value;
  const opened = await openScorer(model);
  if (!opened.ok) return opened;
  const scorer = opened.value;
  const thresholds = dialFromFolds(outOfFold);
  const join = new Join(outOfFold);
  const judgeOf =
    (part: 'test' | 'validation'): Judge =>
    async (raw, rows, set) => {
      const frames = await framesOf(prepared, scorer, distances, `${part}/${set ?? 'sampled'}`, raw, rows);
      return {
        energy: frames.energy,
        join: join.of(frames.energy, frames.distanceRatio),
        allowed: allowedFrames(frames, thresholds),
      };
    };
  const statistics = trainingStatistics(prepared);
  const width = prepared.demonstrations.features.length;
  const negativesOn = (part: 'test' | 'validation') => {
    const raw = rawRows(prepared, rowsOf(prepared.split, part), mostNegatives);
    return assessNegatives(raw, raw.length / width, statistics, seed, judgeOf(part));
  };
  const test = rawRows(prepared, rowsOf(prepared.split, 'test'));
  const held = await framesOf(prepared, scorer, distances, 'test', test, test.length / width);
  const figures: FamilyAssessment = {
    family: id,
    title: families[id].title,
    negatives: await negativesOn('test'),
    worstOnValidation: worstEnergy(await negativesOn('validation')),
    heldOutMean: held.score.reduce((a, b) => a + b, 0) / held.rows,
  };
  return ok({ model, scorer, outOfFold, thresholds, figures });
}
