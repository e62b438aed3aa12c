/**
 * Expression trees compiled once to closures: no text is ever turned into code, so any Content-Security-Policy will do.
 * What operators mean is docs/norms.md; `gate.py` does the same.
 */
import { openBounds } from './bounds';
import { openBoxes } from './boxes';
import { openDistance, openPolyline } from './places';
import { openTextTest, openWords } from './texts';
import type { Evaluate } from './evaluate';
import type { DemonstrationDistances } from '../rows';
import type { Operator, Tree } from '../tree/tree';

export { readTree, type TreeSpace } from '../tree/read-tree';

/** @returns the value of the tree at a row; not rounded off to NaN when infinite, which `openNorm` does */
export function compileTree(tree: Tree, distances: DemonstrationDistances): Evaluate {
  if ('of' in tree) return operation(tree.op, tree.of, distances);
  switch (tree.op) {
    case 'number':
      return constantly(tree.value);
    case 'feature':
      return featureAt(tree.index);
    case 'field':
      return fieldOf(tree.name);
    case 'distance':
      return openDistance(tree, distances);
    case 'polyline':
      return openPolyline(tree);
    case 'text':
      return openTextTest(tree);
    case 'words':
      return openWords(tree);
  }
}

function constantly(value: number): Evaluate {
  return () => value;
}

function featureAt(index: number): Evaluate {
  return ({ raw, rows }, row) => finite(raw[row * (raw.length / rows) + index]);
}

function fieldOf(name: string): Evaluate {
  return ({ records }, row) => {
    const record = records?.[row];
    const value = record !== undefined && Object.hasOwn(record, name) ? record[name] : null;
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'number' ? finite(value) : NaN;
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}

/** 0 becomes the smallest violation: strict comparisons do not hold there. */
const smallest = -(2 ** -52);

function operation(op: Operator, of: readonly Tree[], distances: DemonstrationDistances): Evaluate {
  if (op === 'minimum' || op === 'maximum') return extreme(op, of, distances);
  const [a, b] = of.map((operand) => compileTree(operand, distances));
  switch (op) {
    case 'add':
      return (rows, row) => a(rows, row) + b(rows, row);
    case 'subtract':
      return (rows, row) => a(rows, row) - b(rows, row);
    case 'multiply':
      return (rows, row) => a(rows, row) * b(rows, row);
    case 'divide':
      return (rows, row) => quotient(a(rows, row), b(rows, row));
    case 'negate':
      return (rows, row) => -a(rows, row);
    case 'absolute':
      return (rows, row) => Math.abs(a(rows, row));
    case 'root':
      return (rows, row) => Math.sqrt(a(rows, row));
    case 'sine':
      return (rows, row) => Math.sin(a(rows, row));
    case 'cosine':
      return (rows, row) => Math.cos(a(rows, row));
    case 'strict':
      return (rows, row) => strict(a(rows, row));
  }
}

function quotient(a: number, b: number): number {
  return b === 0 ? NaN : a / b;
}

function strict(value: number): number {
  return value === 0 ? smallest : value;
}

/** Choices within choices of the same sort are one loop. */
function extreme(op: 'minimum' | 'maximum', of: readonly Tree[], distances: DemonstrationDistances): Evaluate {
  const operands = flattened(op, of);
  const bounds = openBounds(op, operands);
  if (bounds) return bounds;
  const compiled = () => operands.map((part) => compileTree(part, distances));
  const boxes = op === 'minimum' ? openBoxes(operands, compiled) : null;
  if (boxes) return boxes;
  const parts = compiled();
  const choose = op === 'minimum' ? Math.min : Math.max;
  if (parts.length === 2) {
    const [a, b] = parts;
    return (rows, row) => choose(a(rows, row), b(rows, row));
  }
  return (rows, row) => {
    let chosen = parts[0](rows, row);
    for (let i = 1; i < parts.length; i++) chosen = choose(chosen, parts[i](rows, row));
    return chosen;
  };
}

function flattened(op: Operator, of: readonly Tree[]): Tree[] {
  return of.flatMap((part) => (part.op === op ? flattened(op, part.of) : [part]));
}
