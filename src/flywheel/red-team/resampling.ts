/** Around flaws that are known, nearer and nearer: how far each of them goes. */
import { Random } from '../../basics/random';
import type { SourceWords, Strategy } from '../types';
import { madeRows } from './in-box';

/** Standard deviations of the steps, one after the other. */
const spreads = [0.5, 0.25, 0.12, 0.06, 0.03] as const;

export const resamplingWords: SourceWords<'resampling'> = {
  id: 'resampling',
  title: 'Resampling around flaws',
  hint: 'Nearer and nearer around known flaws, to see how far each of them goes.',
  distribution: null,
};

export const resampling: Strategy<'resampling'> = {
  ...resamplingWords,
  applies: () => true,
  propose: async (problem, queries, seed, flaws) => {
    const { dims, space } = problem;
    const known = flaws.length / space.features.length;
    if (known === 0) return { raw: new Float64Array(0), rows: 0, queries: 0 };
    const { x } = problem.points(flaws, known);
    const random = Random.of(seed, 'resampling');
    const raw = await madeRows(problem, queries, (to, row) => {
      const from = random.integer(known) * dims;
      const spread = spreads[row % spreads.length];
      const place = Float64Array.from({ length: dims }, (_, d) => x[from + d] + spread * random.normal());
      to.set(problem.rawOf(place, 1));
    });
    return { raw, rows: queries, queries };
  },
};
