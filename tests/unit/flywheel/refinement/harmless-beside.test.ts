import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { harmlessBeside } from '../../../../src/flywheel/refinement/harmless-beside';
import type { AttackProblem } from '../../../../src/flywheel/types';
import { feature, smallProblem } from '../red-team/small-problem';

const radius = 0.4;
const distance = (x: ArrayLike<number>, row: number) => Math.hypot(x[2 * row], x[2 * row + 1]);
const demonstrations = () => {
  const random = new Random(1);
  return Array.from({ length: 400 }, () => random.normal());
};
const flaws = Float64Array.from({ length: 200 }, (_, i) => (radius / 2) * Math.cos(i));

/** @param unsure points left of the middle cannot be told */
function problemOf(unsure = false): AttackProblem {
  const problem = smallProblem({ features: [feature('x'), feature('y')], raw: demonstrations() });
  const label: NonNullable<AttackProblem['labeller']>['label'] = ({ rows, x }) =>
    Promise.resolve(
      Uint8Array.from({ length: rows }, (_, row) => (unsure && x[2 * row] < 0 ? 2 : distance(x, row) < radius ? 1 : 0)),
    );
  return Object.assign(Object.create(problem) as AttackProblem, { labeller: { label } });
}

describe('harmlessBeside', () => {
  it('gives points around the flaws that the labeller does not call bad', async () => {
    const x = await harmlessBeside(problemOf(), flaws, 5);
    const away = Float64Array.from({ length: x.length / 2 }, (_, row) => distance(x, row));
    expect(away.length).toBeGreaterThan(100);
    expect(Math.min(...away)).toBeGreaterThanOrEqual(radius);
    expect(away.filter((far) => far < 2 * radius).length).toBeGreaterThan(50);
    expect(await harmlessBeside(problemOf(), flaws, 5)).toEqual(x);
  });

  it('takes nothing for harmless that the labeller could not tell', async () => {
    const x = await harmlessBeside(problemOf(true), flaws, 5);
    expect(x.length).toBeGreaterThan(0);
    expect(x.filter((_, i) => i % 2 === 0).every((value) => value >= 0)).toBe(true);
  });

  it('gives none where nobody knows where the bad ends', async () => {
    const problem = smallProblem({ features: [feature('x'), feature('y')], raw: demonstrations() });
    expect(await harmlessBeside(problem, flaws, 5)).toHaveLength(0);
  });
});
