import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { decode, destandardise, encode, standardise } from '../../../src/demonstrations/encoding';

function feature(name: string, role: Feature['role'], levels: number[] = []): Feature {
  return { name, unit: '', role, column: name, group: 'observation', levels };
}
const features = [feature('a', 'angle'), feature('g', 'category', [0, 3, 7]), feature('v', 'derived')];
const standardiser = {
  mean: Float32Array.of(0.5, -0.25, 0.3, 0.3, 0.3, 9),
  std: Float32Array.of(0.5, 0.75, 0.4, 0.4, 0.4, 3),
};

describe('decoding', () => {
  test('undoes encoding and standardising', () => {
    const row = fc.tuple(
      fc.double({ min: -3.14, max: 3.14, noNaN: true }),
      fc.constantFrom(0, 3, 7),
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const raw = Float64Array.from(rows.flat());
        const x = standardise(encode(features, raw, rows.length), rows.length, standardiser);
        const back = decode(features, destandardise(x, rows.length, standardiser), rows.length);
        back.forEach((value, i) => expect(value).toBeCloseTo(raw[i], 8));
      }),
    );
  });

  test('takes the likeliest level and the direction of an angle, off its circle or not', () => {
    expect([...decode(features, Float64Array.of(0, 5, 0.1, 0.4, 0.3, 2), 1)]).toEqual([Math.PI / 2, 3, 2]);
    expect(decode(features, Float64Array.of(1, 0, 0, 0, 0, 2), 1)[1]).toBe(0);
  });
});
