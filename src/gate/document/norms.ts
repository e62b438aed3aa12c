/** Norms as `gate.json` carries them: compiled to expression trees that gate.py interprets (docs/methods.md 3, 10). */
import * as v from 'valibot';
import { canonicalText, type Json } from '../../basics/canonical';
import { Refused } from '../../basics/refused';
import { above, count, exactly, oneOf } from '../../basics/schema';
import { normKinds } from '../../norms/kinds';
import { severityOf, type Norm } from '../../norms/norm';
import type { NormSpace } from '../../norms/rows';
import { treeOf } from '../../norms/tree-of';
import { alike } from './alike';
import { treeSchema } from './tree';

const string = v.string('is not text');
const common = {
  id: string,
  severity: v.pipe(above(0), v.maxValue(1, 'is more than 1')),
  description: string,
  tree: treeSchema,
};

/** A temporal norm has its window beside the tree of the norm inside. */
export const gateNormSchema = v.variant(
  'type',
  [
    exactly({ ...common, type: oneOf(normKinds.rowTypes) }),
    v.pipe(
      exactly({
        ...common,
        type: v.literal('temporal'),
        operator: oneOf(['always', 'eventually', 'for-at-least']),
        from: count(),
        to: v.pipe(count(), v.description('Not before from.')),
        frames: v.exactOptional(count(1)),
      }),
      v.check(({ from, to }) => to >= from, 'has a window that ends before it begins'),
    ),
  ],
  'is no norm of a kind that is known',
);

export type GateNorm = v.InferOutput<typeof gateNormSchema>;

/** @throws Refused when a norm does not compile */
export function gateNorms(norms: readonly Norm[], space: NormSpace): GateNorm[] {
  return norms.map((norm): GateNorm => {
    const tree = treeOf(norm.type === 'temporal' ? norm.norm : norm, space);
    if (!tree.ok) throw new Refused(`the norm ${norm.id}: ${tree.failure.message}`);
    const { id, description = '' } = norm;
    const compiled = { id, severity: severityOf(norm), description, tree: tree.value };
    if (norm.type !== 'temporal') return { ...compiled, type: norm.type };
    const { type, operator, from, to, frames } = norm;
    return { ...compiled, type, operator, from, to, ...(frames === undefined ? {} : { frames }) };
  });
}

/** Holds the trees of gate.json to the norms of norms.json: both must say the same. @throws Refused */
export function checkGateNorms(found: readonly GateNorm[], norms: readonly Norm[], space: NormSpace): void {
  const wanted = JSON.parse(canonicalText(gateNorms(norms, space))) as Json;
  if (!alike(found, wanted)) throw new Refused('gate.json and norms.json do not agree');
}
