/** Norms as `gate.json` carries them: compiled to expression trees that gate.py interprets (docs/methods.md 3, 10). */
import { severityOf, type Norm, type TemporalNorm } from '../norms/norm';
import type { NormSpace } from '../norms/rows';
import type { Tree } from '../norms/tree/tree';
import { treeOf } from '../norms/tree-of';
import { Refused, type Json } from './canonical';
import { record } from './fields';

interface Compiled {
  readonly id: string;
  readonly type: Norm['type'];
  readonly severity: number;
  readonly description: string;
  readonly tree: Tree;
}
/** A temporal norm has its window beside the tree of the norm inside. */
type CompiledTemporal = Compiled & Pick<TemporalNorm, 'operator' | 'from' | 'to' | 'frames'>;
export type GateNorm = Compiled | CompiledTemporal;

/** @throws Refused when a norm does not compile */
export function gateNorms(norms: readonly Norm[], space: NormSpace): GateNorm[] {
  return norms.map((norm) => {
    const tree = treeOf(norm.type === 'temporal' ? norm.norm : norm, space);
    if (!tree.ok) throw new Refused(`the norm ${norm.id}: ${tree.failure.message}`);
    const { id, type, description = '' } = norm;
    const compiled = { id, type, severity: severityOf(norm), description, tree: tree.value };
    if (norm.type !== 'temporal') return compiled;
    const { operator, from, to, frames } = norm;
    return { ...compiled, operator, from, to, ...(frames === undefined ? {} : { frames }) };
  });
}

/** Engines round sines and roots differently in the last place. */
const rounding = 1e-9;

/** Whether two pieces of JSON are the same but for rounding. */
export function alike(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= rounding * Math.max(1, Math.abs(a), Math.abs(b));
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [a, b].map((value) => record({ ...value }, 'a part'));
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => alike(one[key], other[key]));
}
