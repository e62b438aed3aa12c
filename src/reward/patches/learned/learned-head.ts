/** The contrastive head of a learned patch: q(x) of a small network, float64 (docs/methods.md 1.7). */
import type { Floats } from '../../../basics/arrays';
import type { LearnedPatch } from '../../types';

interface OpenLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array;
  readonly biases: Float64Array;
  readonly out: Float64Array;
}

const heads = new WeakMap<LearnedPatch, readonly OpenLayer[]>();

function opened(patch: LearnedPatch): readonly OpenLayer[] {
  const held = heads.get(patch);
  if (held !== undefined) return held;
  const layers = patch.layers.map(({ inputs, outputs, weights, biases }) => ({
    inputs,
    outputs,
    weights: Float64Array.from(weights),
    biases: Float64Array.from(biases),
    out: new Float64Array(outputs),
  }));
  heads.set(patch, layers);
  return layers;
}

/** q in [0, 1] at the row that begins at `at`; NaN where the row is not finite. @param x standardised */
export function headValue(patch: LearnedPatch, x: Floats, at: number): number {
  const layers = opened(patch);
  let values: Floats = x;
  let from = at;
  layers.forEach(({ inputs, outputs, weights, biases, out }, l) => {
    for (let o = 0; o < outputs; o++) {
      let sum = biases[o];
      for (let i = 0, w = o * inputs; i < inputs; i++, w++) sum += weights[w] * values[from + i];
      out[o] = l + 1 < layers.length && sum < 0 ? 0 : sum;
    }
    values = out;
    from = 0;
  });
  return 1 / (1 + Math.exp(-values[0]));
}

/** α·max(0, (q − q₀)/(1 − q₀)); NaN where the row is not finite. */
export function learnedAmount(patch: LearnedPatch, x: Floats, at: number): number {
  const q = headValue(patch, x, at);
  return Number.isNaN(q) ? NaN : patch.strength * Math.max(0, (q - patch.threshold) / (1 - patch.threshold));
}
