/** Sizes that suit an adapter. They change the order of sums, so a run goes on under the same ones only. */
export interface Tuning {
  /** Quads of rows in a workgroup's tile, even. */
  readonly tile: number;
  /** Invocations in a workgroup of the network's kernels, and of the update's. */
  readonly threads: number;
  readonly updateThreads: number;
  /** Invocations that share a block of weights; divides `updateThreads`. */
  readonly lanes: number;
  /** Bytes of training rows that stay on the device; more are streamed. Changes no bytes. */
  readonly rowBudget: number;
  /** Bytes of activations that a judgement may take. Changes no bytes. */
  readonly judgingBudget: number;
}

const budgets = { rowBudget: 512 * 2 ** 20, judgingBudget: 32 * 2 ** 20 };

/** Many small workgroups, lanes beside each other in memory. */
export const hardwareTuning: Tuning = { tile: 4, threads: 64, updateThreads: 128, lanes: 8, ...budgets };
/** A software adapter has few cores, and pays for each invocation and each barrier. */
export const softwareTuning: Tuning = { tile: 16, threads: 32, updateThreads: 32, lanes: 1, ...budgets };

/** What a checkpoint names. */
export function variantOf({ tile, threads, updateThreads, lanes }: Tuning): string {
  return [tile, threads, updateThreads, lanes].join('-');
}
