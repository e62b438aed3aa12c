/** CEL text to its syntax tree. The library parses only: nothing here is ever evaluated by it. */
import { parse, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { refuse } from '../refused';

export type { ASTNode } from '@marcbachmann/cel-js';

const longest = 4000;

/** @throws Refused */
export function parseExpression(expression: string): ASTNode {
  if (expression.trim() === '') refuse('the expression is empty');
  if (expression.length > longest) refuse(`the expression is longer than ${longest} characters`);
  try {
    return parse(expression).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return refuse(`the expression cannot be read${placeOf(error)}: ${error.summary}`);
  }
}

function placeOf({ range }: ParseError): string {
  return range ? ` at character ${range.start + 1}` : '';
}

/** @throws Refused with the place of `node` in the expression */
export function refuseAt(node: ASTNode, reason: string): never {
  const { start, end } = node.range;
  return refuse(`in the expression, at “${node.input.slice(start, end)}” (character ${start + 1}): ${reason}`);
}
