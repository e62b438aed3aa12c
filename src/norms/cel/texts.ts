/** Parts of an expression that test text fields of a record. */
import { Refused } from '../../basics/refused';
import { refuse } from '../refused';
import { sharedPattern } from '../text/regular-expression';
import type { TextTest, Tree } from '../tree/tree';
import { refuseAt, type ASTNode } from './parse';
import { referenceOf, type Scope } from './scope';

export function isText(node: ASTNode): boolean {
  return node.op === 'value' && typeof node.args === 'string';
}

/** @throws Refused unless one side is a text and the other a name */
export function textEquals(a: ASTNode, b: ASTNode, scope: Scope): Tree {
  const [literal, name] = isText(b) ? [b, a] : [a, b];
  return { op: 'text', name: fieldOf(name, scope), test: 'equals', value: literalOf(literal) };
}

const methods: Readonly<Record<string, TextTest>> = {
  contains: 'contains',
  startsWith: 'starts',
  endsWith: 'ends',
  matches: 'matches',
};

/** `field.contains("…")` and its like. @throws Refused */
export function textMethod(node: ASTNode, call: [string, ASTNode, ASTNode[]], scope: Scope): Tree {
  const [method, of, values] = call;
  if (!Object.hasOwn(methods, method)) {
    return refuseAt(node, `there is no .${method}(); there are ${Object.keys(methods).join(', ')}`);
  }
  if (values.length !== 1 || !isText(values[0])) return refuseAt(node, `.${method}() takes one text in quotes`);
  const test = methods[method];
  const value = literalOf(values[0]);
  const name = fieldOf(of, scope);
  return { op: 'text', name, test, value: test === 'matches' ? patternAt(node, value) : value };
}

function patternAt(node: ASTNode, pattern: string): string {
  try {
    return sharedPattern(pattern);
  } catch (error) {
    if (error instanceof Refused) return refuseAt(node, error.message);
    throw error;
  }
}

function literalOf(node: ASTNode): string {
  if (node.op === 'value' && typeof node.args === 'string') return node.args;
  return refuse('text in quotes is expected');
}

function fieldOf(node: ASTNode, scope: Scope): string {
  const reference = referenceOf(node);
  return reference ? scope.text(node, reference) : refuseAt(node, 'the name of a text field is expected here');
}
