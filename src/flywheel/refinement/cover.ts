/**
 * Covers flaws with kernels within the certified budget (METHODS.md 4): centres are flaws, each kernel reaches as far as
 * S_ε ≤ L lets it at every basin point, and the one that covers most goes in first (lazy greedy). The order in which flaws
 * are handed in changes nothing.
 */
import type { Floats } from '../../basics/arrays';
import { Cancelled, unwatched, type Task } from '../../basics/task';
import { centreDistance } from '../../reward/patch';
import { kernelValue } from '../../reward/kernels';
import type { KernelName } from '../../reward/types';
import { CoverBudget } from './cover-budget';
import { MaxHeap } from './max-heap';

/** n flaws, m basin points, both over the same `dims` standardised inputs. */
export interface CoverRequest {
  readonly dims: number;
  /** [n × dims]; also the candidates for centres. */
  readonly flaws: Floats;
  /** [n] what kernels must take from each flaw in sum: s − floor; ≤ 0 = nothing. */
  readonly need: Floats;
  /** [m × dims] */
  readonly basin: Floats;
  /** [m] S_ε of every kernel that is there already (`BudgetLedger.certifiedAt`, `certifiedSuppression`). */
  readonly spent: Floats;
  /** ε of the certificate, standardised units. */
  readonly epsilon: number;
  /** L */
  readonly limit: number;
  readonly kernel: KernelName;
  /** c of a plateau in [0, 1). */
  readonly core: number;
  /** Strength α in (0, 1], default 1. */
  readonly strength?: number;
  readonly maxPatches: number;
  /** No kernel reaches farther; absent = as far as the budget lets it. */
  readonly mostReach?: number;
  /** Share of the budget left at a basin point that one kernel may use, in [0, 1]; default `defaultShare`. */
  readonly share?: number;
  readonly task?: Task;
}

/** Where a kernel goes. */
export interface KernelPlace {
  /** [dims] */
  readonly center: readonly number[];
  /** ρ > 0 */
  readonly reach: number;
}

export interface Cover {
  readonly kernels: readonly KernelPlace[];
  /** [n] 1 where the kernels take what is needed. */
  readonly covered: Uint8Array;
  /** [m] S_ε with them. */
  readonly spent: Float64Array;
}

/** One kernel takes half of what is left, so that the next one near the same good point still gets in. */
export const defaultShare = 0.5;
/** Evaluations between two breaths. */
const breathEvery = 64;

/**
 * Kernels that cover what can be covered; none without effect, none over the budget.
 * @returns in the order in which they were chosen
 * @throws Cancelled
 */
export async function coverWithKernels(request: CoverRequest): Promise<Cover> {
  const { flaws, need, dims, kernel, core, maxPatches, strength = 1, mostReach = Infinity, task = unwatched } = request;
  const budget = new CoverBudget({ ...request, strength, share: request.share ?? defaultShare });
  const left = Float64Array.from(need);
  let open = inOwnOrder(flaws, dims, need.length).filter((flaw) => left[flaw] > 0);
  const heap = new MaxHeap(need.length);
  const reach = new Float64Array(need.length).fill(Math.min(mostReach, budget.farthest(flaws)));
  for (const flaw of open) heap.push(flaw, Infinity);
  const kernels: KernelPlace[] = [];
  const take = (flaw: number, each: (other: number, amount: number) => void): void => {
    const center = Array.from(flaws.subarray(flaw * dims, (flaw + 1) * dims));
    for (const other of open) {
      const distance = centreDistance(center, undefined, flaws, other * dims, reach[flaw]);
      if (distance < reach[flaw]) each(other, strength * kernelValue(kernel, distance, reach[flaw], core));
    }
  };
  let evaluations = 0;
  while (heap.size > 0 && kernels.length < maxPatches && open.length > 0) {
    if (++evaluations % breathEvery === 0) await task.breathe();
    if (task.cancelled()) throw new Cancelled();
    const flaw = heap.pop();
    reach[flaw] = budget.reachFrom(flaws, flaw * dims, reach[flaw]);
    if (reach[flaw] <= 0) continue;
    let gain = 0;
    take(flaw, (other, amount) => (gain += Math.min(left[other], amount) / need[other]));
    if (gain <= 0) continue;
    if (gain < heap.top) {
      heap.push(flaw, gain);
      continue;
    }
    take(flaw, (other, amount) => (left[other] -= amount));
    budget.spend(flaw * dims, reach[flaw]);
    kernels.push({ center: Array.from(flaws.subarray(flaw * dims, (flaw + 1) * dims)), reach: reach[flaw] });
    if (left[flaw] > 0) heap.push(flaw, gain);
    open = open.filter((other) => left[other] > 0);
  }
  return { kernels, covered: Uint8Array.from(left, (amount) => (amount > 0 ? 0 : 1)), spent: budget.spent };
}

/** Row numbers by the rows' own coordinates: ties among candidates never fall by the order of a list. */
function inOwnOrder(points: Floats, dims: number, rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, i) => i).sort((a, b) => {
    for (let d = 0; d < dims; d++) {
      const gap = points[a * dims + d] - points[b * dims + d];
      if (gap !== 0) return gap;
    }
    return 0;
  });
}
