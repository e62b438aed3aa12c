import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { readFlaws, writeFlaws } from '../../../src/flywheel/flaws-file';
import { features, flawsOfFence, smallWorld } from './refinement/small-world';

const world = smallWorld();
const flaws = flawsOfFence(world, 20, 1);
const [first] = writeFlaws(flaws, features).split('\n');

function failureOf(text: string) {
  const read = readFlaws(text, features);
  if (read.ok) throw new Error('it was taken');
  return read.failure;
}

function changed(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...(JSON.parse(first) as object), ...changes });
}

describe('flaws.jsonl', () => {
  test('one flaw a line, its features by name; it comes back as it was, but found by a file', () => {
    const text = writeFlaws(flaws, features);
    expect(text.split('\n')).toHaveLength(21);
    expect(JSON.parse(first)).toMatchObject({
      norm: 'fence',
      features: { east: flaws[0].raw[0], north: flaws[0].raw[1] },
    });
    const read = readFlaws(text, features);
    expect(read).toEqual({ ok: true, value: flaws.map((flaw) => ({ ...flaw, strategy: 'file' })) });
  });

  test('features are found by their names, whatever their order and whatever else is there', () => {
    const text = '{"features":{"up":9,"north":1.5,"east":2}}\n\n{"features":{"east":-1,"north":1},"norm":"fence"}';
    const read = readFlaws(`\uFEFF${text}\r\n`, features);
    expect(read.ok && read.value.map(({ raw, norm, id }) => ({ raw, norm, id }))).toEqual([
      { raw: [2, 1.5], norm: null, id: 'file-1' },
      { raw: [-1, 1], norm: 'fence', id: 'file-3' },
    ]);
  });

  test('two lines with one id are one flaw', () => {
    const read = readFlaws(`${first}\n${first}`, features);
    expect(read.ok && read.value).toHaveLength(1);
  });

  test('what is wrong is refused with its line, and nothing is taken', () => {
    const cases: [string, RegExp][] = [
      ['[1]', /line 2 .*one JSON object/i],
      ['{"features":{"east":1', /line 2 .*one JSON object/i],
      ['{}', /it lacks features/],
      ['{"features":[1,2]}', /its features is not an object/],
      ['{"features":{"east":1}}', /north is no finite number/],
      ['{"features":{"east":1,"north":"2"}}', /north is no finite number/],
      ['{"features":{"east":1e999,"north":2}}', /east is no finite number/],
      [changed({ severity: 0 }), /severity/],
      [changed({ score: 1.2 }), /score/],
      [changed({ margin: 'far' }), /margin/],
      [changed({ distanceRatio: -1 }), /distanceRatio/],
      [changed({ iteration: -1 }), /iteration/],
      [changed({ id: '' }), /its id/],
      [changed({ norm: 'n'.repeat(300) }), /its norm/],
    ];
    for (const [line, message] of cases) {
      const { kind, message: told } = failureOf(`${first}\n${line}\n`);
      expect(kind).toBe('malformed');
      expect(told).toMatch(message);
    }
    expect(failureOf(' \n\n').kind).toBe('empty');
  });

  test('no file can ask for more than there is room for', () => {
    expect(failureOf(' '.repeat(64 * 2 ** 20 + 1)).kind).toBe('too-large');
    const many = Array.from({ length: 100_001 }, (_, i) => `{"id":"${i}","features":{"east":1,"north":1}}`);
    expect(failureOf(many.join('\n')).kind).toBe('too-large');
  });

  test('names of the language are features like any other', () => {
    const odd = features.map((feature, i) => (i === 0 ? { ...feature, name: '__proto__' } : feature));
    const text = writeFlaws(flaws, odd);
    expect(readFlaws(text, odd)).toMatchObject({ ok: true });
    expect(readFlaws('{"features":{"north":1}}', odd).ok).toBe(false);
  });

  test('damaged text never throws and never gives a flaw that is not whole', () => {
    const random = Random.of(9, 'damage');
    const text = writeFlaws(flaws.slice(0, 3), features);
    for (let trial = 0; trial < 2000; trial++) {
      const at = random.integer(text.length);
      const broken = text.slice(0, at) + String.fromCharCode(random.integer(128)) + text.slice(at + random.integer(4));
      const read = readFlaws(broken, features);
      if (!read.ok) continue;
      for (const { raw, severity } of read.value) {
        expect(raw.every(Number.isFinite)).toBe(true);
        expect(severity > 0 && severity <= 1).toBe(true);
      }
    }
  });
});
