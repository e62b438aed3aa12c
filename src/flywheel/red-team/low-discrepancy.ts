/**
 * The box, filled evenly: multiples of the square roots of primes, whole numbers left out (Richtmyer), behind a random
 * shift. Points of one call depend on each other, so they are no independent draws and make no bound.
 */
import { Random } from '../../basics/random';
import { drawnFeatures } from '../rates/drawn';
import type { SourceWords, Strategy } from '../types';
import { madeRows, valueAt } from './in-box';

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

export const lowDiscrepancyWords: SourceWords<'low-discrepancy'> = {
  id: 'low-discrepancy',
  title: 'Even spread over the box',
  hint: 'Points spread evenly over the box by a low-discrepancy sequence.',
  distribution: null,
};

export const lowDiscrepancy: Strategy<'low-discrepancy'> = {
  ...lowDiscrepancyWords,
  applies: () => true,
  propose: async (problem, queries, seed) => {
    const drawn = drawnFeatures(problem);
    const slopes = primes(drawn.length).map((prime) => Math.sqrt(prime) % 1);
    const random = Random.of(seed, 'low-discrepancy');
    const shifts = slopes.map(() => random.next());
    const raw = await madeRows(problem, queries, (to, row) => {
      slopes.forEach((slope, i) => (to[drawn[i]] = valueAt(problem, drawn[i], (shifts[i] + row * slope) % 1)));
    });
    return { raw, rows: queries, queries };
  },
};
