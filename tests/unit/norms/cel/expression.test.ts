import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressionTree, names } from '../../../../src/norms/cel/expression';
import type { Norm } from '../../../../src/norms/norm';
import type { RecordFields } from '../../../../src/norms/rows';
import { marginAt, must } from '../fixtures';

function margin(expression: string, place: readonly number[] = [0, 0], record?: RecordFields): number {
  const norm: Norm = { id: 'c', type: 'predicate', expression };
  return marginAt(norm, place, record);
}

describe('the margin of an expression', () => {
  it('says by how much a comparison holds', () => {
    expect(margin('x <= 2', [0.5, 0])).toBe(1.5);
    expect(margin('x >= y', [1, 3])).toBe(-2);
    expect(margin('x == 1', [3, 0])).toBe(-2);
    expect(margin('x == 1', [1, 0])).toBe(0);
    expect(margin('x != 1', [3, 0])).toBe(2);
  });

  it('is the smallest violation where only equality is missing', () => {
    const smallest = -(2 ** -52);
    expect(margin('x < 2', [2, 0])).toBe(smallest);
    expect(margin('x > 2', [2, 0])).toBe(smallest);
    expect(margin('x != 2', [2, 0])).toBe(smallest);
    expect(margin('!(x >= 2)', [2, 0])).toBe(smallest);
    expect(margin('!(x < 2)', [2, 0])).toBe(0);
    expect(margin('!(x == 2)', [2, 0])).toBe(smallest);
  });

  it('is the smaller of two that must hold and the larger of two choices', () => {
    expect(margin('x <= 1 && y <= 3')).toBe(1);
    expect(margin('x <= 1 || y <= 3')).toBe(3);
    expect(margin('!(x <= 1 && y <= 3)')).toBe(-1 - 2 ** -52 + 2 ** -52);
    expect(margin('x <= 1 ? y <= 3 : y >= 5')).toBe(1);
    expect(margin('x > 1 ? y <= 3 : y >= 5')).toBe(-1);
  });

  it('reads whole numbers as doubles', () => {
    expect(margin('x <= 1 / 2')).toBe(0.5);
    expect(margin('x - 2 * -3 <= 0x10')).toBe(10);
    expect(margin('x <= 99999999999999999999')).toBe(1e20);
  });

  it('knows its functions', () => {
    const place = [3, 4];
    expect(margin('hypot(x, y) <= 6', place)).toBe(1);
    expect(margin('sqrt(x + 1) <= abs(-y)', place)).toBe(2);
    expect(margin('min(x, y, 1) >= max(x, y)', place)).toBe(-3);
    expect(margin('dist(x, y, 0, 0) <= 6', place)).toBe(1);
    expect(margin('dist(x, y) <= 6', place)).toBe(5);
    expect(margin('sin(x) <= cos(y)', place)).toBe(Math.cos(4) - Math.sin(3));
  });

  it('reads fields of the record, and tells them from features of the same name', () => {
    expect(margin('record.dose <= 2', [0, 0], { dose: 0.5 })).toBe(1.5);
    expect(margin('record.x <= 2', [0, 0], { x: 5 })).toBe(-3);
    expect(margin('features.x <= record["x"]', [1, 0], { x: 5 })).toBe(4);
    expect(margin('fields["dose given"] <= 2', [0, 0], { 'dose given': 1 })).toBe(1);
    expect(margin('record.patient.age >= 18', [0, 0], { 'patient.age': 20 })).toBe(2);
  });

  it('reads a name alone as true or false', () => {
    expect(margin('record.urgent', [0, 0], { urgent: true })).toBe(0.5);
    expect(margin('!record.urgent', [0, 0], { urgent: true })).toBe(-0.5);
    expect(margin('record.urgent == false', [0, 0], { urgent: false })).toBe(0.5);
    expect(margin('true != record.urgent', [0, 0], { urgent: true })).toBe(-0.5);
    expect(margin('!record.urgent', [0, 0], { urgent: 0.5 })).toBeLessThan(0);
    expect(margin('record.urgent', [0, 0], { urgent: 0.5 })).toBe(0);
  });

  it('tests text, as written', () => {
    const record = { channel: 'sms', message: 'Take two tablets.' };
    expect(margin('record.channel == "sms"', [0, 0], record)).toBe(1);
    expect(margin('"sms" != record.channel', [0, 0], record)).toBe(-1);
    expect(margin('record.channel in ["mail", "sms"]', [0, 0], record)).toBe(1);
    expect(margin('!(record.channel in ["mail", "sms"])', [0, 0], record)).toBe(-1);
    expect(margin('record.message.contains("two")', [0, 0], record)).toBe(1);
    expect(margin('record.message.contains("TWO")', [0, 0], record)).toBe(-1);
    expect(margin('record.message.startsWith("Take") && record.message.endsWith("tablets.")', [0, 0], record)).toBe(1);
    expect(margin('!record.message.matches("^Take .*[.]$")', [0, 0], record)).toBe(-1);
  });

  it('finds numbers in lists', () => {
    expect(margin('x in [1, 5]', [4, 0])).toBe(-1);
    expect(margin('!(x in [1, 5])', [5, 0])).toBe(-(2 ** -52));
    expect(margin('x in []')).toBe(-1);
  });

  it('is inconclusive when anything that is read is missing, divided by 0, or without end', () => {
    expect(margin('x <= 1 || record.dose <= 2')).toBeNaN();
    expect(margin('x <= 1 || record.dose <= 2', [0, 0], { dose: '2' })).toBeNaN();
    expect(margin('x <= 1 || record.dose <= 2', [0, 0], { dose: Infinity })).toBeNaN();
    expect(margin('x <= 1 || record.channel == "sms"', [0, 0], { channel: 3 })).toBeNaN();
    expect(margin('x / y <= 1')).toBeNaN();
    expect(margin('1 / y <= 1')).toBeNaN();
    expect(margin('sqrt(x) <= 1', [-1, 0])).toBeNaN();
    expect(margin('x * x <= 1', [1e200, 0])).toBeNaN();
  });
});

describe('an expression', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /empty/],
    ['x <', /cannot be read/],
    ['x < 2 &', /cannot be read/],
    ['x + 1', /condition is expected/],
    ['"a"', /condition is expected/],
    ['2', /condition is expected/],
    ['x < "2"', /text, and a number/],
    ['x % 2 == 0', /“x % 2”.*number is expected/],
    ['foo(x) < 2', /no function foo/],
    ['constructor(x) < 2', /no function constructor/],
    ['hypot() < 2', /hypot does not take 0/],
    ['abs(x, y) < 2', /abs does not take 2/],
    ['dist(x, y, 1) < 2', /dist does not take 3/],
    ['x < (y > 1 ? 1 : 2)', /chooses between conditions/],
    ['x == "a"', /features are numbers/],
    ['x.contains("a")', /features are numbers/],
    ['features.speed < 2', /no feature of this name; did you mean “x” or “y”\?/],
    ['abs(theta) < 2', /“theta”.*no feature of this name.*did you mean.*record\.theta/],
    ['patient.age >= 18', /“patient\.age”.*record\["patient\.age"\]/],
    ['channel == "sms"', /“channel”.*record\.channel/],
    ['urgent', /“urgent”.*record\.urgent/],
    ['message.size() > 2', /number is expected/],
    ['message.trim()', /no \.trim\(\)/],
    ['message.contains(other)', /takes one text/],
    ['message.contains()', /takes one text/],
    ['record.message.matches("a++")', /message\.matches.*nothing/],
    ['"abc".contains("a")', /name of a text field/],
    ['"a" == "b"', /name of a text field/],
    ['x in y', /list is expected/],
    ['x == null', /no number/],
    ['has(record.x)', /condition is expected/],
    ['[1, 2].exists(i, i > x)', /no \.exists\(\)/],
    ['x < 2u', /no number/],
    ['x < y < 2', /number is expected/],
    ['!x + 1 < 2', /number is expected/],
    ['eval("1") < 2', /no function eval/],
    [`x < ${'-('.repeat(300)}1${')'.repeat(300)}`, /./],
    [Array.from({ length: 900 }, () => 'x<1').join('&&&'), /./],
    [`${'x < 1 && '.repeat(600)}x < 1`, /longer than 4000/],
  ];

  it.each(refused)('is refused with its place: %s', (expression, why) => {
    expect(() => expressionTree(expression, ['x', 'y'])).toThrow(why);
  });

  it('that only asks for much is refused before it is built', () => {
    const doubling = (depth: number): string => (depth === 0 ? 'x < 1' : `(${doubling(depth - 1)}) ? y < 1 : y < 2`);
    expect(() => expressionTree(doubling(40), ['x', 'y'])).toThrow(/branches too often/);
    const hypots = 'hypot(x, '.repeat(40) + 'y' + ')'.repeat(40);
    expect(() => expressionTree(`${hypots} < 1`, ['x', 'y'])).toThrow(/more than 20000 steps/);
  });

  it('made of anything is compiled or refused, and ends in nothing else', () => {
    const token = fc.constantFrom(
      ...[
        'x',
        'y',
        'record',
        'has',
        'cel',
        'bind',
        'all',
        'map',
        'exists',
        'optional',
        'of',
        'null',
        'true',
        'in',
        'as',
      ],
      ...[
        '1',
        '2.5',
        '3u',
        '"a"',
        "b'a'",
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ',',
        '.',
        ':',
        '?',
        '!',
        '-',
        '+',
        '%',
        '<',
        '==',
      ],
      ...['&&', '||', '.?', '[?', '\\', '`', '"', '//', '\n', ' '],
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        for (const expression of [tokens.join(' '), `has(${tokens.join('')})`, `x.map(${tokens.join('')}) < 1`]) {
          expect(typeof names(expression).ok).toBe('boolean');
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('may be a long chain', () => {
    const chain = Array.from({ length: 200 }, (_, i) => `x < ${i + 1}`).join(' && ');
    expect(margin(chain, [0.5, 0])).toBe(0.5);
  });

  it('tells the names that it uses', () => {
    const used = names('hypot(x, record.dose) < 2 && !(channel in ["a"]) || features.y > 1 && x > 0');
    expect(must(used)).toEqual(['x', 'dose', 'channel', 'y']);
    expect(names('x <').ok).toBe(false);
  });
});

/** A random expression beside the JavaScript that means the same. */
interface Both {
  readonly cel: string;
  readonly truth: (x: number, y: number) => boolean;
}
interface Number {
  readonly cel: string;
  readonly value: (x: number, y: number) => number;
}

const leaves: fc.Arbitrary<Number> = fc.oneof(
  fc.constant<Number>({ cel: 'x', value: (x) => x }),
  fc.constant<Number>({ cel: 'y', value: (_, y) => y }),
  fc.integer({ min: 0, max: 3 }).map((n): Number => ({ cel: String(n), value: () => n })),
);
const numbers = fc.letrec<{ number: Number }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3 },
    leaves,
    fc.tuple(tie('number'), tie('number'), fc.constantFrom('+', '-', '*', 'min', 'max')).map(([a, b, op]): Number => ({
      cel: op.length === 1 ? `(${a.cel} ${op} ${b.cel})` : `${op}(${a.cel}, ${b.cel})`,
      value: (x, y) => arithmetic[op](a.value(x, y), b.value(x, y)),
    })),
    tie('number').map((a): Number => ({ cel: `-${a.cel}`, value: (x, y) => -a.value(x, y) })),
    tie('number').map((a): Number => ({ cel: `abs(${a.cel})`, value: (x, y) => Math.abs(a.value(x, y)) })),
  ),
})).number;

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  min: Math.min,
  max: Math.max,
};
const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

const conditions = fc.letrec<{ condition: Both }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(numbers, numbers, fc.constantFrom(...Object.keys(comparisons))).map(([a, b, op]): Both => ({
      cel: `${a.cel} ${op} ${b.cel}`,
      truth: (x, y) => comparisons[op](a.value(x, y), b.value(x, y)),
    })),
    tie('condition').map((a): Both => ({ cel: `!(${a.cel})`, truth: (x, y) => !a.truth(x, y) })),
    fc.tuple(tie('condition'), tie('condition'), fc.boolean()).map(([a, b, both]): Both => ({
      cel: `(${a.cel}) ${both ? '&&' : '||'} (${b.cel})`,
      truth: (x, y) => (both ? a.truth(x, y) && b.truth(x, y) : a.truth(x, y) || b.truth(x, y)),
    })),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]): Both => ({
      cel: `(${a.cel}) ? (${b.cel}) : (${c.cel})`,
      truth: (x, y) => (a.truth(x, y) ? b.truth(x, y) : c.truth(x, y)),
    })),
  ),
})).condition;

describe('the sign of a margin', () => {
  it('agrees with the truth of the expression, ties included', () => {
    const value = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(conditions, value, value, ({ cel, truth }, x, y) => {
        expect(margin(cel, [x, y]) >= 0, `${cel} at ${x}, ${y}`).toBe(truth(x, y));
      }),
      { numRuns: 2000 },
    );
  });
});
