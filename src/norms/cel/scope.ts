/**
 * What the names of an expression stand for: a bare name is a feature, a field of the record is `record.name`. A bare name that
 * is no feature is refused, for a rule that is never told would be certified as one that holds.
 */
import { didYouMean } from '../../basics/did-you-mean';
import { feature } from '../tree/tree-nodes';
import type { Tree } from '../tree/tree';
import { refuseAt, type ASTNode } from './parse';

/** One compilation of an expression. */
export class Scope {
  /** Names as the expression has them, in the order of their first use. */
  readonly names = new Set<string>();
  private visits = 0;

  /** @param features names of the raw features; null = whatever is named is known */
  constructor(private readonly features: readonly string[] | null) {}

  /** Negated choices are compiled on both sides, so that a short expression can ask for a long tree. */
  visit(node: ASTNode): void {
    this.visits += 1;
    if (this.visits > 20_000) refuseAt(node, 'the expression branches too often');
  }

  /** The number that a name stands for: a feature, or a field of the record where it says so. */
  number(node: ASTNode, reference: Reference): Tree {
    const { name, from } = reference;
    this.names.add(name);
    const index = from === 'record' ? -1 : (this.features ?? []).indexOf(name);
    if (index >= 0) return feature(index);
    if (from !== 'record') this.refuseUnknown(node, name);
    return { op: 'field', name };
  }

  /** The field of a record whose text a name stands for. */
  text(node: ASTNode, { name, from }: Reference): string {
    this.names.add(name);
    const known = from !== 'record' && (this.features?.includes(name) ?? false);
    if (known || from === 'features') refuseAt(node, 'features are numbers, and this asks for text');
    if (from !== 'record') this.refuseUnknown(node, name);
    return name;
  }

  private refuseUnknown(node: ASTNode, name: string): void {
    if (this.features === null) return;
    const meant = didYouMean(name, this.features);
    const field = /^[A-Za-z_]\w*$/.test(name) ? `record.${name}` : `record["${name}"]`;
    refuseAt(node, `there is no feature of this name; ${meant} A field of the record is written ${field}`);
  }
}

/** A name, and where it says that it comes from. */
export interface Reference {
  readonly name: string;
  readonly from: 'anywhere' | 'record' | 'features';
}

const roots: Readonly<Record<string, Reference['from']>> = {
  record: 'record',
  fields: 'record',
  features: 'features',
};

/** `dose`, `record.dose`, `fields["dose given"]`, `features.angle`; null for what is no name. */
export function referenceOf(node: ASTNode): Reference | null {
  const path = pathOf(node);
  if (path === null) return null;
  const from = path.length > 1 && Object.hasOwn(roots, path[0]) ? roots[path[0]] : 'anywhere';
  return { name: (from === 'anywhere' ? path : path.slice(1)).join('.'), from };
}

function pathOf(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op === '.') return extended(node.args[0], node.args[1]);
  if (node.op !== '[]') return null;
  const [of, key] = node.args;
  return key.op === 'value' && typeof key.args === 'string' ? extended(of, key.args) : null;
}

function extended(node: ASTNode, key: string): string[] | null {
  const path = pathOf(node);
  return path && [...path, key];
}
