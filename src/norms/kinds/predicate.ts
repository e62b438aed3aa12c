/**
 * `predicate`: a CEL expression turned into a signed margin. a < b has the margin b − a, && is the smaller and || the larger
 * of two margins, ! goes down to the leaves, so that what is strict stays strict. The library parses; nothing evaluates.
 */
import { parse, type ASTNode } from '@marcbachmann/cel-js';
import { fail, ok, type Result } from '../../basics/result';
import type { Feature } from '../../demonstrations/demonstrations';
import { apply, combined, feature, length, number, subtract } from '../build-tree';
import { checkPattern } from '../regular-expression';
import type { TextTest, Tree } from '../tree';

/** The objects whose members are record fields: `record.ward`. */
const recordNames = ['record', 'fields'];

class Unsupported extends Error {}

interface Node {
  readonly op: string;
  readonly args: unknown;
}

const nodeOf = (value: unknown): Node => value as Node;
const partsOf = (node: Node): Node[] => (node.args as unknown[]).map(nodeOf);

/** @returns `bad-parameter` with a sentence where CEL, or what a margin can be made of, is left */
export function predicateTree(expression: string, features: readonly Feature[]): Result<Tree> {
  try {
    const ast: ASTNode = parse(expression).ast;
    return ok(new Predicate(features).condition(nodeOf(ast), true));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    return fail(
      'bad-parameter',
      `The expression ${expression} cannot be used: ${why}.`,
      'Compare numbers, features and fields with <, <=, >, >=, == and !=, and join comparisons with &&, || and !.',
    );
  }
}

const comparisons: Readonly<Record<string, { readonly negated: string }>> = {
  '<': { negated: '>=' },
  '<=': { negated: '>' },
  '>': { negated: '<=' },
  '>=': { negated: '<' },
  '==': { negated: '!=' },
  '!=': { negated: '==' },
};
const arithmetic: Readonly<Record<string, 'add' | 'subtract' | 'multiply' | 'divide'>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
};
const functions: Readonly<Record<string, 'absolute' | 'root' | 'sine' | 'cosine'>> = {
  abs: 'absolute',
  sqrt: 'root',
  sin: 'sine',
  cos: 'cosine',
};
const textMethods: Readonly<Record<string, TextTest>> = {
  contains: 'contains',
  startsWith: 'starts',
  endsWith: 'ends',
  matches: 'matches',
};

class Predicate {
  constructor(private readonly features: readonly Feature[]) {}

  /** Margin of a condition that is to be `wanted`. */
  condition(node: Node, wanted: boolean): Tree {
    const { op } = node;
    if (op === '!_') return this.condition(nodeOf(node.args), !wanted);
    if (op === '&&' || op === '||') {
      const parts = partsOf(node).map((part) => this.condition(part, wanted));
      return combined((op === '&&') === wanted ? 'minimum' : 'maximum', parts);
    }
    if (op === '?:') return this.choice(partsOf(node), wanted);
    if (op in comparisons) return this.comparison(wanted ? op : comparisons[op].negated, partsOf(node));
    if (op === 'in') return this.membership(partsOf(node), wanted);
    if (op === 'rcall') return this.signed(this.textCall(node), wanted);
    if (op === 'value' && typeof node.args === 'boolean') return number(node.args === wanted ? 1 : -1);
    const name = this.fieldName(node);
    // A field that is true counts as 1, one that is false as 0.
    if (name !== null) return this.signed(subtract({ op: 'field', name }, number(0.5)), wanted);
    throw new Unsupported(`it needs a condition where it has ${describe(node)}`);
  }

  private signed(tree: Tree, wanted: boolean): Tree {
    return wanted ? tree : apply('negate', tree);
  }

  /** c ? a : b is (c && a) || (!c && b). */
  private choice([test, yes, no]: readonly Node[], wanted: boolean): Tree {
    return apply(
      'maximum',
      apply('minimum', this.condition(test, true), this.condition(yes, wanted)),
      apply('minimum', this.condition(test, false), this.condition(no, wanted)),
    );
  }

  private comparison(op: string, [a, b]: readonly Node[]): Tree {
    const text = textLiteral(b) ?? textLiteral(a);
    if (text !== null) return this.textComparison(op, textLiteral(b) === null ? b : a, text);
    const [left, right] = [this.value(a), this.value(b)];
    if (op === '<') return apply('strict', subtract(right, left));
    if (op === '<=') return subtract(right, left);
    if (op === '>') return apply('strict', subtract(left, right));
    if (op === '>=') return subtract(left, right);
    const apart = apply('absolute', subtract(left, right));
    return op === '==' ? apply('negate', apart) : apply('strict', apart);
  }

  private textComparison(op: string, node: Node, value: string): Tree {
    const name = this.fieldName(node);
    if (name === null || (op !== '==' && op !== '!='))
      throw new Unsupported(`text can only be compared with == and !=`);
    return this.signed({ op: 'text', name, test: 'equals', value }, op === '==');
  }

  private membership([item, list]: readonly Node[], wanted: boolean): Tree {
    if (list.op !== 'list') throw new Unsupported('“in” needs a list');
    const entries = partsOf(list).map((entry) => this.comparison(wanted ? '==' : '!=', [item, entry]));
    if (entries.length === 0) throw new Unsupported('the list after “in” is empty');
    return combined(wanted ? 'maximum' : 'minimum', entries);
  }

  private textCall({ args }: Node): Tree {
    const [method, receiver, given] = args as [string, unknown, unknown[]];
    const name = this.fieldName(nodeOf(receiver));
    const value = given.length === 1 ? textLiteral(nodeOf(given[0])) : null;
    if (!(method in textMethods)) throw new Unsupported(`no text has ${method}()`);
    if (name === null || value === null) throw new Unsupported(`${method}() needs a field before it and a text inside`);
    if (method === 'matches') {
      const pattern = checkPattern(value);
      if (!pattern.ok) throw new Unsupported(pattern.failure.message);
    }
    return { op: 'text', name, test: textMethods[method], value };
  }

  /** A number. */
  private value(node: Node): Tree {
    const { op, args } = node;
    if (op === 'value' && (typeof args === 'number' || typeof args === 'bigint')) return number(Number(args));
    if (op === '-_') return apply('negate', this.value(nodeOf(args)));
    if (op in arithmetic) {
      const [a, b] = partsOf(node);
      return apply(arithmetic[op], this.value(a), this.value(b));
    }
    if (op === 'call') return this.call(args as [string, unknown[]]);
    if (op === 'id') {
      const index = this.features.findIndex(({ name }) => name === args);
      return index >= 0 ? feature(index) : { op: 'field', name: String(args) };
    }
    const name = this.fieldName(node);
    if (name !== null) return { op: 'field', name };
    throw new Unsupported(`it needs a number where it has ${describe(node)}`);
  }

  private call([name, given]: [string, unknown[]]): Tree {
    const parts = given.map((part) => this.value(nodeOf(part)));
    const needs = (count: number) => {
      if (parts.length !== count) throw new Unsupported(`${name}() takes ${count} numbers, not ${parts.length}`);
    };
    if (name in functions) {
      needs(1);
      return apply(functions[name], parts[0]);
    }
    if (name === 'min' || name === 'max' || name === 'hypot') {
      if (parts.length === 0) throw new Unsupported(`${name}() needs numbers`);
      return name === 'hypot' ? length(parts) : combined(name === 'min' ? 'minimum' : 'maximum', parts);
    }
    if (name === 'double' || name === 'int') {
      needs(1);
      return parts[0];
    }
    if (name !== 'dist') throw new Unsupported(`no function is called ${name}()`);
    if (parts.length === 0 || parts.length % 2 === 1)
      throw new Unsupported('dist() needs two places of the same length');
    const half = parts.length / 2;
    return length(parts.slice(0, half).map((part, i) => subtract(part, parts[half + i])));
  }

  /** Name of the record field that a node stands for; null where it is something else. A feature is no field. */
  private fieldName({ op, args }: Node): string | null {
    if (op === 'id') return this.features.some(({ name }) => name === args) ? null : String(args);
    if (op !== '.') return null;
    const [object, member] = args as [unknown, string];
    const { op: kind, args: name } = nodeOf(object);
    return kind === 'id' && recordNames.includes(String(name)) ? member : null;
  }
}

function textLiteral({ op, args }: Node): string | null {
  return op === 'value' && typeof args === 'string' ? args : null;
}

function describe({ op, args }: Node): string {
  return op === 'value' ? String(args as string) : `“${op}”`;
}
