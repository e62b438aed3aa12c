/** Checks anything that claims to be an expression tree, for example the one in a file. */
import { fail, ok, type Result } from '../basics/result';
import { checkPattern } from './regular-expression';
import { operators, type Operator, type Tree } from './tree';

const deepest = 200;
const mostNodes = 20_000;

/** What a tree may refer to. */
export interface TreeSpace {
  /** F */
  readonly rawFeatures: number;
  /** D */
  readonly dims: number;
}

class TreeRefused extends Error {}

type Loose = Readonly<Record<string, unknown>>;

class TreeReader {
  private nodes = 0;

  constructor(private readonly space: TreeSpace) {}

  read(value: unknown, depth = 0): Tree {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new TreeRefused('a node is no object');
    if (depth > deepest || ++this.nodes > mostNodes) throw new TreeRefused('it is too large');
    const node = value as Loose;
    const { rawFeatures, dims } = this.space;
    switch (node.op) {
      case 'number':
        return { op: 'number', value: number(node.value) };
      case 'feature':
        return { op: 'feature', index: index(node.index, rawFeatures) };
      case 'polyline': {
        const features = indices(node.features, rawFeatures);
        const points = rows(node.points, features.length);
        const lateral = node.lateral === true;
        if (lateral && (features.length !== 2 || points.length < 2)) throw new TreeRefused('a lane is no line');
        return { op: 'polyline', features, points, lateral };
      }
      case 'distance': {
        const inputs = indices(node.inputs, dims);
        return {
          op: 'distance',
          inputs,
          ...(node.points === undefined ? {} : { points: rows(node.points, inputs.length) }),
        };
      }
      case 'field':
        return { op: 'field', name: text(node.name) };
      case 'text':
        return textNode(node);
      case 'words':
        return { op: 'words', name: text(node.name), words: list(node.words).map(text) };
      default:
        return this.operator(node, depth);
    }
  }

  private operator({ op, of }: Loose, depth: number): Tree {
    if (typeof op !== 'string' || !Object.hasOwn(operators, op)) throw new TreeRefused(`it has an unknown operator`);
    const parts = list(of).map((part) => this.read(part, depth + 1));
    if (parts.length !== operators[op as Operator]) throw new TreeRefused(`${op} has ${parts.length} operands`);
    return { op: op as Operator, of: parts };
  }
}

/** @returns `malformed` with what is wrong */
export function readTree(value: unknown, space: TreeSpace): Result<Tree> {
  try {
    return ok(new TreeReader(space).read(value));
  } catch (error) {
    if (!(error instanceof TreeRefused)) throw error;
    return fail(
      'malformed',
      `The expression of a norm cannot be read: ${error.message}.`,
      'Take the file from its source.',
    );
  }
}

function textNode({ name, test, value }: Loose): Tree {
  const tests = ['equals', 'contains', 'starts', 'ends', 'matches'] as const;
  const known = tests.find((entry) => entry === test);
  if (known === undefined) throw new TreeRefused('it has an unknown test of text');
  const wanted = text(value);
  if (known === 'matches' && !checkPattern(wanted).ok) throw new TreeRefused('it has a pattern that cannot be used');
  return { op: 'text', name: text(name), test: known, value: wanted };
}

function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TreeRefused('a number is not finite');
  return value;
}

function index(value: unknown, below: number): number {
  const at = number(value);
  if (!Number.isInteger(at) || at < 0 || at >= below) throw new TreeRefused('it names a feature that does not exist');
  return at;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new TreeRefused('a list is missing');
  return value;
}

function indices(value: unknown, below: number): number[] {
  return list(value).map((entry) => index(entry, below));
}

function rows(value: unknown, width: number): number[][] {
  return list(value).map((row) => {
    const entries = list(row).map(number);
    if (entries.length !== width) throw new TreeRefused('a point has the wrong number of coordinates');
    return entries;
  });
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TreeRefused('a text is missing');
  return value;
}
