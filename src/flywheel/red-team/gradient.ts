/**
 * Follows the energy down under a violation that is not given up: from good points pushed just over the boundary of each
 * severe norm, and from anywhere in the box (docs/methods.md 4).
 */
import { joined } from '../../basics/arrays';
import { Random } from '../../basics/random';
import { Cancelled } from '../../basics/task';
import type { OpenNorm } from '../../norms/open-norm';
import type { AttackProblem, Proposal, SourceWords, Strategy } from '../types';
import { changing, goodRow, inputBox, rawInBox, valueAt } from './in-box';
import { looksAway, marginsAt, severeOnes, targetMargin } from './target';

/** Steps of one start, at most. */
const steps = 40;
/** Places along the way from a good point to the side of the box, each nearer to the good point than the next. */
const shares = Array.from({ length: 10 }, (_, i) => 0.6 ** (9 - i));
/** Share of the starts that begin anywhere. */
const anywhere = 0.25;
/** Starts of the first round, and most of one. */
const firstStarts = 4;
const mostStarts = 256;

/** Where a push from a good point ends: a side of one feature, or a place in the box. */
function endOf(problem: AttackProblem, random: Random, from: Float64Array): Float64Array {
  const open = changing(problem);
  const end = from.slice();
  if (random.next() < 0.5 && open.length > 0) {
    const f = open[random.integer(open.length)];
    end[f] = valueAt(problem, f, random.next() < 0.5 ? 0 : 1);
    return end;
  }
  return end.map((_, f) => valueAt(problem, f, random.next()));
}

/** The first place of the way that violates `norms`; the good point itself where none does. */
function pushedOver(problem: AttackProblem, random: Random, norms: readonly OpenNorm[]): Float64Array {
  const width = problem.space.features.length;
  const at = goodRow(problem, random) * width;
  const from = Float64Array.from(problem.basin.points.raw.subarray(at, at + width));
  const end = endOf(problem, random, from);
  const way = new Float64Array(shares.length * width);
  shares.forEach((share, i) => from.forEach((value, f) => (way[i * width + f] = value + share * (end[f] - value))));
  const margins = marginsAt(problem, problem.points(way, shares.length), norms);
  const first = margins.findIndex((margin) => margin < 0);
  return first < 0 ? from : way.slice(first * width, (first + 1) * width);
}

/** Starts `from` ≤ i < `to`, [to − from × D]; each norm has its turn. */
async function startsOf(problem: AttackProblem, from: number, to: number, seed: number): Promise<Float64Array> {
  const severeNorms = severeOnes(problem);
  const width = problem.space.features.length;
  const raw = new Float64Array((to - from) * width);
  for (let i = from; i < to; i++) {
    const random = Random.of(seed, 'gradient', i);
    const everywhere = problem.basin.points.rows === 0 || random.next() < anywhere;
    const turn = looksAway(problem) ? [] : [severeNorms[i % severeNorms.length]];
    const start = everywhere
      ? Float64Array.from({ length: width }, (_, f) => valueAt(problem, f, random.next()))
      : pushedOver(problem, random, turn);
    raw.set(start, (i - from) * width);
    if (i % 16 === 15) await problem.task.breathe();
    if (problem.task.cancelled()) throw new Cancelled();
  }
  return Float64Array.from(problem.points(raw, to - from).x);
}

/** Starts that what is left of the queries pays for, at the price of those before. */
function affordable(queries: number, spent: number, starts: number): number {
  return Math.min(mostStarts, Math.floor(((queries - spent) * starts) / spent));
}

export const gradientWords: SourceWords<'gradient'> = {
  id: 'gradient',
  title: 'Gradient descent',
  hint: 'Follows the energy down while a norm stays violated, from good points pushed over its edge and from anywhere.',
  distribution: null,
};

export const gradient: Strategy<'gradient'> = {
  ...gradientWords,
  applies: () => true,
  propose: async (problem, queries, seed): Promise<Proposal> => {
    const search = { margin: targetMargin(problem, severeOnes(problem)), box: inputBox(problem) };
    const parts: Float64Array[] = [];
    let [count, spent] = [0, 0];
    // A family without a gradient asks for many points a step, which the first few starts show.
    for (let more = firstStarts; more > 0; more = affordable(queries, spent, count)) {
      const starts = await startsOf(problem, count, count + more, seed);
      const found = await problem.searches.descend(search.margin, search.box, starts, steps, problem.task);
      parts.push(rawInBox(problem, found.points, found.rows));
      spent += found.queries + more * shares.length;
      count += more;
    }
    const raw = joined(parts);
    return { raw, rows: count, queries: spent };
  },
};
