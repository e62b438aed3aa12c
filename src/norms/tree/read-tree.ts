/** Checks anything that claims to be an expression tree, for example the one in a file. */
import type { Result } from '../../basics/result';
import { phraseOf } from '../text/keywords';
import { isRecord, numbersOf, type Loose } from '../norm-fields';
import { refuse, settle } from '../refused';
import { sharedPattern } from '../text/regular-expression';
import { operands, textTests, type Operator } from './operators';
import type { Tree } from './tree';
import { treeLimits } from './tree-size';

/** What a tree may refer to. */
export interface TreeSpace {
  /** F, raw features */
  readonly features: number;
  /** D, encoded inputs */
  readonly inputs: number;
}

/** @returns `bad-parameter` or `too-large` with what is wrong, else a copy that holds nothing but what is known */
export function readTree(value: unknown, space: TreeSpace): Result<Tree> {
  return settle(() => new TreeReader(space).read(value, 1), 'Take the file from its source again.');
}

class TreeReader {
  private nodes = 0;

  constructor(private readonly space: TreeSpace) {}

  read(value: unknown, depth: number): Tree {
    if (!isRecord(value)) return refuse('a node of an expression tree is no object');
    this.nodes += 1;
    if (depth > treeLimits.depth || this.nodes > treeLimits.nodes)
      refuse('an expression tree is too large', 'too-large');
    const tree = this.node(value, depth);
    const stranger = Object.keys(value).find((key) => !Object.hasOwn(tree, key));
    if (stranger !== undefined) refuse(`a node “${tree.op}” has an unknown field “${stranger}”`);
    return tree;
  }

  private node(node: Loose, depth: number): Tree {
    const { op, name } = node;
    switch (op) {
      case 'number':
        return { op, value: numbersOf([node.value], 1, 'a number node')[0] };
      case 'feature':
        return { op, index: indexBelow(node.index, this.space.features) };
      case 'field':
        return { op, name: text(name) };
      case 'distance':
        return this.distance(node);
      case 'polyline':
        return this.polyline(node);
      case 'text':
        return textNode(node);
      case 'words':
        return { op, name: text(name), words: list(node.words).map(phrase) };
      default:
        return this.operator(node, depth);
    }
  }

  private distance(node: Loose): Tree {
    const inputs = ascending(node.inputs, this.space.inputs);
    return { op: 'distance', inputs, ...('points' in node && { points: points(node.points, inputs.length) }) };
  }

  private polyline({ features, points: line, lateral }: Loose): Tree {
    const chosen = list(features).map((index) => indexBelow(index, this.space.features));
    const places = points(line, chosen.length);
    if (typeof lateral !== 'boolean') return refuse('a node “polyline” does not say whether it is lateral');
    if (lateral && (chosen.length !== 2 || places.length < 2))
      refuse('a lateral node “polyline” is no line in a plane');
    return { op: 'polyline', features: chosen, points: places, lateral };
  }

  private operator({ op, of }: Loose, depth: number): Tree {
    if (typeof op !== 'string' || !Object.hasOwn(operands, op))
      return refuse('an expression tree has an unknown operator');
    const known = op as Operator;
    const parts = list(of).map((part) => this.read(part, depth + 1));
    if (parts.length !== operands[known]) refuse(`a node “${op}” has ${parts.length} operands`);
    return { op: known, of: parts };
  }
}

function textNode({ name, test, value }: Loose): Tree {
  const known = textTests.find((entry) => entry === test);
  if (known === undefined) return refuse('a node “text” has an unknown test');
  const wanted = text(value);
  if (known === 'matches' && sharedPattern(wanted) !== wanted) refuse('a node “text” has a pattern with $ for \\Z');
  return { op: 'text', name: text(name), test: known, value: wanted };
}

function indexBelow(value: unknown, below: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= below) {
    return refuse('an expression tree names a feature that does not exist');
  }
  return value;
}

function ascending(value: unknown, below: number): number[] {
  const indices = list(value).map((entry) => indexBelow(entry, below));
  if (indices.some((index, i) => i > 0 && index <= indices[i - 1])) refuse('the inputs of a distance do not ascend');
  return indices;
}

function points(value: unknown, width: number): number[][] {
  return list(value).map((point) => numbersOf(point, width, 'each point of an expression tree'));
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) return refuse('a list in an expression tree is missing or empty');
  if (value.length > treeLimits.points) refuse('a list in an expression tree is too long', 'too-large');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') return refuse('a text in an expression tree is missing');
  if (value.length > treeLimits.text) refuse('a text in an expression tree is too long', 'too-large');
  return value;
}

function phrase(value: unknown): string {
  const words = text(value);
  if (words === '' || phraseOf(words) !== words) refuse(`the words ${JSON.stringify(words)} are not folded`);
  return words;
}
