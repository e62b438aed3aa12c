/**
 * Kernels on the inputs that a violated norm turns on, whatever the others are (docs/methods.md 2): flaws that differ only in what
 * the norm does not ask about are one flaw to them.
 */
import type { RefinementWords, Refiner, RepairContext } from '../types';
import { KernelBatch } from './kernel-batch';
import { marginGradients, rowsByNorm } from './margin-gradient';

/** Slopes below this share of the steepest are rounding. */
const flat = 1e-6;

/** Flaws whose norm turns on the same inputs. */
interface Group {
  readonly inputs: readonly number[];
  readonly rows: number[];
}

/** A norm about all demonstrations turns on every input: no subspace is smaller. */
function groupsOf({ problem, flaws, at }: RepairContext): Group[] {
  const groups = new Map<string, Group>();
  for (const [id, rows] of rowsByNorm(flaws)) {
    const norm = problem.norms.find((opened) => opened.norm.id === id);
    if (norm === undefined || (norm.norm.type === 'support' && norm.norm.features === undefined)) continue;
    const gradients = marginGradients(problem, norm, at.x, rows);
    rows.forEach((row, i) => {
      const inputs = active(gradients.subarray(i * problem.dims, (i + 1) * problem.dims));
      if (inputs.length === 0 || inputs.length === problem.dims) return;
      const key = inputs.join();
      const group = groups.get(key) ?? { inputs, rows: [] };
      group.rows.push(row);
      groups.set(key, group);
    });
  }
  return [...groups].sort(([a, { rows: m }], [b, { rows: n }]) => n.length - m.length || (a < b ? -1 : 1)).map(second);
}

function second<T>([, value]: readonly [string, T]): T {
  return value;
}

function active(gradient: Float64Array): number[] {
  const steepest = gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
  return [...gradient.keys()].filter((d) => Math.abs(gradient[d]) > flat * steepest);
}

export const subspaceWords: RefinementWords<'subspace'> = {
  id: 'subspace',
  title: 'Kernel on the norm’s features',
  hint: 'Kernels over the inputs that the margin of the norm depends on.',
  evidence: 'certified',
};

export const subspace: Refiner<'subspace'> = {
  ...subspaceWords,
  async propose(context) {
    const groups = groupsOf(context);
    if (groups.length === 0) return [];
    const batch = await KernelBatch.open(context);
    for (const { inputs, rows } of groups) await batch.cover(rows, inputs);
    return batch.patches;
  },
};
