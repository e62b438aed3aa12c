/** Adam with a rate that the caller gives for each step; coupled to nothing else (docs/methods.md 1.2). */

/** Adam's rate at a step of a run, falling from `first` to 0 by half a cosine. @param step counts from 0 */
export function cosineRate(first: number, step: number, steps: number): number {
  return (first * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}

/** Moments and step count of one run, β₁ .9, β₂ .999, ε 1e-8. */
export class Adam {
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
  /** Steps taken. */
  steps = 0;

  constructor(
    length: number,
    readonly beta1 = 0.9,
    readonly beta2 = 0.999,
    readonly epsilon = 1e-8,
  ) {
    this.firstMoment = new Float64Array(length);
    this.secondMoment = new Float64Array(length);
  }

  /** Moves `parameters` in place against `gradient`, both of the run's length. */
  step(parameters: Float64Array, gradient: Float64Array, rate: number): void {
    this.steps++;
    const firstScale = 1 - this.beta1 ** this.steps;
    const secondScale = 1 - this.beta2 ** this.steps;
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i];
      const first = (this.firstMoment[i] = this.beta1 * this.firstMoment[i] + (1 - this.beta1) * slope);
      const second = (this.secondMoment[i] = this.beta2 * this.secondMoment[i] + (1 - this.beta2) * slope * slope);
      parameters[i] -= (rate * (first / firstScale)) / (Math.sqrt(second / secondScale) + this.epsilon);
    }
  }
}
