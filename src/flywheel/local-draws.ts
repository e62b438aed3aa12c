/** Fresh queries within the reach of one patch: inside the audited box, from seeded draws that it was not made with. */
import { Random } from '../basics/random';
import { centreDistance, gateHeight } from '../reward/patches/patch';
import type { InputPatch, Patch, Points, Scores } from '../reward/types';
import { stepInBall } from './ball';
import { box, perturbations } from './red-team/distributions';
import { goodRow, rawInBox, valueAt } from './red-team/in-box';
import type { AttackProblem } from './types';

/** Draws of a later round for each that is wanted, and rounds before it is enough. */
const drawsForOne = 8;
const mostRounds = 24;
/** From this round on a ball is drawn smaller and smaller: much of it may lie outside the box. */
const shrinkFrom = 6;
const shrink = 0.8;

/** A round of draws, raw [rows × F], and which of them lie within the reach. */
type Round = (count: number, round: number) => Promise<{ raw: Float64Array; within: (row: number) => boolean }>;

/**
 * At most `count` queries, fewer where the reach hardly meets the box.
 * @returns raw [n × F]
 */
export async function drawWithin(
  problem: AttackProblem,
  patch: Patch,
  count: number,
  seed: number,
): Promise<Float64Array> {
  const width = problem.space.features.length;
  const draw = roundOf(problem, patch, Random.of(seed, 'local', patch.id));
  const kept: number[] = [];
  for (let round = 0; round < mostRounds && kept.length < count * width; round++) {
    const rows = count * (round === 0 ? 1 : drawsForOne);
    const { raw, within } = await draw(rows, round);
    for (let row = 0; row < rows && kept.length < count * width; row++) {
      if (within(row)) kept.push(...raw.subarray(row * width, (row + 1) * width));
    }
  }
  return Float64Array.from(kept);
}

function roundOf(problem: AttackProblem, patch: Patch, random: Random): Round {
  if (patch.space === 'input') return inKernel(problem, patch, random);
  return patch.space === 'mask' ? violating(problem, patch.norm.id, random) : touched(problem, patch, random);
}

/** Uniform in the kernel's ball; inputs that it does not read are those of a good point. */
function inKernel(problem: AttackProblem, patch: InputPatch, random: Random): Round {
  const { dims, basin } = problem;
  const inputs = patch.features ?? Array.from({ length: dims }, (_, input) => input);
  return (count, round) => {
    const x = new Float64Array(count * dims);
    const radius = patch.reach * shrink ** Math.max(0, round - shrinkFrom);
    for (let row = 0; row < count; row++) {
      if (inputs.length < dims) {
        const from = goodRow(problem, random) * dims;
        x.set(basin.points.x.subarray(from, from + dims), row * dims);
      }
      const step = stepInBall(random, inputs.length, radius);
      inputs.forEach((input, i) => (x[row * dims + input] = patch.center[i] + step[i]));
    }
    const raw = rawInBox(problem, x, count);
    const points = problem.points(raw, count);
    return Promise.resolve({ raw, within: (row) => inReach(patch, points.x, row * dims) });
  };
}

function inReach({ center, features, reach, gate }: InputPatch, x: Points['x'], at: number): boolean {
  if (!(centreDistance(center, features, x, at, reach) < reach)) return false;
  return gate?.type !== 'half-space' || gateHeight(gate, features, x, at) > 0;
}

/** The box, and good points of which some features were drawn anew, as far as they violate the norm. */
function violating(problem: AttackProblem, id: string, random: Random): Round {
  const norm = problem.norms.find((opened) => opened.norm.id === id);
  return (count) => {
    const raw = redrawn(problem, count, random);
    const points = problem.points(raw, count);
    return Promise.resolve({ raw, within: (row) => norm !== undefined && norm.margin(points, row) < 0 });
  };
}

/** Good points with one, some or all of their features uniform in the box. */
function redrawn(problem: AttackProblem, count: number, random: Random): Float64Array {
  const width = problem.space.features.length;
  const raw = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const from = goodRow(problem, random) * width;
    const chance = random.next();
    const one = random.integer(width);
    for (let f = 0; f < width; f++) {
      const anew = f === one || random.next() < chance * chance;
      raw[row * width + f] = anew ? valueAt(problem, f, random.next()) : problem.basin.points.raw[from + f];
    }
  }
  return raw;
}

/** Whatever changes when the patch is alone: good points with Gaussian steps, and the box. */
function touched(problem: AttackProblem, patch: Patch, random: Random): Round {
  return async (count, round) => {
    const source = round % 2 === 0 ? perturbations : box;
    const raw = source.draw(problem, count, random.integer(2 ** 32));
    const points = problem.points(raw, count);
    const alone = await problem.scoresUnder(points, [patch]);
    const without = await problem.scoresUnder(points, []);
    return { raw, within: (row) => differs(alone, without, row) };
  };
}

function differs(a: Scores, b: Scores, row: number): boolean {
  return a.suppression[row] !== b.suppression[row] || a.baseReward[row] !== b.baseReward[row];
}
