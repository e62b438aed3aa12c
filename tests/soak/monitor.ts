/** What the monitor interrupts and notices on data at hand, beside separate limits on n and u, for `npm run soak -- monitor`. */
import { existsSync, readFileSync } from 'node:fs';
import { unwatched } from '../../src/basics/task';
import { guessMapping } from '../../src/demonstrations/guess-mapping';
import { prepare } from '../../src/demonstrations/prepare';
import { openFiles } from '../../src/formats/open-files';
import { sourceFromBytes } from '../../src/formats/source';
import { gateMonitor, motionColumns } from '../../src/gate/monitor/gate-monitor';
import { defaultSettings, type TrainingCheckpoint } from '../../src/reward/families/mixture/training';
import { fastArithmetic } from '../../src/engine/arithmetic';
import { calibratedFamily, judgeMembers, measureBasin } from '../../src/training/evaluation/calibrate-family';
import { EvaluationJob } from '../../src/training/evaluation/evaluation-job';
import { Evaluator, type EvaluationLane } from '../../src/training/evaluation/evaluator';
import { Lanes } from '../../src/training/evaluation/lanes';
import { monitorFigures, type MonitorFigures } from '../../src/training/evaluation/monitor-figures';
import { trainMonitor } from '../../src/training/monitor';
import { prepareData } from '../../src/training/prepared-data';
import type { Result } from '../../src/basics/result';

export const datasets = {
  'cartpole-imitation': '../shared/data/cartpole-imitation/cartpole_expert_rollouts.npz',
  'cartpole-stable-baselines': '../shared/data/cartpole-stable-baselines/expert_cartpole.npz',
  'mountaincar-human': '../shared/data/mountaincar-human/expert_demo_maxent.npy',
  'point-maze': 'static/examples/point-maze.csv',
  pendulum: 'static/examples/pendulum-swing-up.jsonl',
  'two-joint arm': 'static/examples/two-joint-arm.npz',
} as const;
export type DatasetName = keyof typeof datasets;

const members = 5;

function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

export interface Outcome {
  readonly episodes: number;
  /** Null where fewer than ten episodes calibrate. */
  readonly monitor: MonitorFigures | null;
  /** By u_max and n_max alone, each with half of the dial. */
  readonly before: MonitorFigures | null;
}

/** Trains the Gaussian family on one split of a data set and measures both rules. Null where the files are not here. */
export async function measure(name: DatasetName, seed: number): Promise<Outcome | null> {
  const path = datasets[name];
  if (!existsSync(path)) return null;
  const file = sourceFromBytes(path, new Uint8Array(readFileSync(path)));
  const table = need(await openFiles([file], unwatched));
  const { demonstrations } = need(prepare(table, guessMapping(table)));
  const prepared = need(prepareData(demonstrations, members, seed));
  const { split } = prepared;
  const good = split.segments.filter(({ part }) => part !== 'test');
  const checkpoints = Array.from(
    { length: members },
    (_, member) => ({ member, settings: { ...defaultSettings, members, seed } }) as TrainingCheckpoint,
  );
  const job = new EvaluationJob(prepared, checkpoints, seed, new Lanes<EvaluationLane>([new Evaluator()]));
  await job.lanes.each((lane) => lane.begin(job));
  const { basin, foldRatios, centre } = need(await measureBasin(job));
  const monitor = await trainMonitor(prepared, members, seed, unwatched, await fastArithmetic());
  const judged = need(await judgeMembers(job, 'gaussians'));
  const { model, outOfFold, thresholds } = calibratedFamily(
    job,
    'gaussians',
    judged,
    { basin, foldRatios, centre },
    monitor,
  );
  await job.lanes.each((lane) => lane.learn(model));
  const by = gateMonitor(demonstrations.features, monitor?.models, outOfFold, thresholds.dial);
  const held = split.segments.filter(({ part }) => part === 'test');
  if (by === null) return { episodes: outOfFold.length, monitor: null, before: null };
  const ask = (followed: boolean) =>
    monitorFigures(by, thresholds, demonstrations, held, good, seed, async (rows, raw, starts) => {
      const count = starts[starts.length - 1];
      const scores = await job.rowScores('gaussians', rows, raw, count);
      const distanceRatio = (await job.rowDistances(rows, raw, count)).map((distance) => distance / basin.epsilon99);
      const frames = { rows: count, raw, ...scores, distanceRatio };
      return followed ? { ...frames, followed: { by, ...motionColumns(by, raw, starts) } } : frames;
    });
  return { episodes: outOfFold.length, monitor: await ask(true), before: await ask(false) };
}
