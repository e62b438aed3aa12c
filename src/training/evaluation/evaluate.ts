/** A whole evaluation: every family calibrated and measured, in whatever order its lanes come to the pieces. */
import { ok, type Result } from '../../basics/result';
import { defaultFamilies } from '../../reward/families';
import type { TrainingCheckpoint } from '../../reward/families/mixture/training';
import type { TrainedMonitor } from '../monitor';
import type { PreparedData } from '../prepared-data';
import { assessFamily, type AssessedFamily } from './assess-family';
import type { SharedAssessment } from './assessment';
import { calibratedFamily, judgeMembers, measureBasin, type MeasuredBasin } from './calibrate-family';
import type { EvaluationJob } from './evaluation-job';

/** Expert weights that stay below this on average have a dead expert behind them (docs/methods.md 1.2). */
const deadGate = 1e-3;

export interface Evaluation {
  readonly basin: MeasuredBasin;
  /** null where no column varies. */
  readonly monitor: TrainedMonitor | null;
  /** In the order in which families are shown. */
  readonly families: readonly AssessedFamily[];
}

/** Same prepared data, checkpoints and seed, same evaluation to the last bit, on however many lanes. */
export async function evaluate(job: EvaluationJob): Promise<Result<Evaluation>> {
  const { prepared, seed, lanes } = job;
  await lanes.each((lane) => lane.begin({ prepared, seed }));
  const measuring = measureBasin(job);
  const members = job.checkpoints.length;
  const moving = lanes.run({ label: 'Learning how demonstrations move', work: job.work.motion(members) }, (lane) =>
    lane.monitor(members),
  );
  const [basin, monitor, ...assessed] = await Promise.all([
    measuring,
    moving,
    ...defaultFamilies.map(async (id): Promise<Result<AssessedFamily>> => {
      const [judged, measured, moved] = await Promise.all([judgeMembers(job, id), measuring, moving]);
      if (!judged.ok) return judged;
      if (!measured.ok) return measured;
      const family = calibratedFamily(job, id, judged.value, measured.value, moved);
      await lanes.each((lane) => lane.learn(family.model));
      return ok(await assessFamily(job, family, measured.value, moved));
    }),
  ]);
  if (!basin.ok) return basin;
  const families: AssessedFamily[] = [];
  for (const family of assessed) {
    if (!family.ok) return family;
    families.push(family.value);
  }
  return ok({ basin: basin.value, monitor, families });
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
