/** Damage off the samples (docs/methods.md 4): seeded points of the tube, a good point and a step in the ball of radius ε₉₉. */
import { Random } from '../basics/random';
import { Cancelled } from '../basics/task';
import { severe } from '../norms/norm';
import type { Patch, Points } from '../reward/types';
import { stepInBall } from './ball';
import { damageOf } from './damage';
import { goodRow } from './red-team/in-box';
import type { AttackProblem } from './types';

/** Rows drawn and scored between two breaths. */
const rowsAtOnce = 16_384;

/**
 * Reward lost at points of the tube; those that lose some and do not keep to every severe norm are left out, because masks
 * take everything from them, as they should. So are points that encoding moves out of their balls, as an angle's back onto
 * its circle.
 * @param count points drawn; at most as many are measured
 * @returns one figure a measured point
 * @throws Cancelled
 */
export async function tubeDamage(
  problem: AttackProblem,
  patches: readonly Patch[],
  count: number,
  seed: number,
): Promise<Float64Array> {
  if (problem.basin.points.rows === 0) return new Float64Array(0);
  const random = Random.of(seed, 'off-sample');
  const hard = problem.norms.filter(({ severity }) => severity >= severe);
  const lost: number[] = [];
  for (let from = 0; from < count; from += rowsAtOnce) {
    problem.task.report({ label: 'Measuring damage around the demonstrations', done: from, total: count });
    await problem.task.breathe();
    if (problem.task.cancelled()) throw new Cancelled();
    const points = drawn(problem, Math.min(rowsAtOnce, count - from), random);
    if (points.rows === 0) continue;
    const before = await rewardBefore(problem, points, patches);
    const damage = damageOf(before, await problem.scoresUnder(points, patches));
    // Asking every norm about every point costs more than scoring, and only a loss depends on the answer.
    damage.forEach((loss, row) => {
      if (loss === 0 || hard.every((norm) => norm.margin(points, row) >= 0)) lost.push(loss);
    });
  }
  return Float64Array.from(lost);
}

/** r before patches; a sculpted expert changes r itself, so then it takes another look. */
async function rewardBefore(
  problem: AttackProblem,
  points: Points,
  patches: readonly Patch[],
): Promise<Float64Array | null> {
  return patches.some(({ space }) => space === 'sculpt') ? (await problem.scoresUnder(points, [])).baseReward : null;
}

function drawn(problem: AttackProblem, count: number, random: Random): Points {
  const { dims, basin, epsilon99 } = problem;
  const radius = Number.isFinite(epsilon99) ? epsilon99 : 0;
  const x = new Float64Array(count * dims);
  const from = new Float64Array(count * dims);
  for (let row = 0; row < count; row++) {
    const good = goodRow(problem, random) * dims;
    const step = stepInBall(random, dims, radius);
    for (let d = 0; d < dims; d++) {
      from[row * dims + d] = basin.points.x[good + d];
      x[row * dims + d] = basin.points.x[good + d] + step[d];
    }
  }
  const points = problem.points(problem.rawOf(x, count), count);
  return kept(points, dims, (row) => {
    let squares = 0;
    for (let at = row * dims; at < (row + 1) * dims; at++) squares += (points.x[at] - from[at]) ** 2;
    return squares <= radius ** 2 * (1 + 1e-9);
  });
}

function kept(points: Points, dims: number, keep: (row: number) => boolean): Points {
  const rows = Array.from({ length: points.rows }, (_, row) => row).filter(keep);
  if (rows.length === points.rows) return points;
  const width = points.raw.length / points.rows;
  const x = new Float64Array(rows.length * dims);
  const raw = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    x.set(points.x.subarray(row * dims, (row + 1) * dims), i * dims);
    raw.set(points.raw.subarray(row * width, (row + 1) * width), i * width);
  });
  return { rows: rows.length, x, raw };
}
