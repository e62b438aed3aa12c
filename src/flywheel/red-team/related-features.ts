/** Features that belong together: by their names, by how they move together among good points, and all of them. */
import type { AttackProblem } from '../types';
import { changing } from './in-box';

/** Correlation from which features belong together *(choice)*. */
const related = 0.7;
/** Good points that correlations are measured on; more change little. */
const mostRows = 5000;

/** A name without the axis, index or unit at its end: `pos_x`, `pos_y` → `pos`; `joint 3`, `joint4` → `joint`. */
function stemOf(name: string): string {
  const stem = name.replace(/[\s_.[(-]*(?:\d+|[xyzw])[\])]*$/i, '');
  return stem === '' ? name : stem;
}

function byName(names: readonly string[], features: readonly number[]): number[][] {
  const stems = new Map<string, number[]>();
  for (const f of features) stems.set(stemOf(names[f]), [...(stems.get(stemOf(names[f])) ?? []), f]);
  return [...stems.values()];
}

/** Values of a feature less their mean, over every few good points. */
function centred({ basin, space }: AttackProblem, f: number): Float64Array {
  const { raw, rows } = basin.points;
  const every = Math.max(1, Math.ceil(rows / mostRows));
  const values = Float64Array.from({ length: Math.ceil(rows / every) }, (_, i) => {
    return raw[i * every * space.features.length + f];
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Chains of features each of which moves with another one of its chain. */
function byCorrelation(problem: AttackProblem, features: readonly number[]): number[][] {
  const values = features.map((f) => centred(problem, f));
  const lengths = values.map((own) => Math.sqrt(product(own, own)));
  const chain = features.map((_, i) => i);
  for (let i = 0; i < features.length; i++) {
    for (let j = 0; j < i; j++) {
      const scale = lengths[i] * lengths[j];
      if (!(scale > 0) || Math.abs(product(values[i], values[j])) < related * scale) continue;
      const [kept, gone] = [chain[j], chain[i]];
      chain.forEach((own, k) => own === gone && (chain[k] = kept));
    }
  }
  return [...new Set(chain)].map((own) => features.filter((_, i) => chain[i] === own));
}

/** Groups of at least two features, each once; without categories, which cannot be scaled. */
export function relatedFeatures(problem: AttackProblem): number[][] {
  const { features } = problem.space;
  const scalable = changing(problem).filter((f) => features[f].role !== 'category');
  const names = features.map(({ name }) => name);
  const all = [...byName(names, scalable), ...byCorrelation(problem, scalable), scalable];
  const different = new Map(all.map((group) => [group.join(), group]));
  return [...different.values()].filter((group) => group.length >= 2);
}
