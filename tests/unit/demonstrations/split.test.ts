import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastRows, rowsOf, split, trainingRowsOf, type Part, type Split } from '../../../src/demonstrations/split';

function episodesOf(lengths: readonly number[]): Uint32Array {
  let row = 0;
  return Uint32Array.from([0, ...lengths.map((length) => (row += length))]);
}

function partsOf({ folds }: Split): Part[] {
  return ['test', 'validation', ...Array.from({ length: folds }, (_, fold) => fold)];
}

const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });
const members = fc.integer({ min: 1, max: 9 });
const seed = fc.integer({ min: 0, max: 1000 });

describe('split', () => {
  it('puts every row into exactly one part and leaves no part empty', () => {
    fc.assert(
      fc.property(lengths, members, seed, (each, K, s) => {
        const episodes = episodesOf(each);
        const rows = episodes[each.length];
        fc.pre(rows >= leastRows(K));
        const made = split(episodes, K, s);
        const seen = new Uint8Array(rows);
        for (const part of partsOf(made)) {
          const own = rowsOf(made, part);
          expect(own.length).toBeGreaterThan(0);
          for (const row of own) seen[row]++;
        }
        expect(seen.every((times) => times === 1)).toBe(true);
        for (const { start, end, episode } of made.segments) {
          expect(start >= episodes[episode] && start < end && end <= episodes[episode + 1]).toBe(true);
        }
      }),
    );
  });

  it('is the same for the same seed and another for another', () => {
    const episodes = episodesOf(new Array<number>(40).fill(25));
    expect(split(episodes, 5, 3)).toEqual(split(episodes, 5, 3));
    expect(split(episodes, 5, 3)).not.toEqual(split(episodes, 5, 4));
  });

  it('keeps episodes whole from ten on: 15 % test, 10 % validation, 15 % each of five folds', () => {
    const made = split(episodesOf(new Array<number>(100).fill(7)), 5, 1);
    expect(made.byEpisode).toBe(true);
    expect(made.segments).toHaveLength(100);
    const episodes = (part: Part): number => made.segments.filter((segment) => segment.part === part).length;
    expect(partsOf(made).map(episodes)).toEqual([15, 10, 15, 15, 15, 15, 15]);
  });

  it('cuts fewer than ten episodes into contiguous blocks with the same shares', () => {
    const made = split(episodesOf([1000, 3, 997]), 5, 1);
    expect(made.byEpisode).toBe(false);
    expect(Math.abs(rowsOf(made, 'test').length - 300)).toBeLessThan(3);
    expect(Math.abs(rowsOf(made, 'validation').length - 200)).toBeLessThan(3);
    expect(made.segments.filter((segment) => segment.episode === 0)).toHaveLength(7);
  });

  it('makes five folds for a single member, which trains on all but the first', () => {
    const made = split(episodesOf(new Array<number>(20).fill(10)), 1, 1);
    expect(made.folds).toBe(5);
    expect(made.members).toBe(1);
    const folds = [1, 2, 3, 4].reduce((sum, fold) => sum + rowsOf(made, fold).length, 0);
    expect(trainingRowsOf(made, 0)).toHaveLength(folds);
    expect(Array.from(trainingRowsOf(made, 0))).not.toContain(rowsOf(made, 0)[0]);
  });

  it('refuses fewer rows than parts', () => {
    expect(() => split(episodesOf([6]), 5, 1)).toThrow(RangeError);
    expect(split(episodesOf([7]), 5, 1).segments).toHaveLength(7);
  });
});
