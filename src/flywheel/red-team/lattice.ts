/**
 * Regular nodes of the box, in at most three drawn features, all moved by one random share of a cell. The nodes of one call hang
 * together, so they are no independent draws and make no bound.
 */
import { Random } from '../../basics/random';
import { drawnFeatures } from '../rates/drawn';
import type { AttackProblem, SourceWords, Strategy } from '../types';
import { madeRows, valueAt } from './in-box';

const mostFeatures = 3;

/** Nodes along each feature: as many for all but categories, which have their levels. */
function nodesOf({ space }: AttackProblem, drawn: readonly number[], queries: number): number[] {
  const fixed = drawn.map((f) => (space.features[f].role === 'category' ? space.features[f].levels.length : 0));
  const open = fixed.filter((count) => count === 0).length;
  const left = queries / fixed.reduce((product, count) => product * Math.max(1, count), 1);
  const each = Math.max(1, Math.floor(left ** (1 / Math.max(1, open)) + 1e-9));
  return fixed.map((count) => (count === 0 ? each : count));
}

export const latticeWords: SourceWords<'lattice'> = {
  id: 'lattice',
  title: 'Lattice',
  hint: 'Nodes of a regular lattice in at most three features, moved by a random share of a cell.',
  distribution: null,
};

export const lattice: Strategy<'lattice'> = {
  ...latticeWords,
  applies: (problem) => drawnFeatures(problem).length <= mostFeatures,
  propose: async (problem, queries, seed) => {
    const drawn = drawnFeatures(problem);
    const nodes = nodesOf(problem, drawn, queries);
    const random = Random.of(seed, 'lattice');
    const shifts = nodes.map(() => random.next());
    const rows = nodes.reduce((product, count) => product * count, 1);
    const raw = await madeRows(problem, rows, (to, row) => {
      let rest = row;
      nodes.forEach((count, i) => {
        to[drawn[i]] = valueAt(problem, drawn[i], ((rest % count) + shifts[i]) / count);
        rest = Math.floor(rest / count);
      });
    });
    return { raw, rows, queries: rows };
  },
};
