/** A whole evaluation: every family calibrated and measured, in whatever order its lanes come to the pieces. */
import { ok, type Result } from '../../basics/result';
import { defaultFamilies, type FamilyId } from '../../reward/families';
import type { TrainingCheckpoint } from '../../reward/families/mixture/training';
import { joinMonitor, type TrainedMonitor } from '../monitor';
import type { PreparedData } from '../prepared-data';
import { assessFamily, type AssessedFamily } from './assess-family';
import type { SharedAssessment } from './assessment';
import {
  calibratedFamily,
  judgeMembers,
  measureBasin,
  type CalibratedFamily,
  type MeasuredBasin,
} from './calibrate-family';
import type { EvaluationJob } from './evaluation-job';

/** Expert weights that stay below this on average have a dead expert behind them (docs/methods.md 1.2). */
const deadGate = 1e-3;

/** What a reward is made of before anything is measured of it. */
export interface CalibratedReward {
  readonly basin: MeasuredBasin;
  /** null where no column varies. */
  readonly monitor: TrainedMonitor | null;
  readonly family: CalibratedFamily;
}
export interface Evaluation {
  readonly basin: MeasuredBasin;
  /** null where no column varies. */
  readonly monitor: TrainedMonitor | null;
  /** In the order in which families are shown. */
  readonly families: readonly AssessedFamily[];
}

/**
 * Same prepared data, checkpoints and seed, same evaluation to the last bit, on however many lanes.
 * @param calibrated handed the family that scores at first as soon as it can: a reward can be used from then on. Its refusal
 * ends the evaluation
 */
export async function evaluate(
  job: EvaluationJob,
  calibrated: (reward: CalibratedReward) => Promise<Result<unknown>> = () => Promise.resolve(ok(null)),
): Promise<Result<Evaluation>> {
  const { prepared, seed, lanes } = job;
  await lanes.each((lane) => lane.begin({ prepared, seed }));
  const measuring = measureBasin(job);
  const moving = learnMotion(job);
  const assess = async (id: FamilyId): Promise<Result<AssessedFamily>> => {
    const [judged, basin, monitor] = await Promise.all([judgeMembers(job, id), measuring, moving]);
    if (!judged.ok) return judged;
    if (!basin.ok) return basin;
    const family = calibratedFamily(job, id, judged.value, basin.value, monitor);
    const first = id === defaultFamilies[0];
    const taken = first ? await calibrated({ basin: basin.value, monitor, family }) : ok(null);
    if (!taken.ok) return taken;
    await lanes.each((lane) => lane.learn(family.model));
    return ok(await assessFamily(job, family, basin.value, monitor));
  };
  const [basin, monitor, ...assessed] = await Promise.all([measuring, moving, ...defaultFamilies.map(assess)]);
  if (!basin.ok) return basin;
  const families: AssessedFamily[] = [];
  for (const family of assessed) {
    if (!family.ok) return family;
    families.push(family.value);
  }
  return ok({ basin: basin.value, monitor, families });
}

/** The monitor's models, a member a piece. */
async function learnMotion({ prepared, checkpoints, lanes, work }: EvaluationJob): Promise<TrainedMonitor | null> {
  const label = 'Learning how demonstrations move';
  const members = checkpoints.map(({ member }) =>
    lanes.run({ label, work: work.motion(1) }, (lane) => lane.monitor(member)),
  );
  return joinMonitor(prepared, await Promise.all(members));
}

/** What all families share: the table that they are compared by, and which one is proposed. */
export function sharedAssessment(
  { split }: PreparedData,
  assessed: readonly AssessedFamily[],
  checkpoints: readonly TrainingCheckpoint[],
): SharedAssessment {
  const best = assessed.reduce((a, b) => (b.figures.worstOnValidation > a.figures.worstOnValidation ? b : a));
  return {
    families: assessed.map(({ figures }) => figures),
    proposed: best.figures.family,
    foldEpisodes: assessed[0].outOfFold.length,
    byEpisode: split.byEpisode,
    recordings: new Set(split.segments.map(({ episode }) => episode)).size,
    deadExperts: checkpoints.flatMap(({ member, gateUse }) =>
      gateUse.flatMap((use, expert) => (use < deadGate ? [`member ${member + 1}, expert ${expert + 1}`] : [])),
    ),
  };
}
