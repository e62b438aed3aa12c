import { describe, expect, it } from 'vitest';
import { firstNotBelow } from '../../../src/basics/arrays';

describe('the place of the first value that is not below', () => {
  const ascending = Float64Array.of(-1, 2, 2, 5);

  it.each([
    [-Infinity, 0],
    [-1, 0],
    [0, 1],
    [2, 1],
    [2.5, 3],
    [5, 3],
    [6, 4],
    [Infinity, 4],
  ])('of %d is %d', (x, place) => {
    expect(firstNotBelow(ascending, x)).toBe(place);
  });

  it('of an empty list is 0', () => {
    expect(firstNotBelow(new Float64Array(0), 1)).toBe(0);
  });
});
