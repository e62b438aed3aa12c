/**
 * Follows the energy down under a violation that is not given up: from good points pushed just over the boundary of each
 * severe norm, and from anywhere in the box (METHODS.md 4).
 */
import { Random } from '../../basics/random';
import { Cancelled } from '../../basics/task';
import type { OpenNorm } from '../../norms/open-norm';
import type { Arena, Proposal, Strategy } from '../types';
import { changing, goodRow, inputBox, rawInBox, valueAt } from './in-box';
import { looksAway, marginsAt, severeOnes, targetMargin } from './target';

/** Steps of one start, at most; with looking for the start, what it costs. */
const steps = 40;
/** Places along the way from a good point to the side of the box, each nearer to the good point than the next. */
const shares = Array.from({ length: 10 }, (_, i) => 0.6 ** (9 - i));
/** Share of the starts that begin anywhere. */
const anywhere = 0.25;
const mostStarts = 400;

/** Where a push from a good point ends: a side of one feature, or a place in the box. */
function endOf(arena: Arena, random: Random, from: Float64Array): Float64Array {
  const open = changing(arena);
  const end = from.slice();
  if (random.next() < 0.5 && open.length > 0) {
    const f = open[random.integer(open.length)];
    end[f] = valueAt(arena, f, random.next() < 0.5 ? 0 : 1);
    return end;
  }
  return end.map((_, f) => valueAt(arena, f, random.next()));
}

/** The first place of the way that violates `norms`; the good point itself where none does. */
function pushedOver(arena: Arena, random: Random, norms: readonly OpenNorm[]): Float64Array {
  const width = arena.space.features.length;
  const at = goodRow(arena, random) * width;
  const from = Float64Array.from(arena.basin.points.raw.subarray(at, at + width));
  const end = endOf(arena, random, from);
  const way = new Float64Array(shares.length * width);
  shares.forEach((share, i) => from.forEach((value, f) => (way[i * width + f] = value + share * (end[f] - value))));
  const margins = marginsAt(arena, arena.points(way, shares.length), norms);
  const first = margins.findIndex((margin) => margin < 0);
  return first < 0 ? from : way.slice(first * width, (first + 1) * width);
}

/** Starts [count × D]; each norm has its turn. */
async function startsOf(arena: Arena, count: number, seed: number): Promise<Float64Array> {
  const severeNorms = severeOnes(arena);
  const width = arena.space.features.length;
  const raw = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    const random = Random.of(seed, 'gradient', i);
    const everywhere = arena.basin.points.rows === 0 || random.next() < anywhere;
    const turn = looksAway(arena) ? [] : [severeNorms[i % severeNorms.length]];
    const start = everywhere
      ? Float64Array.from({ length: width }, (_, f) => valueAt(arena, f, random.next()))
      : pushedOver(arena, random, turn);
    raw.set(start, i * width);
    if (i % 16 === 15) await arena.task.breathe();
    if (arena.task.cancelled()) throw new Cancelled();
  }
  return Float64Array.from(arena.points(raw, count).x);
}

export const gradient: Strategy = {
  id: 'gradient',
  title: 'Down the energy, under a violation',
  distribution: null,
  applies: () => true,
  propose: async (arena, queries, seed): Promise<Proposal> => {
    const cost = steps + shares.length;
    const count = Math.min(mostStarts, Math.max(1, Math.floor(queries / cost)));
    const starts = await startsOf(arena, count, seed);
    const margin = targetMargin(arena, severeOnes(arena));
    const found = await arena.searches.descend(margin, inputBox(arena), starts, steps, arena.task);
    const raw = rawInBox(arena, found.points, found.rows);
    return { raw, rows: found.rows, queries: found.queries + count * shares.length };
  },
};
