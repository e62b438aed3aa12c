/** Good points pushed in random directions, by a ladder of steps. */
import { Cancelled } from '../../basics/task';
import type { Strategy } from '../types';
import { perturbations } from './distributions';

export const ladder: Strategy = {
  id: 'ladder',
  title: 'Good points, perturbed',
  distribution: perturbations.name,
  applies: ({ basin }) => basin.points.rows > 0,
  propose: async (arena, queries, seed) => {
    await arena.task.breathe();
    if (arena.task.cancelled()) throw new Cancelled();
    return { raw: perturbations.draw(arena, queries, seed), rows: queries, queries };
  },
};
