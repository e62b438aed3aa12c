/**
 * Distributions with a name: independent draws that depend on nothing that was found, so that N of them without a hit bound
 * the mass of what they look for (docs/methods.md 4), and that the audit gap may count (docs/methods.md 5).
 */
import { Random } from '../../basics/random';
import { drawnInputs } from '../rates/drawn';
import type { AttackProblem, SourceWords } from '../types';
import { goodRow, intoBox, rawInBox, valueAt } from './in-box';

export interface NamedDistribution {
  readonly id: 'box' | 'tube' | 'ladder';
  /** For people. */
  readonly name: string;
  /** Raw rows [count × F] inside the audited box; draw i depends on the seed and i alone. */
  draw(problem: AttackProblem, count: number, seed: number): Float64Array;
}

/** Steps of the perturbation ladder, standard deviations (docs/methods.md 4). */
export const rungs = [0.25, 0.5, 0.75, 1, 1.5] as const;
/** Radius of the tube in ε₉₉ where no u_max is known. */
const plainRadius = 2;

/** Good points with something added in standardised space, to the inputs that are drawn. */
function around(
  problem: AttackProblem,
  count: number,
  step: (random: Random, dims: number) => number[],
  random: Random,
): Float64Array {
  const { basin, dims } = problem;
  const inputs = drawnInputs(problem);
  const x = new Float64Array(count * dims);
  for (let row = 0; row < count; row++) {
    const from = goodRow(problem, random) * dims;
    x.set(basin.points.x.subarray(from, from + dims), row * dims);
    step(random, inputs.length).forEach((value, i) => (x[row * dims + inputs[i]] += value));
  }
  return rawInBox(problem, x, count);
}

function gaussian(random: Random, dims: number): number[] {
  return Array.from({ length: dims }, () => random.normal());
}

/** Uniform in the ball: a Gaussian's direction at a radius whose power is uniform. */
function inBall(random: Random, dims: number, radius: number): number[] {
  const direction = gaussian(random, dims);
  const length = Math.hypot(...direction) || 1;
  const distance = radius * random.next() ** (1 / dims);
  return direction.map((value) => (value / length) * distance);
}

const boxName = 'uniform in the audited box';

export const boxWords: SourceWords<'box'> = {
  id: 'box',
  title: 'Draws from the box',
  hint: 'Points drawn anywhere in the audited box.',
  distribution: boxName,
};

export const box: NamedDistribution = {
  id: 'box',
  name: boxName,
  draw: (problem, count, seed) => {
    const random = Random.of(seed, 'box');
    const width = problem.space.features.length;
    const raw = new Float64Array(count * width);
    for (let i = 0; i < raw.length; i++) raw[i] = valueAt(problem, i % width, random.next());
    return intoBox(problem, raw);
  },
};

/** Radius of the tube around each good point, standardised units; 0 where ε₉₉ was not measured. */
export function tubeRadius({ epsilon99, uMax }: Pick<AttackProblem, 'epsilon99' | 'uMax'>): number {
  return (Number.isFinite(uMax) ? uMax : plainRadius) * (Number.isFinite(epsilon99) ? epsilon99 : 0);
}

const tubeName = 'around good points, uniform in the ball u < u_max';

export const tubeWords: SourceWords<'tube'> = {
  id: 'tube',
  title: 'Draws from the tube',
  hint: 'Points drawn from the balls around good points in which the gate may allow.',
  distribution: tubeName,
};

export const tube: NamedDistribution = {
  id: 'tube',
  name: tubeName,
  draw: (problem, count, seed) => {
    const radius = tubeRadius(problem);
    return around(problem, count, (random, dims) => inBall(random, dims, radius), Random.of(seed, 'tube'));
  },
};

export const perturbationsName = 'good points with Gaussian steps of .25 to 1.5 standard deviations';

export const perturbations: NamedDistribution = {
  id: 'ladder',
  name: perturbationsName,
  draw: (problem, count, seed) => {
    const step = (random: Random, dims: number) => {
      const rung = rungs[random.integer(rungs.length)];
      return gaussian(random, dims).map((value) => rung * value);
    };
    return around(problem, count, step, Random.of(seed, 'ladder'));
  },
};

export const namedDistributions: readonly NamedDistribution[] = [box, tube, perturbations];
