/** Small rewards of fast families over made-up recordings, as judging episodes needs them. */
import { Random } from '../../../src/basics/random';
import type { Result } from '../../../src/basics/result';
import { unwatched } from '../../../src/basics/task';
import type { Demonstrations, Feature, Origins } from '../../../src/demonstrations/demonstrations';
import { plainOrigins } from '../../../src/demonstrations/origins';
import { trainingRowsOf } from '../../../src/demonstrations/split';
import type { Thresholds } from '../../../src/gate/thresholds';
import type { AuditCells } from '../../../src/gate/cells/audit-cells';
import type { Norm } from '../../../src/norms/norm';
import { CrossConformal } from '../../../src/reward/calibration/conformal';
import { openModel } from '../../../src/reward/open-model';
import { plainArithmetic } from '../../../src/reward/families/arithmetic';
import { families } from '../../../src/reward/families';
import type { FamilyId, Patch, Tensors } from '../../../src/reward/types';
import { fitBasin } from '../../../src/reward/distance/uncertainty';
import { SharedDistances } from '../../../src/training/evaluation/shared-distances';
import { assessFamily, episodeOf } from '../../../src/training/evaluation/assess-family';
import { openGate } from '../../../src/gate/open-gate';
import type { JudgingReward } from '../../../src/app/episodes/reward';
import { trainMonitor } from '../../../src/training/monitor';
import { goodRows, inputsAt, prepareData, type PreparedData } from '../../../src/training/prepared-data';

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
  const tensors: Tensors[] = [];
  for (let member = 0; member < members; member++) {
    const x = inputsAt(prepared, trainingRowsOf(prepared.split, member));
    const { fit } = families[family];
    if (!fit) throw new Error(`${family} is not fitted here`);
    tensors.push(await fit({ x, rows: x.length / prepared.dims, dims: prepared.dims, seed, member }, unwatched));
  }
  const good = prepared.split.segments.filter(({ part }) => part !== 'test');
  const owners = good.flatMap((segment) =>
    new Array<number>(segment.end - segment.start).fill(episodeOf(prepared, segment)),
  );
  const fitted = need(fitBasin(inputsAt(prepared, goodRows(prepared)), Uint32Array.from(owners), prepared.dims, seed));
  const distances = new SharedDistances(fitted);
  const monitor = await trainMonitor(prepared, members, seed, unwatched, plainArithmetic);
  const { model, scorer, outOfFold, thresholds } = need(
    await assessFamily(prepared, family, tensors, distances, monitor, seed),
  );
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
