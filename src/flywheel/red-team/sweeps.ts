/** Good points with one feature anywhere in the box: what a single sensor or a single joint can do wrong. */
import { Random } from '../../basics/random';
import type { SourceWords, Strategy } from '../types';
import { changing, goodRow, madeRows, valueAt } from './in-box';

export const sweepsWords: SourceWords<'sweeps'> = {
  id: 'sweeps',
  title: 'Single-feature sweeps',
  hint: 'Good points with one feature anywhere on its side of the box.',
  distribution: 'good points with one feature uniform over its side of the box',
};

export const sweeps: Strategy<'sweeps'> = {
  ...sweepsWords,
  applies: (problem) => problem.basin.points.rows > 0 && changing(problem).length > 0,
  propose: async (problem, queries, seed) => {
    const { points } = problem.basin;
    const swept = changing(problem);
    const random = Random.of(seed, 'sweeps');
    const raw = await madeRows(problem, queries, (to) => {
      const from = goodRow(problem, random) * to.length;
      to.set(points.raw.subarray(from, from + to.length));
      const f = swept[random.integer(swept.length)];
      to[f] = valueAt(problem, f, random.next());
    });
    return { raw, rows: queries, queries };
  },
};
