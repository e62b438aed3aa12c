/**
 * What stands before any figure: how far good frames lie apart, and the members of a family on episodes that they have not
 * seen (docs/methods.md 1.3, 1.4, 5). A reward can be used from here on.
 */
import { joined } from '../../basics/arrays';
import { ok, type Result } from '../../basics/result';
import { dialFromFolds } from '../../gate/dial/dial';
import type { Thresholds } from '../../gate/thresholds';
import { hasOthers, onePiece, radiusOf } from '../../reward/distance/uncertainty';
import { families, type FamilyId } from '../../reward/families';
import { defaultKappa } from '../../reward/score';
import type { Basin, OutOfFoldEpisode, RewardModel } from '../../reward/types';
import type { TrainedMonitor } from '../monitor';
import { goodRows, inputsAt } from '../prepared-data';
import { calibrationSegments, episodeOf } from './episodes';
import type { EvaluationJob } from './evaluation-job';
import { basinEpisodes, radiusQueries, type JudgedMember } from './evaluator';

export interface MeasuredBasin {
  readonly basin: Basin;
  /** u of the rows of calibration segments to the other episodes, segment by segment. */
  readonly foldRatios: Float64Array;
  /** Row of the data set that lies nearest to the middle: a real frame, where a median of columns need not be one. */
  readonly centre: number;
}

export interface CalibratedFamily {
  readonly model: RewardModel;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  readonly thresholds: Thresholds;
}

const radiusPiece = 500;
const foldPiece = 4;

/** Measures ε₉₉ and, with it, u of every calibration episode. @returns `too-few-rows` when all is one episode */
export async function measureBasin(job: EvaluationJob): Promise<Result<MeasuredBasin>> {
  const { prepared, seed, work } = job;
  const { dims } = prepared;
  const episodes = basinEpisodes(prepared);
  if (!hasOthers(episodes)) return onePiece();
  const label = 'Measuring how far demonstrations lie apart';
  const segments = calibrationSegments(prepared);
  const foldRows = segments.reduce((sum, { start, end }) => sum + end - start, 0);
  const queries = radiusQueries(prepared, seed).length;
  const [radii, folds, middle] = await Promise.all([
    job.inPieces(label, work.distance, [0, queries], radiusPiece, (lane, from, to) => lane.radiusDistances(from, to)),
    job.inPieces(
      label,
      (work.distance * foldRows) / segments.length,
      [0, segments.length],
      foldPiece,
      (lane, from, to) => lane.foldDistances(from, to),
    ),
    job.lanes.run({ label, work: work.distance }, (lane) => lane.middle()),
  ]);
  const good = goodRows(prepared);
  const basin = { dims, points: inputsAt(prepared, good), episodes, epsilon99: radiusOf(radii) };
  const foldRatios = folds.map((distance) => distance / basin.epsilon99);
  return ok({ basin, foldRatios, centre: good[middle] });
}

/** Has every member of a family fitted, where it is not trained yet, and judged on its own fold. */
export async function judgeMembers(job: EvaluationJob, id: FamilyId): Promise<Result<readonly JudgedMember[]>> {
  const { title, fit } = families[id];
  const all = job.checkpoints.length;
  const judged = await Promise.all(
    job.checkpoints.map((checkpoint) => {
      const verb = fit ? 'Fitting' : 'Calibrating';
      const label = `${verb} ${title}: member ${checkpoint.member + 1} of ${all}`;
      return job.lanes.run({ label, work: job.work.member(id) }, (lane) => lane.member(id, checkpoint));
    }),
  );
  const members: JudgedMember[] = [];
  for (const member of judged) {
    if (!member.ok) return member;
    members.push(member.value);
  }
  return ok(members);
}

/** A family's model with what its members said of episodes that they had not seen, and the gate that follows from it. */
export function calibratedFamily(
  { prepared }: EvaluationJob,
  id: FamilyId,
  members: readonly JudgedMember[],
  { foldRatios }: MeasuredBasin,
  monitor: TrainedMonitor | null,
): CalibratedFamily {
  const energies = joined(members.map((member) => member.energies));
  let at = 0;
  const outOfFold = calibrationSegments(prepared).map((segment): OutOfFoldEpisode => {
    const [start, end] = [at, (at += segment.end - segment.start)];
    return {
      episode: episodeOf(prepared, segment),
      member: segment.part as number,
      energies: energies.slice(start, end),
      uncertainties: foldRatios.slice(start, end),
      ...monitor?.unseen.get(segment.start),
    };
  });
  const model = {
    family: id,
    features: prepared.demonstrations.features,
    standardiser: prepared.standardiser,
    members: members.map(({ record }) => record),
    kappa: defaultKappa,
    beta: 1,
  };
  return { model, outOfFold, thresholds: dialFromFolds(outOfFold) };
}
