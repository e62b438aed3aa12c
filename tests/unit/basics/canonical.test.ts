import { describe, expect, it } from 'vitest';
import { canonicalBytes, canonicalText, fromWords, readCanonical, withWords } from '../../../src/basics/canonical';
import { Refused } from '../../../src/basics/refused';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('canonical JSON', () => {
  it('writes the example of RFC 8785', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as unknown;
    expect(canonicalText(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('takes one object in two places, and drops absent fields', () => {
    const shared = { x: 1 };
    expect(canonicalText({ a: shared, ab: shared, none: undefined })).toBe('{"a":{"x":1},"ab":{"x":1}}');
  });

  it('gives numbers back bit for bit', () => {
    const numbers = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 4294967296.5];
    expect(readCanonical('x', canonicalBytes(numbers))).toEqual(numbers);
  });

  it.each([
    ['spaces', '{"a": 1}', 'not-canonical'],
    ['keys out of order', '{"b":1,"a":1}', 'not-canonical'],
    ['a key twice', '{"a":1,"a":1}', 'not-canonical'],
    ['a number in another form', '[1.0]', 'not-canonical'],
    ['a byte-order mark', '\uFEFF{}', 'malformed'],
    ['a prototype', '{"__proto__":{"polluted":true}}', 'malformed'],
    ['a prototype deep down', '{"a":[{"__proto__":1}]}', 'malformed'],
    ['what is not JSON', '{', 'malformed'],
    ['a number too large', '[1e999]', 'malformed'],
    ['very deep nesting', '['.repeat(100_000) + ']'.repeat(100_000), 'malformed'],
  ])('refuses %s', (_, text, kind) => {
    expect(() => readCanonical('part', bytes(text))).toThrow(expect.objectContaining({ kind }) as Error);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses numbers that are not finite, and puts them into words on request', () => {
    expect(() => canonicalBytes({ a: NaN })).toThrow(Refused);
    const value = { a: [NaN, Infinity, -Infinity, 1], b: null };
    expect(fromWords(readCanonical('x', canonicalBytes(withWords(value))))).toEqual(value);
  });
});
