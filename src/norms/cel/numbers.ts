/** Parts of an expression that are numbers. Every literal is a double, whole ones too. */
import { apply, constant, greatest, least, lengthOf } from '../tree/tree-nodes';
import type { Operator, Tree } from '../tree/tree';
import { refuseAt, type ASTNode } from './parse';
import { referenceOf, type Scope } from './scope';

const arithmetic: Readonly<Record<string, Operator>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
};

/** @throws Refused */
export function numberOf(node: ASTNode, scope: Scope): Tree {
  scope.visit(node);
  const reference = referenceOf(node);
  if (reference) return scope.number(node, reference);
  if (isArithmetic(node)) {
    return apply(arithmetic[node.op], numberOf(node.args[0], scope), numberOf(node.args[1], scope));
  }
  if (node.op === 'value') return literal(node, node.args);
  if (node.op === '-_') return negated(numberOf(node.args, scope));
  if (node.op === 'call') return called(node, node.args[0], node.args[1], scope);
  if (node.op === '?:') return refuseAt(node, '?: chooses between conditions here, not between numbers');
  return refuseAt(node, 'a number is expected here');
}

function isArithmetic(node: ASTNode): node is Extract<ASTNode, { readonly op: '+' | '-' | '*' | '/' }> {
  return Object.hasOwn(arithmetic, node.op);
}

function literal(node: ASTNode, value: unknown): Tree {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    return refuseAt(node, typeof value === 'string' ? 'this is text, and a number is expected' : 'this is no number');
  }
  return constant(number);
}

function negated(tree: Tree): Tree {
  return tree.op === 'number' ? constant(-tree.value) : apply('negate', tree);
}

/** Functions by name: how many numbers each takes, and the tree it stands for. */
const functions: Readonly<Record<string, { takes: (count: number) => boolean; tree: (of: Tree[]) => Tree }>> = {
  abs: { takes: (n) => n === 1, tree: ([a]) => apply('absolute', a) },
  min: { takes: (n) => n >= 1, tree: least },
  max: { takes: (n) => n >= 1, tree: greatest },
  sqrt: { takes: (n) => n === 1, tree: ([a]) => apply('root', a) },
  hypot: { takes: (n) => n >= 1, tree: lengthOf },
  sin: { takes: (n) => n === 1, tree: ([a]) => apply('sine', a) },
  cos: { takes: (n) => n === 1, tree: ([a]) => apply('cosine', a) },
  dist: { takes: (n) => n >= 2 && n % 2 === 0, tree: distance },
};

/** Between the point of the first half and the point of the second. */
function distance(coordinates: readonly Tree[]): Tree {
  const half = coordinates.length / 2;
  return lengthOf(coordinates.slice(0, half).map((a, i) => apply('subtract', a, coordinates[half + i])));
}

function called(node: ASTNode, name: string, of: readonly ASTNode[], scope: Scope): Tree {
  if (!Object.hasOwn(functions, name)) {
    return refuseAt(node, `there is no function ${name}; there are ${Object.keys(functions).join(', ')}`);
  }
  const { takes, tree } = functions[name];
  if (!takes(of.length)) refuseAt(node, `${name} does not take ${of.length} numbers`);
  return tree(of.map((part) => numberOf(part, scope)));
}
