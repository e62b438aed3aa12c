/**
 * The operators of expression trees (docs/norms.md), each written once: the types of trees, what reads and compiles them, the
 * ONNX graph and the lists of `gate.py` follow this table. Plain data, so that a build step can read it.
 */

/** Of one number, `of: [a]`; `strict` turns 0 into the smallest violation, −2⁻⁵², for < and ≠. */
export const unaryOperators = ['negate', 'absolute', 'root', 'sine', 'cosine', 'strict'] as const;
/** Of two numbers, `of: [a, b]`. */
export const binaryOperators = ['add', 'subtract', 'multiply', 'divide', 'minimum', 'maximum'] as const;

/** What a test of text may ask. */
export const textTests = ['equals', 'contains', 'starts', 'ends', 'matches'] as const;

/** Nodes without operands: the fields beside `op` that they must and may have. */
export const leafOperators = [
  { op: 'number', fields: ['value'], optional: [] },
  { op: 'feature', fields: ['index'], optional: [] },
  { op: 'field', fields: ['name'], optional: [] },
  { op: 'distance', fields: ['inputs'], optional: ['points'] },
  { op: 'polyline', fields: ['features', 'points', 'lateral'], optional: [] },
  { op: 'text', fields: ['name', 'test', 'value'], optional: [] },
  { op: 'words', fields: ['name', 'words'], optional: [] },
] as const;

export type UnaryOperator = (typeof unaryOperators)[number];
export type BinaryOperator = (typeof binaryOperators)[number];
export type Operator = UnaryOperator | BinaryOperator;
export type LeafOperator = (typeof leafOperators)[number]['op'];
export type TextTest = (typeof textTests)[number];

/** How many operands each operator of numbers takes. */
export const operands: Readonly<Record<string, 1 | 2>> = {
  ...Object.fromEntries(unaryOperators.map((op) => [op, 1])),
  ...Object.fromEntries(binaryOperators.map((op) => [op, 2])),
};
