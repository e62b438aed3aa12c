/**
 * Candidates with rates that may occur (docs/methods.md 4): what is drawn says where a point is, and its rates are filled in
 * twice, as the nearest good point has them and as they lower the energy most. The point is a flaw if either is one; both
 * depend on what was drawn alone, so that independent draws stay independent.
 */
import { Cancelled } from '../../basics/task';
import { severe } from '../../norms/norm';
import { NeighbourTree } from '../../reward/distance/nearest';
import { emptyScores, placeScores } from '../../reward/score-chunks';
import type { Points, Scores } from '../../reward/types';
import { inputBox } from '../red-team/in-box';
import type { AttackProblem, GoodPoints, Verified } from '../types';
import { verify } from '../verifier';
import { drawnInputs, filledFeatures, pickedInputs } from './drawn';
import { settle } from './settle';

/** Good points whose rates are tried. */
const triedFrames = 64;
/** Rows scored at once. */
const rowsAtOnce = 65_536;
/** Energy from which no slope is followed: the reward is nothing far around *(choice)*. */
const mostEnergy = 20;

/**
 * Verifies rows whose rates are filled in; as `verify` where there are none.
 * @param raw [rows × F], of which the drawn features are read
 * @returns one verdict a row, at the rates that make it worse
 * @throws Cancelled
 */
export async function verifyReachable(problem: AttackProblem, raw: Float64Array, rows: number): Promise<Verified> {
  const filled = filledFeatures(problem);
  if (filled.length === 0 || rows === 0 || problem.basin.points.rows === 0) return verify(problem, raw, rows);
  const near = await verify(problem, withNearest(problem, raw, rows, filled), rows);
  const open = openRows(problem, near);
  if (open.length === 0) return near;
  const low = await verify(problem, await withLowest(problem, near.points, open, filled), open.length);
  return worse(problem, near, low, open);
}

/** Rows that other rates could make a flaw: a harmless place stays one where no rate is asked about. */
function openRows(problem: AttackProblem, { scores, verdicts }: Verified): number[] {
  const asks = ({ severity, norm }: AttackProblem['norms'][number]) => severity >= severe && norm.type === 'support';
  const all = problem.labeller !== null || problem.norms.some(asks);
  return [...verdicts.keys()].filter((row) => {
    const flawed = verdicts[row] === 1 && scores.score[row] > problem.floor;
    return !flawed && (all || verdicts[row] !== 0);
  });
}

/** One tree over what is drawn of each basin. */
const trees = new WeakMap<GoodPoints, { readonly key: string; readonly tree: NeighbourTree }>();

function treeOver({ basin, dims }: AttackProblem, inputs: readonly number[]): NeighbourTree {
  const key = inputs.join();
  const known = trees.get(basin);
  if (known?.key === key) return known.tree;
  const { x, rows } = basin.points;
  const tree = new NeighbourTree(pickedInputs(x.subarray(0, rows * dims), dims, inputs), rows, inputs.length);
  trees.set(basin, { key, tree });
  return tree;
}

/** Rows with the rates of the good point that is nearest in what is drawn. */
function withNearest(problem: AttackProblem, raw: Float64Array, rows: number, filled: readonly number[]): Float64Array {
  const inputs = drawnInputs(problem);
  const tree = treeOver(problem, inputs);
  const width = problem.space.features.length;
  const good = problem.basin.points.raw;
  const places = pickedInputs(problem.points(raw, rows).x, problem.dims, inputs);
  const out = raw.slice();
  for (let row = 0; row < rows; row++) {
    const { count, indices } = tree.nearest(places, 1, undefined, row * inputs.length);
    for (const f of filled) if (count > 0) out[row * width + f] = inSides(problem, f, good[indices[0] * width + f]);
  }
  return out;
}

/** Some rows with the rates of lowest energy: of 64 good points, and from there down the slope inside the box. */
async function withLowest(
  problem: AttackProblem,
  { x, raw }: Points,
  open: readonly number[],
  filled: readonly number[],
): Promise<Float64Array> {
  const { dims, basin, searches } = problem;
  const drawn = new Set(drawnInputs(problem));
  const free = Array.from({ length: dims }, (_, d) => d).filter((d) => !drawn.has(d));
  const frames = Math.min(triedFrames, basin.points.rows);
  const best = new Float64Array(open.length * dims);
  const energies = new Float64Array(open.length).fill(Infinity);
  const atOnce = Math.max(1, Math.floor(rowsAtOnce / frames));
  for (let from = 0; from < open.length; from += atOnce) {
    if (problem.task.cancelled()) throw new Cancelled();
    await problem.task.breathe();
    const own = open.slice(from, from + atOnce);
    const tried = new Float64Array(own.length * frames * dims);
    own.forEach((row, i) => {
      for (let k = 0; k < frames; k++) {
        const at = (i * frames + k) * dims;
        const frame = Math.floor((k * basin.points.rows) / frames) * dims;
        tried.set(x.subarray(row * dims, (row + 1) * dims), at);
        for (const d of free) tried[at + d] = basin.points.x[frame + d];
      }
    });
    const found = await searches.energies(tried, own.length * frames);
    found.forEach((energy, at) => {
      const i = from + Math.floor(at / frames);
      if (energies[i] < Infinity && !(energy < energies[i])) return;
      energies[i] = energy;
      best.set(tried.subarray(at * dims, (at + 1) * dims), i * dims);
    });
  }
  await settled(problem, best, energies, free);
  const width = problem.space.features.length;
  const decoded = problem.rawOf(best, open.length);
  const out = new Float64Array(open.length * width);
  open.forEach((row, i) => {
    out.set(raw.subarray(row * width, (row + 1) * width), i * width);
    for (const f of filled) out[i * width + f] = inSides(problem, f, decoded[i * width + f]);
  });
  return out;
}

/** What was drawn stays where it is; what is filled in keeps to the box. */
function inSides({ box }: AttackProblem, f: number, value: number): number {
  return Math.min(box.high[f], Math.max(box.low[f], value));
}

/** Follows the slope from rows that are not hopeless, in place. */
async function settled(
  problem: AttackProblem,
  best: Float64Array,
  energies: Float64Array,
  free: readonly number[],
): Promise<void> {
  const { dims, searches } = problem;
  if (searches.slopes === undefined) return;
  const rows = [...energies.keys()].filter((row) => energies[row] <= mostEnergy);
  const atOnce = 1024;
  for (let from = 0; from < rows.length; from += atOnce) {
    if (problem.task.cancelled()) throw new Cancelled();
    await problem.task.breathe();
    const own = rows.slice(from, from + atOnce);
    const x = new Float64Array(own.length * dims);
    own.forEach((row, i) => x.set(best.subarray(row * dims, (row + 1) * dims), i * dims));
    await settle(searches.slopes, x, free, inputBox(problem));
    own.forEach((row, i) => best.set(x.subarray(i * dims, (i + 1) * dims), row * dims));
  }
}

/** How bad a row is: a flaw, one but for patches, what nobody can tell, a violation, nothing. */
function rank({ verdicts, scores }: Verified, row: number, floor: number): number {
  const above = scores.score[row] > floor;
  if (verdicts[row] === 1) return above ? 4 : scores.baseReward[row] > floor ? 3 : 1;
  return verdicts[row] === 2 && above ? 2 : 0;
}

/** The first verdicts, with those of the second where they are worse. @param open row of the first of each second one */
function worse(problem: AttackProblem, near: Verified, low: Verified, open: readonly number[]): Verified {
  const { dims, floor, space } = problem;
  const width = space.features.length;
  const { rows } = near.points;
  const members = near.scores.memberEnergies.length / rows;
  const points = { rows, x: Float64Array.from(near.points.x), raw: Float64Array.from(near.points.raw) };
  const scores = emptyScores(rows, members);
  placeScores(scores, near.scores, 0, members);
  const verified = {
    points,
    scores,
    verdicts: near.verdicts.slice(),
    norms: near.norms.slice(),
    margins: near.margins.slice(),
  };
  open.forEach((row, i) => {
    if (rank(low, i, floor) <= rank(near, row, floor)) return;
    points.x.set(low.points.x.subarray(i * dims, (i + 1) * dims), row * dims);
    points.raw.set(low.points.raw.subarray(i * width, (i + 1) * width), row * width);
    placeScores(scores, rowOf(low.scores, i, members), row, members);
    verified.verdicts[row] = low.verdicts[i];
    verified.norms[row] = low.norms[i];
    verified.margins[row] = low.margins[i];
  });
  return verified;
}

function rowOf(scores: Scores, row: number, members: number): Scores {
  const one = emptyScores(1, members);
  for (const name of Object.keys(one) as (keyof Scores)[]) {
    const each = name === 'memberEnergies' ? members : 1;
    one[name].set(scores[name].subarray(row * each, (row + 1) * each));
  }
  return one;
}
