import { describe, expect, test } from 'vitest';
import { readScenarios } from '../../../src/formats/text/scenario-records';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (name: string, text: string) => {
  const result = readScenarios(name, bytes(text));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
};
const kindOf = (text: string) => {
  const result = readScenarios('s', bytes(text));
  return result.ok ? 'read' : result.failure.kind;
};

describe('scenarios', () => {
  const record = { age: 41, message: 'Take two, then call', urgent: true, ward: null };

  test('the same records come out of a JSON list, an object that holds one, and JSON Lines', () => {
    expect(read('a.json', JSON.stringify([record]))).toEqual([record]);
    expect(read('a.json', JSON.stringify({ version: 1, records: [record, record] }))).toHaveLength(2);
    expect(read('a.jsonl', `${JSON.stringify(record)}\n\n${JSON.stringify(record)}\n`)).toEqual([record, record]);
  });

  test('cells of CSV are numbers where they are, nothing where they are empty, and texts with commas in quotes', () => {
    expect(read('a.csv', 'age,message\n41,"two, then call"\n,none\n')).toEqual([
      { age: 41, message: 'two, then call' },
      { age: null, message: 'none' },
    ]);
  });

  test('nested values are left out', () => {
    expect(read('a.json', '[{"a": 1, "b": {"c": 2}, "d": [1]}]')).toEqual([{ a: 1 }]);
  });

  test.each([
    ['an empty file', ' \n', 'empty'],
    ['numbers in a list', '[1, 2]', 'malformed'],
    ['a list that ends early', '[{"a": 1}', 'malformed'],
    ['a line that is no JSON', '{"a": 1}\n{"a":', 'malformed'],
    ['a row with too many cells', 'a,b\n1,2,3\n', 'malformed'],
    ['a field that reaches for the prototype', '[{"__proto__": 1}]', 'unsafe-name'],
  ])('%s is refused', (_, text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });

  test('what is no UTF-8 is refused', () => {
    const result = readScenarios('s', Uint8Array.of(0xff, 0xfe, 0x00));
    expect(result.ok ? 'read' : result.failure.kind).toBe('unrecognised');
  });
});
