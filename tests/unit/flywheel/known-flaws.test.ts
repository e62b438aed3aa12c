import { describe, expect, test } from 'vitest';
import { readFlaws, writeFlaws } from '../../../src/flywheel/flaws-file';
import { mergeFlaws } from '../../../src/flywheel/known-flaws';
import { features, flawsOfFence, smallWorld } from './refinement/small-world';

const world = smallWorld();
const flaws = flawsOfFence(world, 20, 1);

describe('flaws that are known already', () => {
  test('a file that is read twice adds nothing the second time, and says so', () => {
    const read = readFlaws(writeFlaws(flaws, features), features);
    if (!read.ok) throw new Error(read.failure.message);
    const once = mergeFlaws([], read.value);
    expect(once).toMatchObject({ added: 20, alreadyKnown: 0 });
    const twice = mergeFlaws(once.known, read.value);
    expect(twice).toMatchObject({ added: 0, alreadyKnown: 20 });
    expect(twice.known).toEqual(once.known);
  });

  test('their place and norm tell them, not their ids, scores or who found them', () => {
    const [first] = flaws;
    const again = { ...first, id: 'another name', score: 0.1, strategy: 'file' as const, iteration: 9 };
    expect(mergeFlaws([first], [again])).toEqual({ known: [first], added: 0, alreadyKnown: 1 });
    expect(mergeFlaws([first], [{ ...first, norm: null }])).toMatchObject({ added: 1 });
    expect(mergeFlaws([first], [{ ...first, raw: [first.raw[0], first.raw[1] + 1e-12] }])).toMatchObject({ added: 1 });
    expect(mergeFlaws([world.flawAt(0, 1)], [{ ...world.flawAt(-0, 1) }])).toMatchObject({ alreadyKnown: 1 });
  });

  test('another flaw under an id that is taken is kept, under an id of its own', () => {
    const [first, second, third] = flaws;
    const { known } = mergeFlaws(
      [first],
      [
        { ...second, id: first.id },
        { ...third, id: first.id },
      ],
    );
    expect(known.map(({ raw }) => raw)).toEqual([first.raw, second.raw, third.raw]);
    expect(new Set(known.map(({ id }) => id)).size).toBe(3);
  });

  test('two lines of a file with one id and two places are two flaws', () => {
    const [first, second] = flaws;
    const read = readFlaws(writeFlaws([first, { ...second, id: first.id }, first], features), features);
    expect(read.ok && read.value.map(({ raw }) => raw)).toEqual([first.raw, second.raw]);
  });
});
