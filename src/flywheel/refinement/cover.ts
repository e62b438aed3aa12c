/**
 * Covers flaws with kernels within the certified budget (docs/methods.md 4): centres are flaws, each kernel reaches as far as
 * S_ε ≤ L lets it at every basin point, and the one that covers most goes in first (lazy greedy). The order in which flaws
 * are handed in changes nothing.
 */
import type { Floats } from '../../basics/arrays';
import { Cancelled, unwatched, type Task } from '../../basics/task';
import { centreDistance } from '../../reward/patches/patch';
import { kernelValue } from '../../reward/patches/kernels';
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
  /** [m] S_ε of every kernel that is there already (`certifiedSuppression` of reward/certificate). */
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
  const { need, maxPatches, task = unwatched } = request;
  const greedy = new Greedy(request);
  for (let looks = 1; greedy.isOpen && greedy.kernels.length < maxPatches; looks++) {
    greedy.look();
    if (looks % breathEvery === 0) await task.breathe();
    if (task.cancelled()) throw new Cancelled();
  }
  const covered = Uint8Array.from(need, (_, flaw) => (greedy.left[flaw] > 0 ? 0 : 1));
  return { kernels: greedy.kernels, covered, spent: greedy.budget.spent };
}

/** Lazy greedy choice: gains and reaches only fall, so a candidate that still beats the others' old gains is the best. */
class Greedy {
  readonly kernels: KernelPlace[] = [];
  readonly budget: CoverBudget;
  /** [n] what is still to be taken from each flaw. */
  readonly left: Float64Array;
  private readonly heap: MaxHeap;
  /** [n] farthest that a kernel at each flaw may reach, as far as it is known. */
  private readonly reach: Float64Array;
  private open: Int32Array;

  constructor(private readonly request: CoverRequest) {
    const { flaws, need, dims, strength = 1, share = defaultShare, mostReach = Infinity } = request;
    this.budget = new CoverBudget({ ...request, strength, share });
    this.left = Float64Array.from(need);
    this.open = inOwnOrder(flaws, dims, need.length).filter((flaw) => need[flaw] > 0);
    this.heap = new MaxHeap(need.length);
    for (const flaw of this.open) this.heap.push(flaw, Infinity);
    this.reach = new Float64Array(need.length).fill(Math.min(mostReach, this.budget.farthest(flaws)));
  }

  /** False when nothing is left to cover, or nothing to cover it with. */
  get isOpen(): boolean {
    return this.heap.size > 0 && this.open.length > 0;
  }

  /** Looks at the best candidate again: places it, puts it back with what it is worth now, or drops it. */
  look(): void {
    const { heap, reach, left, request } = this;
    const flaw = heap.pop();
    reach[flaw] = this.budget.reachFrom(request.flaws, flaw * request.dims, reach[flaw]);
    if (reach[flaw] <= 0) return;
    let gain = 0;
    this.touch(flaw, (other, amount) => (gain += Math.min(left[other], amount) / request.need[other]));
    if (gain <= 0) return;
    if (gain < heap.top) {
      heap.push(flaw, gain);
      return;
    }
    this.place(flaw);
    if (left[flaw] > 0) heap.push(flaw, gain);
  }

  private place(flaw: number): void {
    const { reach, left, budget, request } = this;
    this.touch(flaw, (other, amount) => (left[other] -= amount));
    budget.spend(flaw * request.dims, reach[flaw]);
    this.kernels.push({ center: this.centreOf(flaw), reach: reach[flaw] });
    this.open = this.open.filter((other) => left[other] > 0);
  }

  /** What a kernel at a flaw takes from each open one within its reach. */
  private touch(flaw: number, each: (other: number, amount: number) => void): void {
    const { flaws, dims, kernel, core, strength = 1 } = this.request;
    const reach = this.reach[flaw];
    const center = this.centreOf(flaw);
    for (const other of this.open) {
      const distance = centreDistance(center, undefined, flaws, other * dims, reach);
      if (distance < reach) each(other, strength * kernelValue(kernel, distance, reach, core));
    }
  }

  private centreOf(flaw: number): number[] {
    const { flaws, dims } = this.request;
    return Array.from(flaws.subarray(flaw * dims, (flaw + 1) * dims));
  }
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
