/** Small rewards of fast families over made-up recordings, as judging episodes needs them. */
import { Random } from '../../../src/basics/random';
import type { Result } from '../../../src/basics/result';
import type { Demonstrations, Feature, Origins } from '../../../src/demonstrations/demonstrations';
import { plainOrigins } from '../../../src/demonstrations/origins';
import { openScorer } from '../../../src/engine/open-scorer';
import type { Thresholds } from '../../../src/gate/thresholds';
import type { AuditCells } from '../../../src/gate/cells/audit-cells';
import type { Norm } from '../../../src/norms/norm';
import { CrossConformal } from '../../../src/reward/calibration/conformal';
import { openModel } from '../../../src/reward/open-model';
import { defaultSettings, type TrainingCheckpoint } from '../../../src/reward/families/mixture/training';
import type { FamilyId, Patch } from '../../../src/reward/types';
import { openBasin } from '../../../src/reward/distance/uncertainty';
import { calibratedFamily, judgeMembers, measureBasin } from '../../../src/training/evaluation/calibrate-family';
import { EvaluationJob } from '../../../src/training/evaluation/evaluation-job';
import { Evaluator, type EvaluationLane } from '../../../src/training/evaluation/evaluator';
import { Lanes } from '../../../src/training/evaluation/lanes';
import { openGate } from '../../../src/gate/open-gate';
import type { JudgingReward } from '../../../src/app/episodes/reward';
import { unwatched } from '../../../src/basics/task';
import { plainArithmetic } from '../../../src/reward/families/arithmetic';
import { trainMonitor } from '../../../src/training/monitor';
import { prepareData, type PreparedData } from '../../../src/training/prepared-data';

export const settings = { members: 3, seed: 1 };

export function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const names = ['x', 'y', 'speed'];

/** Points on noisy circles; as many frames an episode as `lengths` says. */
export function circles(lengths: readonly number[], seed = 1): Demonstrations {
  const random = Random.of(seed, 'episodes');
  const values: number[] = [];
  const episodes = [0];
  for (const length of lengths) {
    const [start, pace] = [random.uniform(0, 6.28), random.uniform(0.08, 0.12)];
    for (let t = 0; t < length; t++) {
      const angle = start + pace * t;
      values.push(...[Math.cos(angle), Math.sin(angle), pace].map((value) => value + 0.02 * random.normal()));
    }
    episodes.push(values.length / names.length);
  }
  const features: Feature[] = names.map((name) => ({
    ...{ name, unit: '', role: 'continuous', column: name, group: 'observation', levels: [] },
  }));
  return {
    features,
    rows: values.length / names.length,
    values: Float32Array.from(values),
    episodes: Uint32Array.from(episodes),
    timeStep: 0.1,
  };
}

/** Whole recordings, their episodes numbered from `first`. */
export function originsOf(demonstrations: Demonstrations, first = 0): Origins {
  const origins = plainOrigins(demonstrations);
  return { ...origins, numbers: origins.numbers.map((number) => first + number) };
}

/** Moves one frame away from the circle. */
export function plant({ values, episodes }: Demonstrations, episode: number, frame: number, by: number): void {
  values[(episodes[episode] + frame) * names.length] += by;
}

export interface Trained {
  readonly prepared: PreparedData;
  readonly reward: JudgingReward;
}

/** What the gate holds beside what training set. */
export interface Enforced {
  readonly norms?: readonly Norm[];
  readonly cells?: AuditCells | null;
  readonly change?: Partial<Thresholds>;
}

/** Trains, calibrates and opens a reward of a family. */
export async function train(
  demonstrations: Demonstrations,
  family: FamilyId = 'gaussians',
  patches: readonly Patch[] = [],
  { members, seed } = settings,
  { norms = [], cells = null, change = {} }: Enforced = {},
): Promise<Trained> {
  const prepared = need(prepareData(demonstrations, members, seed));
  const checkpoints = Array.from(
    { length: members },
    (_, member) => ({ member, settings: { ...defaultSettings, members, seed } }) as TrainingCheckpoint,
  );
  const job = new EvaluationJob(prepared, checkpoints, seed, new Lanes<EvaluationLane>([new Evaluator()]));
  await job.lanes.each((lane) => lane.begin(job));
  const basin = need(await measureBasin(job));
  const judged = need(await judgeMembers(job, family));
  const monitor = await trainMonitor(prepared, members, seed, unwatched, plainArithmetic);
  const { model, outOfFold, thresholds } = calibratedFamily(job, family, judged, basin, monitor);
  const fitted = openBasin(basin.basin);
  const scorer = need(await openScorer(model));
  const conformal = new CrossConformal(outOfFold, members);
  const { byEpisode } = prepared.split;
  const parts = {
    model,
    monitor: monitor?.models ?? null,
    norms,
    thresholds: { ...thresholds, ...change },
    basin: fitted.basin,
    outOfFold,
  };
  const gate = openGate({ ...parts, assessment: { byEpisode }, conformal }, cells);
  const claims = gate.conformal !== null;
  const models = need(openModel(model));
  return {
    prepared,
    reward: { model, models, scorer, patches, gate, conformal, claims, outOfFold, fitted, cover: null },
  };
}
