import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { quantile } from '../../../src/basics/statistics';
import { debouncedPeak, defaultDial, dialFromFolds, setDial } from '../../../src/gate/dial/dial';
import { unseenEnergies } from '../../../src/gate/dial/unseen-energies';
import type { OutOfFoldEpisode } from '../../../src/reward/types';

const episodeWith = (member: number, energies: ArrayLike<number>, episode = 0): OutOfFoldEpisode => ({
  ...{ episode, member, energies: Float64Array.from(energies) },
  uncertainties: Float64Array.from(energies, () => 0.5),
});

/** Errors of frames that are alike within an episode and unlike between episodes, as those of one recording are. */
function errorsOf(random: Random): Float64Array {
  const level = Math.exp(random.normal());
  return Float64Array.from({ length: 40 }, () => level * Math.exp(0.1 * random.normal()));
}

/** Constants that errors of a fold give. */
function unitsOf(errors: readonly Float64Array[]) {
  const all = Float64Array.from(errors.flatMap((own) => Array.from(own)));
  const lMin = quantile(all, 0.9);
  return (own: Float64Array) => own.map((m) => (m - lMin) / (quantile(all, 0.98) - lMin));
}

describe('unseenEnergies', () => {
  it('measures each episode by the quantiles of the others of its fold', () => {
    const random = Random.of(1, 'unseen');
    const errors = [7, 23, 40, 11].map((length) => Float64Array.from({ length }, () => Math.exp(random.normal())));
    const inUnits = unitsOf(errors);
    const unseen = unseenEnergies(errors.map((own) => episodeWith(2, inUnits(own))));
    errors.forEach((own, j) => {
      const wanted = unitsOf(errors.filter((_, i) => i !== j))(own);
      unseen[j].energies.forEach((n, i) => expect(n).toBeCloseTo(wanted[i], 9));
    });
  });

  it('keeps folds apart, and knows nothing of an episode that is alone in its own', () => {
    const unseen = unseenEnergies([episodeWith(0, [1, 2, 3]), episodeWith(1, [4, 5, 9]), episodeWith(0, [2, 4, 8])]);
    expect(unseen.map(({ energies }) => energies.length)).toEqual([3, 0, 3]);
    expect(unseen[0].uncertainties).toHaveLength(3);
  });

  it('knows nothing where the other episodes set no unit', () => {
    const [first, second] = unseenEnergies([episodeWith(0, [1, 2, 3]), episodeWith(0, [5, 5, 5])]);
    expect(first.energies).toHaveLength(0);
    expect(Array.from(second.energies)).not.toContain(NaN);
    expect(second.energies).toHaveLength(3);
  });
});

describe('dialFromFolds', { timeout: 60_000 }, () => {
  const random = Random.of(3, 'recording');
  const folds = 5;

  /** Share of new episodes whose peak a threshold interrupts: each judged by the mean of all members. */
  function interrupted(dialOf: typeof setDial): number {
    let count = 0;
    const rounds = 200;
    for (let round = 0; round < rounds; round++) {
      const errors = Array.from({ length: folds }, () => [errorsOf(random), errorsOf(random), errorsOf(random)]);
      const judged = errors.flatMap((own, member) => own.map((one) => episodeWith(member, unitsOf(own)(one))));
      const fresh = errorsOf(random);
      const byMember = errors.map((own) => unitsOf(own)(fresh));
      const energies = fresh.map((_, row) => byMember.reduce((sum, own) => sum + own[row], 0) / folds);
      if (debouncedPeak(energies, 3) >= dialOf(judged, defaultDial).nMax) count++;
    }
    return count / rounds;
  }

  it('keeps its promise for few pieces, where peaks in their own units do not', () => {
    // n gets its share of what 15 pieces support: 1/16.
    expect(interrupted(dialFromFolds)).toBeLessThan(1 / 16 + 0.03);
    expect(interrupted(setDial)).toBeGreaterThan(0.15);
  });

  it('counts for n only those that could be judged', () => {
    const pieces = [episodeWith(0, [1, 2, 3]), episodeWith(0, [1, 2, 5]), episodeWith(1, [9, 9, 9])];
    expect(dialFromFolds(pieces).supported).toBeCloseTo(1 / 4 + 1 / 3, 12);
  });

  it('promises nothing where every episode is alone in its fold', () => {
    const pieces = [episodeWith(0, [1, 2, 3]), episodeWith(1, [1, 2, 5])];
    expect(dialFromFolds(pieces)).toEqual({ ...setDial(pieces), supported: 1 });
    expect(() => dialFromFolds([])).toThrow(RangeError);
  });
});
