/** Good points with a group of related features scaled together about their means: too far, too fast, the wrong way round. */
import { Random } from '../../basics/random';
import type { AttackProblem, SourceWords, Strategy } from '../types';
import { goodRow, madeRows } from './in-box';
import { relatedFeatures } from './related-features';

/** Largest factor; the smallest is its inverse. */
const mostScale = 4;

function meansOf({ basin, space }: AttackProblem): Float64Array {
  const { raw, rows } = basin.points;
  const width = space.features.length;
  const means = new Float64Array(width);
  for (let i = 0; i < raw.length; i++) means[i % width] += raw[i] / rows;
  return means;
}

/** Between ¼ and 4 on a logarithmic scale, and turned around half the time. */
function factorOf(random: Random): number {
  const size = mostScale ** random.uniform(-1, 1);
  return random.next() < 0.5 ? size : -size;
}

export const groupsWords: SourceWords<'groups'> = {
  id: 'groups',
  title: 'Scaled groups',
  hint: 'Good points with related features scaled together about their means, or turned around.',
  distribution: 'good points with a group of related features scaled by ±¼ to ±4 about their means',
};

export const groups: Strategy<'groups'> = {
  ...groupsWords,
  applies: (problem) => problem.basin.points.rows > 0 && relatedFeatures(problem).length > 0,
  propose: async (problem, queries, seed) => {
    const { points } = problem.basin;
    const families = relatedFeatures(problem);
    const means = meansOf(problem);
    const random = Random.of(seed, 'groups');
    const raw = await madeRows(problem, queries, (to) => {
      const from = goodRow(problem, random) * to.length;
      to.set(points.raw.subarray(from, from + to.length));
      const group = families[random.integer(families.length)];
      const factor = factorOf(random);
      for (const f of group) to[f] = means[f] + factor * (to[f] - means[f]);
    });
    return { raw, rows: queries, queries };
  },
};
