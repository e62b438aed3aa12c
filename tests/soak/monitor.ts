/** What the monitor interrupts and notices on data at hand, beside separate limits on n and u, for `npm run soak -- monitor`. */
import { existsSync, readFileSync } from 'node:fs';
import { unwatched } from '../../src/basics/task';
import { guessMapping } from '../../src/demonstrations/guess-mapping';
import { prepare } from '../../src/demonstrations/prepare';
import { trainingRowsOf } from '../../src/demonstrations/split';
import { openFiles } from '../../src/formats/open-files';
import { sourceFromBytes } from '../../src/formats/source';
import { gateMonitor, motionColumns } from '../../src/gate/monitor/gate-monitor';
import type { Basin } from '../../src/reward/types';
import { families } from '../../src/reward/families';
import { plainArithmetic } from '../../src/reward/families/arithmetic';
import { fitBasin } from '../../src/reward/distance/uncertainty';
import { assessFamily, episodeOf, framesOf } from '../../src/training/evaluation/assess-family';
import { monitorFigures, type MonitorFigures } from '../../src/training/evaluation/monitor-figures';
import { SharedDistances } from '../../src/training/evaluation/shared-distances';
import { trainMonitor } from '../../src/training/monitor';
import { goodRows, inputsAt, prepareData } from '../../src/training/prepared-data';
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
  const { split, dims } = prepared;
  const { fit } = families.gaussians;
  if (!fit) throw new Error('the Gaussian family fits itself');
  const tensors = [];
  for (let member = 0; member < members; member++) {
    const x = inputsAt(prepared, trainingRowsOf(split, member));
    tensors.push(await fit({ x, rows: x.length / dims, dims, seed, member }, unwatched));
  }
  const good = split.segments.filter(({ part }) => part !== 'test');
  const owners = good.flatMap((segment) =>
    new Array<number>(segment.end - segment.start).fill(episodeOf(prepared, segment)),
  );
  const fitted = need(fitBasin(inputsAt(prepared, goodRows(prepared)), Uint32Array.from(owners), dims, seed));
  const distances = new SharedDistances(fitted satisfies { basin: Basin });
  const monitor = await trainMonitor(prepared, members, seed, unwatched, plainArithmetic);
  const family = need(await assessFamily(prepared, 'gaussians', tensors, distances, monitor, seed));
  const { outOfFold, thresholds, scorer } = family;
  const by = gateMonitor(demonstrations.features, monitor?.models, outOfFold, thresholds.dial);
  const held = split.segments.filter(({ part }) => part === 'test');
  if (by === null) return { episodes: outOfFold.length, monitor: null, before: null };
  const ask = (followed: boolean) =>
    monitorFigures(by, thresholds, demonstrations, held, good, seed, async (rows, raw, starts) => {
      const frames = await framesOf(prepared, scorer, distances, rows, raw, starts[starts.length - 1]);
      return followed ? { ...frames, followed: { by, ...motionColumns(by, raw, starts) } } : frames;
    });
  return { episodes: outOfFold.length, monitor: await ask(true), before: await ask(false) };
}
