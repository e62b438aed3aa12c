import { describe, expect, it } from 'vitest';
import { compileTree, readTree } from '../../../src/norms/compile/compile';
import type { Norm } from '../../../src/norms/norm';
import { noDistances } from '../../../src/norms/rows';
import type { Tree } from '../../../src/norms/tree/tree';
import { treeOf } from '../../../src/norms/tree-of';
import { leafOperators } from '../../../src/norms/tree/operators';
import { leafSchemas } from '../../../src/norms/tree/tree-schema';
import { must, plane, rowsOf, spaceOf } from './fixtures';

const space = { features: 2, inputs: 2 };
const features = [0, 1];
const points = [
  [0, 0],
  [1, 2],
];

it('the table of operators without operands says which fields the schema reads', () => {
  const read = Object.entries(leafSchemas(space)).map(([op, { entries }]) => {
    const keys = Object.entries(entries).filter(([key]) => key !== 'op');
    const names = (optional: boolean): string[] =>
      keys.flatMap(([key, { type }]) => ((type === 'optional') === optional ? [key] : []));
    return { op, fields: names(false), optional: names(true) };
  });
  expect(read).toEqual(leafOperators);
});

describe('a tree from a file', () => {
  const norms: Norm[] = [
    { id: 'r', type: 'range', features, min: [0, 0], max: [1, 1] },
    { id: 's', type: 'support', boundary: 2, points },
    { id: 'd', type: 'support', boundary: 2, features: [1] },
    { id: 'w', type: 'wall', features, boxes: [{ min: [0, 0], max: [1, 1] }] },
    { id: 'l', type: 'lane', features, points, left: 1, right: 1 },
    {
      id: 'c',
      type: 'predicate',
      expression: 'x < 1 && (record.a / record.b > 2 || record.t.matches("a$") && !record.t.contains("b"))',
    },
    { id: 'k', type: 'keyword', field: 't', words: ['Stop It'], mode: 'forbid' },
  ];

  it.each(norms.map((norm) => [norm.type, norm] as const))('comes back as it was written: %s', (_, norm) => {
    const tree = must(treeOf(norm, spaceOf(plane)));
    expect(must(readTree(JSON.parse(JSON.stringify(tree)), space))).toEqual(tree);
  });

  const number: Tree = { op: 'number', value: 1 };
  const deep = (levels: number): object => (levels === 0 ? number : { op: 'negate', of: [deep(levels - 1)] });
  const wide = (levels: number): object => {
    const below = levels === 0 ? number : wide(levels - 1);
    return { op: 'add', of: [below, below] };
  };
  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ['null', null, /is not an object/],
    ['a list', [number], /op is an unknown operator/],
    ['no operator', {}, /op is an unknown operator/],
    ['an unknown operator', { op: 'eval', of: [number] }, /unknown operator/],
    ['an operator of all objects', { op: 'constructor', of: [number] }, /unknown operator/],
    ['too few operands', { op: 'add', of: [number] }, /of has fewer than 2 entries/],
    ['no operands', { op: 'add' }, /lacks of/],
    ['a number that is none', { op: 'number', value: '1' }, /value is not a number/],
    ['a number without end', { op: 'number', value: null }, /value is not a number/],
    ['a stranger', { ...number, more: 1 }, /unknown field more/],
    ['a feature that does not exist', { op: 'feature', index: 2 }, /does not exist/],
    ['inputs that do not ascend', { op: 'distance', inputs: [1, 0] }, /ascend/],
    ['inputs that do not exist', { op: 'distance', inputs: [0, 2] }, /does not exist/],
    [
      'points of the wrong width',
      { op: 'distance', inputs: [0, 1], points: [[1]] },
      /points\[0\] has 1 numbers and must have 2/,
    ],
    ['points that are none', { op: 'distance', inputs: [0], points: null }, /points is not a list/],
    ['a line without a side', { op: 'polyline', features, points }, /lateral/],
    [
      'a lane of one point',
      { op: 'polyline', features, points: [[0, 0]], lateral: true },
      /a line in a plane, and it is none/,
    ],
    [
      'a lane in one feature',
      { op: 'polyline', features: [0], points: [[0], [1]], lateral: true },
      /a line in a plane, and it is none/,
    ],
    ['an unknown test', { op: 'text', name: 't', test: 'like', value: 'a' }, /test is none of equals/],
    ['a bad pattern', { op: 'text', name: 't', test: 'matches', value: 'a++' }, /possessive/],
    ['a pattern with $', { op: 'text', name: 't', test: 'matches', value: 'a$' }, /the pattern has \$ for/],
    ['words that are not folded', { op: 'words', name: 't', words: ['Stop'] }, /not folded/],
    ['a long text', { op: 'text', name: 't', test: 'equals', value: 'a'.repeat(10_001) }, /value is longer than 10000/],
    ['too deep a tree', deep(200), /too large/],
    ['too large a tree', wide(40), /too large/],
  ];

  it.each(refused)('is refused with what is wrong: %s', (_, tree, why) => {
    const read = readTree(tree, space);
    expect(read.ok ? '' : read.failure.message).toMatch(why);
  });

  it('may be 200 deep', () => {
    expect(readTree(deep(199), space).ok).toBe(true);
  });

  it('is refused however deep it is, before anything goes down into it', () => {
    let tree: object = number;
    for (let level = 0; level < 500_000; level++) tree = { op: 'negate', of: [tree] };
    const read = readTree(tree, space);
    expect(read.ok ? 'read' : read.failure.kind).toBe('too-large');
    const many = readTree({ op: 'add', of: new Array<Tree>(20_001).fill(number) }, space);
    expect(many.ok ? 'read' : many.failure.kind).toBe('too-large');
  });

  it('gives NaN where any operand does, and for a division by 0', () => {
    const rows = rowsOf(spaceOf(plane), [[NaN, 2]]);
    const value = (tree: Tree): number => compileTree(tree, noDistances)(rows, 0);
    const missing: Tree = { op: 'feature', index: 0 };
    const ops = ['add', 'subtract', 'multiply', 'divide', 'minimum', 'maximum'] as const;
    for (const op of ops) {
      expect(value({ op, of: [missing, number] })).toBeNaN();
      expect(value({ op, of: [number, missing] })).toBeNaN();
      expect(value({ op, of: [number, number] })).not.toBeNaN();
    }
    for (const op of ['negate', 'absolute', 'root', 'sine', 'cosine', 'strict'] as const) {
      expect(value({ op, of: [missing] })).toBeNaN();
    }
    expect(value({ op: 'divide', of: [number, { op: 'number', value: 0 }] })).toBeNaN();
  });

  it('counts a choice of many once, however it is nested', () => {
    const rows = rowsOf(spaceOf(plane), [[3, 2]]);
    const many = Array.from({ length: 9 }, (_, i): Tree => ({ op: 'number', value: (i * 5) % 9 }));
    const least = many.reduce((a, b): Tree => ({ op: 'minimum', of: [a, b] }));
    const greatest = many.reduce((a, b): Tree => ({ op: 'maximum', of: [b, a] }));
    expect(compileTree(least, noDistances)(rows, 0)).toBe(0);
    expect(compileTree(greatest, noDistances)(rows, 0)).toBe(8);
    expect(compileTree({ op: 'minimum', of: [greatest, { op: 'feature', index: 0 }] }, noDistances)(rows, 0)).toBe(3);
  });
});
