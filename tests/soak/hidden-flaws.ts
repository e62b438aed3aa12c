/**
 * Flaws that no norm knows: a labeller outside the app calls a ball beside the demonstrations bad; a learned patch is made
 * of the flaws that were found in it, and fresh draws of the same generators say what it leaves.
 */
import { joined } from '../../src/basics/arrays';
import { systemClock } from '../../src/basics/clock';
import { Random } from '../../src/basics/random';
import { unwatched } from '../../src/basics/task';
import type { Demonstrations } from '../../src/demonstrations/demonstrations';
import { guessMapping } from '../../src/demonstrations/guess-mapping';
import { prepare } from '../../src/demonstrations/prepare';
import { rowsOf } from '../../src/demonstrations/split';
import { BackendTrainer } from '../../src/engine/trainer';
import { openWasm } from '../../src/engine/wasm/backend';
import { auditedBox, openProblem } from '../../src/flywheel/attack-problem';
import { stepInBall } from '../../src/flywheel/ball';
import { coverWithKernels } from '../../src/flywheel/refinement/cover';
import { harmlessBeside } from '../../src/flywheel/refinement/harmless-beside';
import { ladder } from '../../src/flywheel/red-team/ladder';
import { lowDiscrepancy } from '../../src/flywheel/red-team/low-discrepancy';
import { resampling } from '../../src/flywheel/red-team/resampling';
import type { AttackProblem, GoodPoints, Labeller } from '../../src/flywheel/types';
import { openFiles } from '../../src/formats/open-files';
import { sourceFromFile } from '../../src/formats/source';
import { noDistances } from '../../src/norms/rows';
import { calibrate } from '../../src/reward/calibration/calibrate';
import { trainTestedHead } from '../../src/reward/patches/learned/tested-head';
import { headPatch } from '../../src/reward/patches/learned/contrastive-head';
import { families } from '../../src/reward/families';
import { openModel } from '../../src/reward/open-model';
import { ReferenceScorer } from '../../src/reward/reference-scorer';
import { rewardLost, riskControl, type RiskVerdict } from '../../src/reward/patches/risk-control';
import { defaultKappa } from '../../src/reward/score';
import { defaultSettings, type TrainerHooks } from '../../src/reward/families/mixture/training';
import type { MemberRecord, Patch, Points, RewardModel, Tensors } from '../../src/reward/types';
import { fitBasin } from '../../src/reward/distance/uncertainty';
import { openSearches } from '../../src/flywheel/search/searches';
import { goodRows, inputsAt, prepareData, memberData, type PreparedData } from '../../src/training/prepared-data';
import { value } from '../unit/flywheel/red-team/opened';

export interface HiddenFlaws {
  readonly seed: number;
  /** Distance of the ball's middle from the mean of the demonstrations, standardised. */
  readonly away: number;
  /** Flaws that the head learned from; 0 = the reward is not fooled there. */
  readonly flaws: number;
  /** Flaws of fresh draws before the patch, and the share of them that it leaves above the floor. */
  readonly fresh: number;
  readonly left: number;
  /** The same where certified kernels alone are made of the first flaws. */
  readonly byKernels: number;
  readonly heldOutLoss: number;
  readonly verdict: RiskVerdict | null;
}

const members = 5;
const radius = 0.75;
const floor = 0.05;
const queries = 20_000;
/** Iterations: what one head misses, the next one learns as well. */
const iterations = 3;
const kernelFlaws = 3000;
/** Steps outwards, standardised. */
const stride = 0.01;

/** Trains one member's reward; the Gaussians unless told otherwise. */
export type Fit = (prepared: PreparedData, member: number, seed: number) => Promise<Tensors>;

export const fitGaussians: Fit = (prepared, member, seed) => {
  const { train, dims } = memberData(prepared, member);
  const { fit } = families.gaussians;
  if (!fit) throw new Error('Gaussians fit themselves');
  return fit({ x: train, rows: train.length / dims, dims, seed, member }, unwatched);
};

/** Opened while this module loads: whoever runs it may not load anything later. */
const kernel = value(await openWasm());

/** The default mixture, trained as the app trains it, on our WebAssembly kernel. */
export const fitMixture: Fit = async (prepared, member, seed) => {
  const trainer = new BackendTrainer(kernel, systemClock);
  const hooks: TrainerHooks = {
    report: () => undefined,
    checkpoint: () => Promise.resolve(),
    control: () => Promise.resolve('go'),
  };
  const trained = value(
    await trainer.train(member, memberData(prepared, member), { ...defaultSettings, seed }, hooks, null),
  );
  if (trained === null) throw new Error('Nobody stopped the training');
  return trained.tensors;
};

async function modelOf(
  prepared: PreparedData,
  family: RewardModel['family'],
  fit: Fit,
  seed: number,
): Promise<RewardModel> {
  const records: MemberRecord[] = [];
  for (let member = 0; member < members; member++) {
    const tensors = await fit(prepared, member, seed);
    const fold = inputsAt(prepared, rowsOf(prepared.split, member));
    const errors = value(families[family].open(tensors)).errors(fold, fold.length / prepared.dims);
    records.push({ tensors, calibration: value(calibrate(errors)) });
  }
  const { demonstrations, standardiser } = prepared;
  return { family, features: demonstrations.features, standardiser, members: records, kappa: defaultKappa, beta: 1 };
}

/** Middle of the nearest ball along a seeded direction from the mean that holds no demonstration, [D]. */
export function ballBeside(x: Float32Array, dims: number, seed: number): Float64Array {
  const random = Random.of(seed, 'hidden ball');
  const step = Float64Array.from({ length: dims }, () => random.normal());
  const length = Math.hypot(...step);
  for (let reach = 0; ; reach += stride) {
    const middle = step.map((part) => (part / length) * reach);
    if (!isWithin(x, dims, middle).includes(1)) return middle;
  }
}

/** 1 where a row lies in the ball, [rows]. */
function isWithin(x: ArrayLike<number>, dims: number, middle: Float64Array): Uint8Array {
  return Uint8Array.from({ length: x.length / dims }, (_, row) => {
    let squares = 0;
    for (let d = 0; d < dims; d++) squares += (x[row * dims + d] - middle[d]) ** 2;
    return squares < radius * radius ? 1 : 0;
  });
}

/** Whoever stands outside and calls the ball bad, and nothing else. */
function ballLabeller(dims: number, middle: Float64Array): Labeller {
  return { label: ({ x }) => Promise.resolve(isWithin(x, dims, middle)) };
}

/** Good points of given rows with fold and reward. */
async function goodPoints(
  prepared: PreparedData,
  rows: Uint32Array,
  problem: Pick<AttackProblem, 'scoresUnder'>,
): Promise<GoodPoints> {
  const [episodes, folds] = [new Uint32Array(rows.length), new Int32Array(rows.length)];
  const owner = new Map<number, { episode: number; fold: number }>();
  prepared.split.segments.forEach(({ start, end, episode, part }, place) => {
    const own = prepared.split.byEpisode ? episode : place;
    for (let row = start; row < end; row++)
      owner.set(row, { episode: own, fold: typeof part === 'number' ? part : -1 });
  });
  rows.forEach((row, i) => {
    const { episode, fold } = owner.get(row) ?? { episode: 0, fold: -1 };
    [episodes[i], folds[i]] = [episode, fold];
  });
  const width = prepared.demonstrations.features.length;
  const raw = Float64Array.from({ length: rows.length * width }, (_, i) => {
    return prepared.demonstrations.values[rows[Math.floor(i / width)] * width + (i % width)];
  });
  const points = { rows: rows.length, x: inputsAt(prepared, rows), raw };
  return { points, episodes, folds, reward: (await problem.scoresUnder(points, [])).baseReward };
}

/** Points of all generators inside the ball. @param known raw flaws to resample */
async function drawn(problem: AttackProblem, middle: Float64Array, seed: number, known: Float64Array): Promise<Points> {
  const random = Random.of(seed, 'in ball');
  const { dims } = problem;
  const inside = new Float64Array(queries * dims);
  for (let row = 0; row < queries; row++) {
    stepInBall(random, dims, radius).forEach((part, d) => (inside[row * dims + d] = middle[d] + part));
  }
  const raws = [problem.rawOf(inside, queries)];
  for (const strategy of [lowDiscrepancy, ladder, resampling]) {
    raws.push(Float64Array.from((await strategy.propose(problem, queries, seed, known)).raw));
  }
  const width = problem.space.features.length;
  const raw = new Float64Array(raws.reduce((sum, part) => sum + part.length, 0));
  raws.reduce((at, part) => (raw.set(part, at), at + part.length), 0);
  const all = problem.points(raw, raw.length / width);
  return rowsWhere(all, isWithin(all.x, dims, middle));
}

function rowsWhere({ rows, x, raw }: Points, marks: Uint8Array): Points {
  const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => marks[row] === 1);
  const take = (from: ArrayLike<number>) => {
    const width = from.length / rows;
    return Float64Array.from(
      { length: kept.length * width },
      (_, i) => from[kept[Math.floor(i / width)] * width + (i % width)],
    );
  };
  return { rows: kept.length, x: take(x), raw: take(raw) };
}

async function flawsOf(
  problem: AttackProblem,
  middle: Float64Array,
  seed: number,
  patches: readonly Patch[],
): Promise<Points> {
  const first = await above(problem, await drawn(problem, middle, seed, new Float64Array(0)), patches);
  return above(problem, await drawn(problem, middle, seed, Float64Array.from(first.raw)), patches);
}

/** Share of fresh flaws that kernels within the budget leave, made of at most so many flaws. */
async function leftByKernels(problem: AttackProblem, flaws: Points, fresh: Points): Promise<number> {
  const { dims, basin, epsilon99: epsilon } = problem;
  const used = rowsWhere(
    flaws,
    Uint8Array.from({ length: flaws.rows }, (_, row) => (row < kernelFlaws ? 1 : 0)),
  );
  const { score } = await problem.scoresUnder(used, []);
  const cover = await coverWithKernels({
    ...{ dims, flaws: used.x, need: score.map((s) => s - floor + 1e-4), basin: basin.points.x, epsilon },
    ...{ spent: new Float64Array(basin.points.rows), limit: 0.1, kernel: 'plateau', core: 0.7, maxPatches: 2000 },
  });
  const patches = cover.kernels.map((place, i): Patch => ({
    ...{ id: `k${i}`, kind: 'suppress', space: 'input', kernel: 'plateau', core: 0.7, strength: 1, gate: null },
    ...place,
  }));
  const { score: after } = await problem.scoresUnder(fresh, patches);
  return after.filter((s) => s > floor).length / Math.max(1, fresh.rows);
}

async function above(problem: AttackProblem, points: Points, patches: readonly Patch[]): Promise<Points> {
  if (points.rows === 0) return points;
  const { score } = await problem.scoresUnder(points, patches);
  return rowsWhere(
    points,
    Uint8Array.from(score, (score) => (score > floor ? 1 : 0)),
  );
}

/** One ball, three iterations with a head each. @param seed of the split, the training, the ball and the head */
export async function hiddenFlaws(
  demonstrations: Demonstrations,
  seed: number,
  family: RewardModel['family'] = 'gaussians',
  fit: Fit = fitGaussians,
): Promise<HiddenFlaws> {
  const prepared = value(prepareData(demonstrations, members, seed));
  const { dims } = prepared;
  const model = await modelOf(prepared, family, fit, seed);
  const models = value(openModel(model));
  const scorer = new ReferenceScorer(model, models);
  const scoresUnder: AttackProblem['scoresUnder'] = (points, patches) => scorer.score(points, patches);
  const basin = await goodPoints(prepared, goodRows(prepared), { scoresUnder });
  const heldOut = await goodPoints(prepared, rowsOf(prepared.split, 'test'), { scoresUnder });
  const fitted = value(fitBasin(Float32Array.from(basin.points.x), basin.episodes, dims, seed));
  const middle = ballBeside(prepared.x, dims, seed);
  const away = Math.hypot(...middle);
  const problem = openProblem({
    space: { features: model.features, standardiser: model.standardiser },
    box: auditedBox(model.features, basin.points.raw, basin.points.rows, 1.5),
    floor,
    norms: [],
    distances: noDistances,
    basin,
    heldOut,
    epsilon99: fitted.basin.epsilon99,
    uMax: NaN,
    labeller: ballLabeller(dims, middle),
    searches: openSearches(model, models, scorer),
    scorer,
    task: unwatched,
    patches: () => [],
    uncertainties: ({ rows }) => new Float64Array(rows),
  });
  const first = await flawsOf(problem, middle, (iterations + 1) * seed, []);
  if (first.rows === 0) return { seed, away, flaws: 0, fresh: 0, left: 0, byKernels: 0, heldOutLoss: 0, verdict: null };
  const { points, episodes, folds, reward } = basin;
  const train = async (bad: Float64Array) => {
    const harmless = await harmlessBeside(problem, bad, seed);
    return trainTestedHead({ dims, x: points.x, episodes, folds, reward, bad, harmless, seed });
  };
  let known = Float64Array.from(first.x);
  let { head, losses } = await train(known);
  let patch = headPatch(head, 'learned', '');
  for (let iteration = 1; iteration < iterations; iteration++) {
    const missed = await flawsOf(problem, middle, (iterations + 1) * seed + iteration, [patch]);
    if (missed.rows === 0) break;
    known = joined([known, Float64Array.from(missed.x)]);
    ({ head, losses } = await train(known));
    patch = headPatch(head, 'learned', '');
  }
  const fresh = await flawsOf(problem, middle, (iterations + 1) * seed + iterations, []);
  const after = fresh.rows === 0 ? new Float64Array(0) : (await scoresUnder(fresh, [patch])).score;
  const held = await scoresUnder(heldOut.points, [patch]);
  const lost = held.baseReward.map((r, row) => rewardLost(r, held.suppression[row]));
  return {
    seed,
    away,
    flaws: known.length / dims,
    fresh: fresh.rows,
    left: fresh.rows === 0 ? 0 : after.filter((score) => score > floor).length / fresh.rows,
    byKernels: await leftByKernels(problem, first, fresh),
    heldOutLoss: lost.reduce((sum, loss) => sum + loss, 0) / lost.length,
    verdict: riskControl(losses, 0.1),
  };
}

/** What a file's own bytes and the proposed mapping make of it. */
export async function demonstrationsIn(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Demonstrations> {
  const table = value(await openFiles([sourceFromFile(new File([bytes], name))], unwatched));
  return value(prepare(table, guessMapping(table))).demonstrations;
}
