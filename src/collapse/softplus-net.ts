/**
 * A reward network d–H–H–1 with softplus units, float64, with every gradient in closed form (docs/methods.md 8): of the reward by
 * its parameters and by its input, of ‖g‖² = ‖∇_φ r‖² by the input.
 */

/** Sizes of the layers: inputs, hidden units. */
export interface NetShape {
  readonly inputs: number;
  readonly hidden: number;
}

/** Parameters in one array: W₁ [H × d], b₁ [H], W₂ [H × H], b₂ [H], w₃ [H], b₃. */
export function parameterCount({ inputs, hidden }: NetShape): number {
  return hidden * inputs + hidden + hidden * hidden + hidden + hidden + 1;
}

/** ln(1 + eᶻ) without overflow. */
function softplus(z: number): number {
  return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
}

/** 1/(1 + e⁻ᶻ) */
function logistic(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** One evaluation at a time; what it computed at an input stays until the next. */
export class SoftplusNet {
  /** Where each part begins in the parameters. */
  readonly at: {
    readonly b1: number;
    readonly w2: number;
    readonly b2: number;
    readonly w3: number;
    readonly b3: number;
  };
  private readonly h1: Float64Array;
  private readonly h2: Float64Array;
  private readonly s1: Float64Array;
  private readonly s2: Float64Array;
  private readonly d1: Float64Array;
  private readonly d2: Float64Array;
  private readonly q: Float64Array;
  private readonly work1: Float64Array;
  private readonly work2: Float64Array;

  constructor(
    readonly shape: NetShape,
    readonly parameters: Float64Array,
  ) {
    const { inputs, hidden } = shape;
    const b1 = hidden * inputs;
    const w2 = b1 + hidden;
    const b2 = w2 + hidden * hidden;
    const w3 = b2 + hidden;
    this.at = { b1, w2, b2, w3, b3: w3 + hidden };
    const units = () => new Float64Array(hidden);
    [this.h1, this.h2, this.s1, this.s2] = [units(), units(), units(), units()];
    [this.d1, this.d2, this.q, this.work1, this.work2] = [units(), units(), units(), units(), units()];
  }

  /** r(y), and everything that the gradients at y need. @param y starts at `from` */
  reward(y: Float64Array, from = 0): number {
    const { parameters: p, at, h1, h2, s1, s2, d1, d2, q } = this;
    const { inputs, hidden } = this.shape;
    for (let i = 0; i < hidden; i++) {
      let z = p[at.b1 + i];
      for (let d = 0; d < inputs; d++) z += p[i * inputs + d] * y[from + d];
      h1[i] = softplus(z);
      s1[i] = logistic(z);
    }
    let reward = p[at.b3];
    for (let i = 0; i < hidden; i++) {
      let z = p[at.b2 + i];
      for (let j = 0; j < hidden; j++) z += p[at.w2 + i * hidden + j] * h1[j];
      h2[i] = softplus(z);
      s2[i] = logistic(z);
      d2[i] = p[at.w3 + i] * s2[i];
      reward += p[at.w3 + i] * h2[i];
    }
    q.fill(0);
    for (let i = 0; i < hidden; i++) {
      for (let j = 0; j < hidden; j++) q[j] += p[at.w2 + i * hidden + j] * d2[i];
    }
    for (let j = 0; j < hidden; j++) d1[j] = q[j] * s1[j];
    return reward;
  }

  /** ∇_y r at the input that `reward` was asked at, [d]. */
  inputGradient(out: Float64Array): void {
    const { parameters: p, d1 } = this;
    const { inputs, hidden } = this.shape;
    out.fill(0);
    for (let i = 0; i < hidden; i++) for (let d = 0; d < inputs; d++) out[d] += p[i * inputs + d] * d1[i];
  }

  /** Adds weight·∇_φ r at the input that `reward` was asked at. @param out as the parameters */
  addParameterGradient(y: Float64Array, from: number, weight: number, out: Float64Array): void {
    const { at, h1, h2, d1, d2 } = this;
    const { inputs, hidden } = this.shape;
    for (let i = 0; i < hidden; i++) {
      const first = weight * d1[i];
      const second = weight * d2[i];
      for (let d = 0; d < inputs; d++) out[i * inputs + d] += first * y[from + d];
      out[at.b1 + i] += first;
      for (let j = 0; j < hidden; j++) out[at.w2 + i * hidden + j] += second * h1[j];
      out[at.b2 + i] += second;
      out[at.w3 + i] += weight * h2[i];
    }
    out[at.b3] += weight;
  }

  /** ‖∇_φ r‖² = |h₂|² + 1 + |d₂|²(|h₁|² + 1) + |d₁|²(|y|² + 1) at the input that `reward` was asked at. */
  gradientNorm(y: Float64Array, from = 0): number {
    const { h1, h2, d1, d2 } = this;
    const [first, second] = [squares(h1) + 1, inputSquares(y, from, this.shape.inputs) + 1];
    return squares(h2) + 1 + squares(d2) * first + squares(d1) * second;
  }

  /** ∇_y ‖∇_φ r‖² at the input that `reward` was asked at, [d]. */
  gradientNormGradient(y: Float64Array, from: number, out: Float64Array): void {
    const { parameters: p, at, h1, h2, s1, s2, d1, d2, q, work1, work2 } = this;
    const { inputs, hidden } = this.shape;
    const ofHidden = squares(h1) + 1;
    const ofSecond = squares(d2);
    const ofInput = inputSquares(y, from, inputs) + 1;
    const ofFirst = squares(d1);
    // Backwards through d₁ = q ⊙ s₁, q = W₂ᵀd₂, d₂ = w₃ ⊙ s₂: work1 holds what reaches q, work2 what reaches z₂.
    for (let j = 0; j < hidden; j++) work1[j] = 2 * ofInput * d1[j] * s1[j];
    for (let i = 0; i < hidden; i++) {
      let reached = 2 * ofHidden * d2[i];
      for (let j = 0; j < hidden; j++) reached += p[at.w2 + i * hidden + j] * work1[j];
      work2[i] = reached * p[at.w3 + i] * s2[i] * (1 - s2[i]) + 2 * h2[i] * s2[i];
    }
    // work1 becomes what reaches h₁, then z₁.
    for (let j = 0; j < hidden; j++) work1[j] = 2 * ofSecond * h1[j];
    for (let i = 0; i < hidden; i++) for (let j = 0; j < hidden; j++) work1[j] += p[at.w2 + i * hidden + j] * work2[i];
    for (let j = 0; j < hidden; j++) {
      work1[j] = 2 * ofInput * d1[j] * q[j] * s1[j] * (1 - s1[j]) + work1[j] * s1[j];
    }
    for (let d = 0; d < inputs; d++) out[d] = 2 * ofFirst * y[from + d];
    for (let i = 0; i < hidden; i++) for (let d = 0; d < inputs; d++) out[d] += p[i * inputs + d] * work1[i];
  }
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

function inputSquares(y: Float64Array, from: number, inputs: number): number {
  let sum = 0;
  for (let d = 0; d < inputs; d++) sum += y[from + d] * y[from + d];
  return sum;
}
