/**
 * What an audit draws, and what follows from it (docs/methods.md 4): base columns are drawn, and rates that a severe norm asks
 * about; all other rates are filled in, because a free one would speak of places that nobody can reach.
 */
import { encodedOwners } from '../../demonstrations/encoding';
import { sourcesOf } from '../../demonstrations/motion/rate';
import { severe } from '../../norms/norm';
import type { OpenNorm } from '../../norms/open-norm';
import type { NormSpace } from '../../norms/rows';
import { treeOf } from '../../norms/tree-of';
import { featuresIn } from '../../norms/tree/tree-uses';

interface Judged {
  readonly space: NormSpace;
  readonly norms: readonly OpenNorm[];
}

/** Features that a severe norm reads by name. */
function readBy({ space, norms }: Judged): Set<number> {
  const read = norms
    .filter(({ severity }) => severity >= severe)
    .flatMap(({ norm }) => {
      const tree = treeOf(norm, space);
      const named = 'features' in norm ? (norm.features ?? []) : [];
      return [...named, ...(tree.ok ? featuresIn(tree.value) : [])];
    });
  return new Set(read.flatMap((feature) => indexOf(space, feature)));
}

function indexOf({ features }: NormSpace, feature: number | string): number[] {
  const index = typeof feature === 'number' ? feature : features.findIndex(({ name }) => name === feature);
  return index < 0 ? [] : [index];
}

/** Indices of features whose values are filled in: rates that no severe norm asks about. */
export function filledFeatures(problem: Judged): number[] {
  const sources = sourcesOf(problem.space.features);
  if (sources.every((source) => source < 0)) return [];
  const read = readBy(problem);
  return sources.flatMap((source, f) => (source >= 0 && !read.has(f) ? [f] : []));
}

/** Indices of features that are drawn. */
export function drawnFeatures(problem: Judged): number[] {
  const filled = new Set(filledFeatures(problem));
  return [...problem.space.features.keys()].filter((f) => !filled.has(f));
}

/** Encoded inputs of the drawn features, ascending: what kernels over “all inputs” read, and distances between draws. */
export function drawnInputs(problem: Judged): number[] {
  const filled = new Set(filledFeatures(problem));
  return encodedOwners(problem.space.features).flatMap((owner, input) => (filled.has(owner) ? [] : [input]));
}

/** [rows × inputs] some inputs of standardised rows. @param x [rows × dims] */
export function pickedInputs(x: ArrayLike<number>, dims: number, inputs: readonly number[]): Float64Array {
  const rows = x.length / dims;
  const out = new Float64Array(rows * inputs.length);
  for (let row = 0, at = 0; row < rows; row++) for (const input of inputs) out[at++] = x[row * dims + input];
  return out;
}
