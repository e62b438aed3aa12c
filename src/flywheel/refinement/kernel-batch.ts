/**
 * What the refiners that place kernels share: what each flaw still needs, what the budget still gives, and the cover of some
 * flaws over some inputs as patches.
 */
import { certifiedSuppression } from '../../reward/patches/certificate';
import type { HalfSpaceGate, InputPatch, Patch } from '../../reward/types';
import type { RepairContext } from '../types';
import { coverWithKernels } from './cover';

/** c of new plateaus; a flatter one needs fewer patches, a steeper one leaves more between them. */
export const plateauCore = 0.7;
/** Patches of one refiner in one batch. */
export const mostPatches = 2000;
/** Backends agree to 1e-4: what is covered shall be so on all of them, where the floor leaves room for it. */
const agreement = 2e-4;

/** Flaws of one repair with what kernels must take from each, and the budget as it is used up. */
export class KernelBatch {
  /** Inputs D. */
  readonly dims: number;
  private readonly spent: Float64Array;
  /** ε of the certificate. */
  readonly epsilon: number;
  private readonly limit: number;
  private readonly placed: InputPatch[] = [];

  private constructor(
    private readonly context: RepairContext,
    /** [n] s − floor with a little to spare; ≤ 0 = covered. */
    private readonly need: Float64Array,
  ) {
    const { problem, meter, patches } = context;
    const { epsilon, limit } = meter.measure([]);
    this.dims = problem.dims;
    this.epsilon = epsilon;
    this.limit = limit;
    this.spent = certifiedSuppression(patches, problem.basin.points, epsilon);
  }

  static async open(context: RepairContext): Promise<KernelBatch> {
    const { problem, at, patches } = context;
    const { score } = await problem.scoresUnder(at, patches);
    const spare = Math.min(agreement, problem.floor / 10);
    const need = score.map((s) => (s > problem.floor ? s - problem.floor + spare : 0));
    return new KernelBatch(context, need);
  }

  get patches(): readonly Patch[] {
    return this.placed;
  }

  /**
   * Covers some flaws with kernels over some inputs.
   * @param rows flaws, by their place in `context.flaws`
   * @param inputs encoded inputs that the kernels read, ascending; all of them = an isotropic kernel
   * @param gate half-space over the same inputs
   * @param mostReach farthest that a kernel may reach, standardised units
   */
  async cover(
    rows: readonly number[],
    inputs: readonly number[],
    gate: HalfSpaceGate | null = null,
    mostReach = Infinity,
  ): Promise<void> {
    const { context, dims, epsilon, limit, need, spent } = this;
    const { problem, at, modelId, newId } = context;
    const { x, rows: count } = problem.basin.points;
    const past = gate === null ? everyRow(count) : passing(gate, inputs, x, dims, epsilon, count);
    const cover = await coverWithKernels({
      dims: inputs.length,
      flaws: picked(at.x, dims, rows, inputs),
      need: Float64Array.from(rows, (row) => need[row]),
      basin: picked(x, dims, past, inputs),
      spent: Float64Array.from(past, (row) => spent[row]),
      epsilon,
      limit,
      kernel: 'plateau',
      core: plateauCore,
      maxPatches: mostPatches - this.placed.length,
      mostReach,
      task: problem.task,
    });
    past.forEach((row, i) => (spent[row] = cover.spent[i]));
    rows.forEach((row, i) => (need[row] *= 1 - cover.covered[i]));
    for (const place of cover.kernels) {
      this.placed.push({
        ...place,
        id: newId(),
        kind: 'suppress',
        space: 'input',
        ...(inputs.length < dims ? { features: inputs } : {}),
        kernel: 'plateau',
        core: plateauCore,
        strength: 1,
        gate,
        model: modelId,
      });
    }
  }
}

function everyRow(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row);
}

/** Basin rows that the certificate counts behind a gate: 1[(b_F − o)·n + ε‖n‖ > 0]. */
function passing(
  { normal, origin }: HalfSpaceGate,
  inputs: readonly number[],
  x: ArrayLike<number>,
  dims: number,
  epsilon: number,
  count: number,
): number[] {
  const lift = epsilon * Math.hypot(...normal);
  return everyRow(count).filter((row) => {
    let height = lift;
    for (let i = 0; i < inputs.length; i++) height += (x[row * dims + inputs[i]] - origin[i]) * normal[i];
    return height > 0;
  });
}

/** [rows × inputs] */
function picked(x: ArrayLike<number>, dims: number, rows: readonly number[], inputs: readonly number[]): Float64Array {
  const out = new Float64Array(rows.length * inputs.length);
  let at = 0;
  for (const row of rows) for (const input of inputs) out[at++] = x[row * dims + input];
  return out;
}
