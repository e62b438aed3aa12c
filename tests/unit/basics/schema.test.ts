import * as v from 'valibot';
import { expect, it, describe } from 'vitest';
import { Refused } from '../../../src/basics/refused';
import { between, count, exactly, finite, list, oneOf, readBy, text } from '../../../src/basics/schema';

const shape = exactly({
  id: text(),
  kind: oneOf(['a', 'b']),
  points: list(list(finite, 2, 2), 1),
  share: v.optional(between(0, 1)),
  size: count(1),
});
const good = { id: 'x', kind: 'a', points: [[1, 2]], size: 3 };

function sentence(value: unknown): string {
  try {
    readBy(shape, value, 'the patch');
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  return 'read';
}

describe('the reader of JSON shapes', () => {
  it('gives what was read', () => {
    expect(readBy(shape, good, 'the patch')).toEqual(good);
  });

  it.each([
    [null, 'the patch is not an object'],
    [{ ...good, id: undefined }, 'the patch.id is not text'],
    [{ id: 'x', kind: 'a', points: [[1, 2]] }, 'the patch lacks size'],
    [{ ...good, stranger: 1 }, 'the patch has an unknown field stranger'],
    [{ ...good, kind: 'c' }, 'the patch.kind is none of a, b'],
    [{ ...good, points: [] }, 'the patch.points has fewer than 1 entries'],
    [{ ...good, points: [[1, Infinity]] }, 'the patch.points[0][1] is not a finite number'],
    [{ ...good, share: 2 }, 'the patch.share is more than 1'],
    [{ ...good, size: 1.5 }, 'the patch.size is not a whole number'],
  ])('says of %j: %s', (value, words) => {
    expect(sentence(value)).toBe(words);
  });

  it('counts a list before it looks at any entry', () => {
    let looked = 0;
    const watched = v.check<number, string>(() => ++looked > 0, 'never');
    const few = list(v.pipe(finite, watched), 0, 3);
    expect(() => readBy(few, [1, 2, 3, 4], 'the list')).toThrow('the list has more than 3 entries');
    expect(looked).toBe(0);
    expect(readBy(few, [1, 2, 3], 'the list')).toEqual([1, 2, 3]);
  });

  it('refuses what is nested deeper than the stack goes', () => {
    type Nested = readonly Nested[];
    const nested: v.GenericSchema<Nested> = v.lazy(() => list(nested));
    let deep: Nested = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => readBy(nested, deep, 'the tree')).toThrow(Refused);
    expect(() => readBy(nested, deep, 'the tree')).toThrow('the tree is nested too deeply');
  });
});
