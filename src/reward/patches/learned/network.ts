/**
 * The 64-64 ReLU network of a contrastive head: its logit, and the slope of a loss by every parameter (docs/methods.md 1.7).
 * Flat arrays, weights input-major so that units at rest are skipped; the same numbers in any run.
 */
import type { Floats } from '../../../basics/arrays';
import type { Random } from '../../../basics/random';
import type { DenseLayer } from '../../types';

/** Units of each hidden layer. */
export const headWidth = 64;

/** One network over `dims` standardised inputs. */
export class ContrastiveNetwork {
  /** W₁ [dims × 64], b₁, W₂ [64 × 64], b₂, w₃ [64], b₃. */
  readonly parameters: Float64Array;
  /** Sum of the slopes since `clear`, in the order of `parameters`. */
  readonly gradient: Float64Array;
  private readonly at: { b1: number; w2: number; b2: number; w3: number; b3: number };
  private readonly first = new Float64Array(headWidth);
  private readonly second = new Float64Array(headWidth);
  private readonly slope = new Float64Array(headWidth);

  constructor(readonly dims: number) {
    const b1 = dims * headWidth;
    const w2 = b1 + headWidth;
    const b2 = w2 + headWidth * headWidth;
    const w3 = b2 + headWidth;
    this.at = { b1, w2, b2, w3, b3: w3 + headWidth };
    this.parameters = new Float64Array(w3 + headWidth + 1);
    this.gradient = new Float64Array(this.parameters.length);
  }

  /** Weights uniform in ±√(6/fan in), biases 0. */
  initialise(random: Random): void {
    const { b1, w2, b2, w3, b3 } = this.at;
    this.parameters.fill(0);
    const fill = (from: number, to: number, fanIn: number) => {
      const bound = Math.sqrt(6 / fanIn);
      for (let i = from; i < to; i++) this.parameters[i] = random.uniform(-bound, bound);
    };
    fill(0, b1, this.dims);
    fill(w2, b2, headWidth);
    fill(w3, b3, headWidth);
  }

  /** The logit of the row that begins at `at`. @param x standardised */
  logit(x: Floats, at: number): number {
    const { b1, w2, b2, w3, b3 } = this.at;
    const { parameters: p, first, second } = this;
    forward(p, 0, b1, x, at, this.dims, first);
    forward(p, w2, b2, first, 0, headWidth, second);
    let sum = p[b3];
    for (let o = 0; o < headWidth; o++) sum += p[w3 + o] * second[o];
    return sum;
  }

  /** Adds `slope` × ∂ logit/∂ parameters at a row. Call right after `logit` of the same row. */
  accumulate(x: Floats, at: number, slope: number): void {
    const { b1, w2, b2, w3, b3 } = this.at;
    const { parameters: p, gradient: g, first, second, slope: back } = this;
    g[b3] += slope;
    for (let o = 0; o < headWidth; o++) {
      g[w3 + o] += slope * second[o];
      back[o] = second[o] > 0 ? slope * p[w3 + o] : 0;
      g[b2 + o] += back[o];
    }
    for (let i = 0; i < headWidth; i++) {
      const value = first[i];
      if (value === 0) continue;
      const row = w2 + i * headWidth;
      const own = addOuter(p, g, row, value, back);
      g[b1 + i] += own;
      for (let d = 0, w = i; d < this.dims; d++, w += headWidth) g[w] += own * x[at + d];
    }
  }

  clear(): void {
    this.gradient.fill(0);
  }

  /** The network as layers of a patch, output-major and rounded to float32; the logit becomes `scale`·(logit − `shift`). */
  layers(scale: number, shift: number): DenseLayer[] {
    const { b1, w2, b2, w3, b3 } = this.at;
    const { parameters: p, dims } = this;
    const last = { weights: p.slice(w3, b3).map((w) => w * scale), bias: (p[b3] - shift) * scale };
    return [
      layer(dims, headWidth, p.subarray(0, b1), p.subarray(b1, w2)),
      layer(headWidth, headWidth, p.subarray(w2, b2), p.subarray(b2, w3)),
      layer(headWidth, 1, last.weights, Float64Array.of(last.bias)),
    ];
  }
}

/** out = ReLU(Wᵀ x + b). */
function forward(
  p: Float64Array,
  w: number,
  b: number,
  x: Floats,
  at: number,
  inputs: number,
  out: Float64Array,
): void {
  for (let o = 0; o < headWidth; o++) out[o] = p[b + o];
  for (let i = 0; i < inputs; i++) {
    const value = x[at + i];
    if (value === 0) continue;
    const row = w + i * headWidth;
    for (let o = 0; o < headWidth; o += 4) {
      out[o] += value * p[row + o];
      out[o + 1] += value * p[row + o + 1];
      out[o + 2] += value * p[row + o + 2];
      out[o + 3] += value * p[row + o + 3];
    }
  }
  for (let o = 0; o < headWidth; o++) if (out[o] < 0) out[o] = 0;
}

/** Adds value × back to a row of the gradient. @returns back · the row's weights */
function addOuter(p: Float64Array, g: Float64Array, row: number, value: number, back: Float64Array): number {
  let even = 0;
  let odd = 0;
  for (let o = 0; o < headWidth; o += 2) {
    const [a, b] = [back[o], back[o + 1]];
    g[row + o] += value * a;
    g[row + o + 1] += value * b;
    even += a * p[row + o];
    odd += b * p[row + o + 1];
  }
  return even + odd;
}

/** @param weights input-major */
function layer(inputs: number, outputs: number, weights: Float64Array, biases: Float64Array): DenseLayer {
  const turned = Array.from({ length: inputs * outputs }, (_, i) => {
    return Math.fround(weights[(i % inputs) * outputs + Math.floor(i / inputs)]);
  });
  return { inputs, outputs, weights: turned, biases: Array.from(biases, Math.fround) };
}
