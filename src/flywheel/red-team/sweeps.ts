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
  applies: (arena) => arena.basin.points.rows > 0 && changing(arena).length > 0,
  propose: async (arena, queries, seed) => {
    const { points } = arena.basin;
    const swept = changing(arena);
    const random = Random.of(seed, 'sweeps');
    const raw = await madeRows(arena, queries, (to) => {
      const from = goodRow(arena, random) * to.length;
      to.set(points.raw.subarray(from, from + to.length));
      const f = swept[random.integer(swept.length)];
      to[f] = valueAt(arena, f, random.next());
    });
    return { raw, rows: queries, queries };
  },
};
