/**
 * Cross-entropy search for the lowest energy under a violation (docs/methods.md 4). It needs no slope. Every search keeps one severe
 * norm violated; when all have had their turn, in random parts of the box, so that they end in different places.
 */
import { joined } from '../../basics/arrays';
import { Random } from '../../basics/random';
import type { InputBox, PointValues } from '../../reward/search';
import type { AttackProblem, SourceWords, Strategy } from '../types';
import { inputBox, rawInBox } from './in-box';
import { looksAway, severeOnes, targetMargin } from './target';

const generations = 14;
/** Points of one search and generation: more in more dimensions, where a cloud has more to learn. */
const leastPopulation = 24;
const mostPopulation = 160;
/** Worse than any energy, better than nothing: how far a point is from where the search may be. */
const outside = 1e12;

/** The energy where the search may be; elsewhere the margin, so that it finds its way there. */
function objective(problem: AttackProblem, margin: PointValues): PointValues {
  return async (x, rows) => {
    const margins = await margin(x, rows);
    const energies = await problem.searches.energies(x, rows);
    return margins.map((own, row) => (own < 0 ? energies[row] : outside * (1 + own / (1 + own))));
  };
}

/** Half of the sides as they are, of the others a random half. */
function partOf({ low, high }: InputBox, random: Random): InputBox {
  const halves = low.map(() => (random.next() < 0.5 ? random.next() : NaN));
  const width = (d: number) => (high[d] - low[d]) / 2;
  return {
    low: low.map((side, d) => (Number.isNaN(halves[d]) ? side : side + halves[d] * width(d))),
    high: high.map((side, d) => (Number.isNaN(halves[d]) ? side : side - (1 - halves[d]) * width(d))),
  };
}

/** Sizes of the searches that use up about so many queries. */
function plan(queries: number, dims: number): { runs: number; population: number } {
  const population = Math.min(mostPopulation, Math.max(leastPopulation, 4 + 6 * dims));
  return { population, runs: Math.max(1, Math.round(queries / (generations * population))) };
}

export const crossEntropyWords: SourceWords<'cross-entropy'> = {
  id: 'cross-entropy',
  title: 'Cross-entropy search',
  hint: 'Moves clouds of points to low energy while a norm stays violated; it needs no slope.',
  distribution: null,
};

export const crossEntropySearch: Strategy<'cross-entropy'> = {
  ...crossEntropyWords,
  applies: () => true,
  propose: async (problem, queries, seed) => {
    const norms = severeOnes(problem);
    const whole = inputBox(problem);
    const { runs, population } = plan(queries, problem.dims);
    const parts: Float64Array[] = [];
    let spent = 0;
    for (let run = 0; run < runs; run++) {
      const random = Random.of(seed, 'cross-entropy', run);
      const own = looksAway(problem) ? norms : [norms[run % norms.length]];
      const value = objective(problem, targetMargin(problem, own));
      const options = { seed: random.state, runs: 1, generations, population };
      const box = run < norms.length ? whole : partOf(whole, random);
      const found = await problem.searches.crossEntropy(value, box, options, problem.task);
      parts.push(rawInBox(problem, found.points, found.rows));
      spent += found.queries;
    }
    const raw = joined(parts);
    return { raw, rows: raw.length / problem.space.features.length, queries: spent };
  },
};
