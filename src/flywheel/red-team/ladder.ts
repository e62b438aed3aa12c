/** Good points pushed in random directions, by a ladder of steps. */
import { Cancelled } from '../../basics/task';
import type { SourceWords, Strategy } from '../types';
import { perturbations, perturbationsName } from './distributions';

export const ladderWords: SourceWords<'ladder'> = {
  id: 'ladder',
  title: 'Perturbation ladder',
  hint: 'Good points moved in random directions, by .25 to 1.5 standard deviations.',
  distribution: perturbationsName,
};

export const ladder: Strategy<'ladder'> = {
  ...ladderWords,
  applies: ({ basin }) => basin.points.rows > 0,
  propose: async (problem, queries, seed) => {
    await problem.task.breathe();
    if (problem.task.cancelled()) throw new Cancelled();
    return { raw: perturbations.draw(problem, queries, seed), rows: queries, queries };
  },
};
