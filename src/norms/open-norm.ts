/** A norm that is ready to judge rows. */
import { ok, type Result } from '../basics/result';
import { compileTree } from './compile/compile';
import { severityOf, type Norm } from './norm';
import type { NormRows, NormSpace, DemonstrationDistances } from './rows';
import type { Tree } from './tree/tree';
import { treeOf } from './tree-of';

export interface OpenNorm {
  readonly norm: Norm;
  readonly severity: number;
  readonly tree: Tree;
  /** Signed margin at a row: negative = violated, NaN = inconclusive. */
  margin(rows: NormRows, row: number): number;
}

/** @returns `unsupported` for a temporal norm, which no single row can be judged by */
export function openNorm(norm: Norm, space: NormSpace, distances: DemonstrationDistances): Result<OpenNorm> {
  const tree = treeOf(norm, space);
  if (!tree.ok) return tree;
  const value = compileTree(tree.value, distances);
  return ok({
    norm,
    severity: severityOf(norm),
    tree: tree.value,
    margin: (rows, row) => {
      const margin = value(rows, row);
      // −0 would hold as well, and be written otherwise.
      return Number.isFinite(margin) ? margin + 0 : NaN;
    },
  });
}

/** All norms of single rows; temporal ones are left out. */
export function openNorms(
  norms: readonly Norm[],
  space: NormSpace,
  distances: DemonstrationDistances,
): Result<OpenNorm[]> {
  const opened: OpenNorm[] = [];
  for (const norm of norms) {
    if (norm.type === 'temporal') continue;
    const one = openNorm(norm, space, distances);
    if (!one.ok) return one;
    opened.push(one.value);
  }
  return ok(opened);
}
