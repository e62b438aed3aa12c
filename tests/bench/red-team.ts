/**
 * The red team at work on a reward of the size of the point maze (4 inputs, 9544 good points, five members of the default
 * form, norms on every feature and on the distance to the good points): queries per second of each strategy with its
 * candidates verified; and a million candidates verified under 1000 patches, in 8 inputs.
 */
import { Random } from '../../src/basics/random';
import { systemClock } from '../../src/basics/clock';
import type { Task } from '../../src/basics/task';
import { auditedBox, openProblem } from '../../src/flywheel/attack-problem';
import { namedDistributions, strategies } from '../../src/flywheel/red-team';
import type { AttackProblem, Strategy } from '../../src/flywheel/types';
import { verify } from '../../src/flywheel/verifier';
import type { Norm } from '../../src/norms/norm';
import { openNorms } from '../../src/norms/open-norm';
import { openModel } from '../../src/reward/open-model';
import type { Patch, RewardModel, Scorer } from '../../src/reward/types';
import { nearestDistances } from '../../src/reward/distance/neighbour-search';
import { fitBasin, uncertainties, type FittedBasin } from '../../src/reward/distance/uncertainty';
import { breathe, openScorer } from '../../src/engine/open-scorer';
import { openSearches } from '../../src/flywheel/search/searches';
import type { Result } from '../../src/basics/result';
import { measured, type Bench } from './rows';
import { madeUpModel, madeUpPatches } from './scoring';

const rows = 9544;
const episodes = 60;
/** What a strategy is asked to look at: its share of a default audit of 20 000. */
const quota = 2500;
const million = 1_000_000;

function value<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.failure.message);
}

const task: Task = { report: () => undefined, cancelled: () => false, breathe };

/** Episodes that follow one bent path, [rows × D]. */
function path(dims: number): Float32Array {
  const random = Random.of(1, 'bench', 'path', dims);
  const phases = Array.from({ length: dims }, () => random.uniform(0, 2 * Math.PI));
  return Float32Array.from({ length: rows * dims }, (_, i) => {
    const d = i % dims;
    const time = (2 * Math.PI * ((i - d) / dims)) / (rows / episodes);
    return 1.4 * Math.sin((1 + (d % 3)) * time + phases[d]) + 0.05 * random.normal();
  });
}

/** The model's own first guess, calibrated so that good points are rewarded about as a trained one would. */
async function calibrated(model: RewardModel, x: Float32Array): Promise<RewardModel> {
  const scorer = value(await openScorer(model));
  const errors = await scorer.errors({ rows, x, raw: x });
  scorer.dispose();
  const members = model.members.map((member, k) => {
    const own = Float64Array.from({ length: rows }, (_, row) => errors[row * model.members.length + k]).sort();
    return { ...member, calibration: { lMin: own[Math.floor(0.9 * rows)], lMax: own[Math.floor(0.98 * rows)] } };
  });
  return { ...model, members };
}

function normsFor(dims: number, fitted: FittedBasin): Norm[] {
  const ranges = Array.from({ length: dims }, (_, d): Norm => {
    return { id: `range-${d}`, type: 'range', features: [d], min: [-1.7], max: [1.7] };
  });
  return [...ranges, { id: 'support', type: 'support', boundary: 3 * fitted.basin.epsilon99 }];
}

/** @param patches of the moment */
async function stage(dims: number, patches: readonly Patch[]): Promise<{ problem: AttackProblem; scorer: Scorer }> {
  const x = path(dims);
  const model = await calibrated(madeUpModel(dims), x);
  const scorer = value(await openScorer(model));
  const owners = Uint32Array.from({ length: rows }, (_, row) => Math.floor((row * episodes) / rows));
  const fitted = value(fitBasin(x, owners, dims, 1));
  const space = { features: model.features, standardiser: model.standardiser };
  const distances = {
    distance: (at: Float32Array | Float64Array, offset: number) =>
      nearestDistances(fitted.search, at.subarray(offset, offset + fitted.basin.dims), 1)[0],
  };
  const points = { rows, x, raw: Float64Array.from(x) };
  const problem = openProblem({
    space,
    box: auditedBox(model.features, x, rows, 1.5),
    floor: 0.05,
    norms: value(openNorms(normsFor(dims, fitted), space, distances)),
    distances,
    basin: { points, episodes: owners, folds: new Int32Array(rows), reward: new Float64Array(rows).fill(1) },
    heldOut: null,
    epsilon99: fitted.basin.epsilon99,
    uMax: 1.5,
    labeller: null,
    searches: openSearches(model, value(openModel(model)), scorer),
    scorer,
    task,
    patches: () => patches,
    uncertainties: (asked) => uncertainties(fitted, asked.x, asked.rows),
  });
  return { problem, scorer };
}

/** Flaws that resampling starts from: some good points, moved out of their range. */
function someFlaws({ basin, dims }: AttackProblem): Float64Array {
  return Float64Array.from({ length: 20 * dims }, (_, i) => basin.points.raw[i] + (i % dims === 0 ? 1 : 0));
}

async function queriesPerSecond(problem: AttackProblem, strategy: Strategy): Promise<number> {
  const flaws = someFlaws(problem);
  const start = systemClock.elapsed();
  const proposal = await strategy.propose(problem, quota, 1, flaws);
  await verify(problem, proposal.raw, proposal.rows);
  return (proposal.queries * 1000) / (systemClock.elapsed() - start);
}

/** A lattice makes sense in at most three inputs. */
function dimsFor({ id }: Strategy): number {
  return id === 'lattice' ? 3 : 4;
}

function strategyBench(strategy: Strategy): Bench {
  const name = `flywheel/queries/${strategy.id}`;
  const run = async () => {
    const dims = dimsFor(strategy);
    const { problem, scorer } = await stage(dims, []);
    if (!strategy.applies(problem)) throw new Error(`${strategy.id} does not apply here`);
    const note = `${dims} inputs, ${rows} good points, ${dims + 1} norms, about ${quota} queries a run, verified`;
    const row = await measured(name, 'queries/s', 3, () => queriesPerSecond(problem, strategy), note);
    scorer.dispose();
    return row;
  };
  return { name, run };
}

/** Half from anywhere in the box, half around good points. */
async function verifySeconds(problem: AttackProblem): Promise<number> {
  const drawn = namedDistributions.filter(({ id }) => id !== 'tube').map(({ draw }) => draw(problem, million / 2, 1));
  const raw = new Float64Array(million * problem.space.features.length);
  drawn.forEach((part, i) => raw.set(part, i * part.length));
  const start = systemClock.elapsed();
  const { verdicts } = await verify(problem, raw, million);
  if (!verdicts.includes(1)) throw new Error('nothing violates');
  return (systemClock.elapsed() - start) / 1000;
}

function verifyBench(name: string, dims: number): Bench {
  const run = async () => {
    const { problem, scorer } = await stage(dims, madeUpPatches(1000, dims));
    const note = `${dims} inputs, ${rows} good points, ${dims + 1} norms, 1000 patches, one thread; half from the box, half around good points`;
    const row = await measured(name, 's', 1, () => verifySeconds(problem), note);
    scorer.dispose();
    return row;
  };
  return { name, run };
}

export const redTeamBenches: readonly Bench[] = [
  ...strategies.map(strategyBench),
  verifyBench('flywheel/verify/1e6-k1000', 8),
];
