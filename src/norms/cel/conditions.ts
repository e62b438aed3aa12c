/**
 * Parts of an expression that hold or do not, as signed margins: ≥ 0 where they hold. Negations are pushed down to the
 * comparisons, so that < and ≤ stay apart there too.
 */
import { apply, constant, greatest, least } from '../tree/tree-nodes';
import type { Tree } from '../tree/tree';
import { numberOf } from './numbers';
import { refuseAt, type ASTNode } from './parse';
import { referenceOf, type Scope } from './scope';
import { isText, textEquals, textMethod } from './texts';

/** @param holds false for the margin of its negation @throws Refused */
export function conditionOf(node: ASTNode, holds: boolean, scope: Scope): Tree {
  scope.visit(node);
  if (isChoice(node)) return choice(node, holds, scope);
  if (isComparison(node)) return comparison(node.op, node.args, holds, scope);
  if (node.op === '!_') return conditionOf(node.args, !holds, scope);
  if (node.op === '?:') return conditional(node.args, holds, scope);
  if (node.op === 'in') return membership(node.args, holds, scope);
  if (node.op === 'rcall') return signed(textMethod(node, node.args, scope), holds);
  if (node.op === 'value' && typeof node.args === 'boolean') return constant(node.args === holds ? 1 : -1);
  return named(node, holds, scope);
}

/** A name alone: true is 1 and false 0, so that it holds from ½ on. */
function named(node: ASTNode, holds: boolean, scope: Scope): Tree {
  const reference = referenceOf(node);
  if (!reference) return refuseAt(node, 'a condition is expected here, such as a comparison');
  const value = scope.number(node, reference);
  return holds ? apply('subtract', value, constant(0.5)) : apply('strict', apply('subtract', constant(0.5), value));
}

/** Chains of one operator become one balanced choice. */
function choice(node: Choice, holds: boolean, scope: Scope): Tree {
  const parts = chained(node).map((part) => conditionOf(part, holds, scope));
  return (node.op === '&&') === holds ? least(parts) : greatest(parts);
}

/** The operands of a && b && c, from the left. */
function chained(node: Choice): ASTNode[] {
  const parts: ASTNode[] = [];
  let rest: ASTNode = node;
  while (isChoice(rest) && rest.op === node.op) {
    const [left, right]: readonly ASTNode[] = rest.args;
    parts.push(right);
    rest = left;
  }
  return [...parts, rest].reverse();
}

/** c ? a : b = (c ∧ a) ∨ (¬c ∧ b) */
function conditional([condition, a, b]: [ASTNode, ASTNode, ASTNode], holds: boolean, scope: Scope): Tree {
  return apply(
    'maximum',
    apply('minimum', conditionOf(condition, true, scope), conditionOf(a, holds, scope)),
    apply('minimum', conditionOf(condition, false, scope), conditionOf(b, holds, scope)),
  );
}

type Choice = Extract<ASTNode, { readonly op: '&&' | '||' }>;

function isChoice(node: ASTNode): node is Choice {
  return node.op === '&&' || node.op === '||';
}

function isComparison(node: ASTNode): node is Extract<ASTNode, { readonly op: Comparison }> {
  return Object.hasOwn(opposite, node.op);
}

type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';
const opposite: Readonly<Record<Comparison, Comparison>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '==': '!=',
  '!=': '==',
};

function comparison(op: Comparison, [a, b]: [ASTNode, ASTNode], holds: boolean, scope: Scope): Tree {
  const equality = op === '==' || op === '!=';
  if (equality && (isText(a) || isText(b))) return signed(textEquals(a, b, scope), (op === '==') === holds);
  const truth = equality ? (truthOf(b) ?? truthOf(a)) : null;
  if (truth !== null) return conditionOf(truthOf(b) === null ? b : a, ((op === '==') === truth) === holds, scope);
  return margin(holds ? op : opposite[op], numberOf(a, scope), numberOf(b, scope));
}

function truthOf(node: ASTNode): boolean | null {
  return node.op === 'value' && typeof node.args === 'boolean' ? node.args : null;
}

function margin(op: Comparison, a: Tree, b: Tree): Tree {
  switch (op) {
    case '<':
      return apply('strict', apply('subtract', b, a));
    case '<=':
      return apply('subtract', b, a);
    case '>':
      return apply('strict', apply('subtract', a, b));
    case '>=':
      return apply('subtract', a, b);
    case '==':
      return apply('negate', apply('absolute', apply('subtract', a, b)));
    case '!=':
      return apply('strict', apply('absolute', apply('subtract', a, b)));
  }
}

/** `x in [..]`: equal to one of the texts or numbers. */
function membership([item, among]: [ASTNode, ASTNode], holds: boolean, scope: Scope): Tree {
  if (among.op !== 'list') return refuseAt(among, 'after “in” a list is expected, such as ["a", "b"]');
  const members = among.args;
  if (members.length === 0) return constant(holds ? -1 : 1);
  const equal = members.map((member) => comparison('==', [item, member], holds, scope));
  return holds ? greatest(equal) : least(equal);
}

/** Tests of text are 1 or −1. */
function signed(test: Tree, holds: boolean): Tree {
  return holds ? test : apply('negate', test);
}
