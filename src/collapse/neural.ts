/**
 * The neural environment of alignment collapse (FPO, arXiv 2605.04266; docs/methods.md 8): a policy θ climbs a reward network that is
 * refitted on its own samples. Float64; all constants are settings.
 */
import { PairNormal } from './pair-normal';
import type { Penalty } from './linear';
import { type NetShape, parameterCount, SoftplusNet } from './softplus-net';

export interface NeuralSettings {
  readonly shape: NetShape;
  readonly steps: number;
  readonly innerSteps: number;
  /** Standard deviation of the initial weights. */
  readonly initial: number;
  /** U = height·exp(−sharpness‖y − ideal‖²); ideal is 2.5 in the first two components, 0 in the others. */
  readonly height: number;
  readonly sharpness: number;
  /** Cost of an action, times ‖y‖². */
  readonly cost: number;
  /** λ */
  readonly lambda: number;
  readonly penalty: Penalty;
  /** λ = κ/max(‖g‖², 1e-12) at every step, without a gradient through it; null = λ as it stands. */
  readonly kappa: number | null;
  /** Exploration and rate of the policy fall from the sum to the least: least + more·(1 − (t/T)⁴). */
  readonly noise: { readonly least: number; readonly more: number };
  readonly rate: { readonly least: number; readonly more: number };
  /** Samples refitted on, the newest, and how many each step adds. */
  readonly buffer: number;
  readonly fresh: number;
  readonly rewardRate: number;
  readonly weightDecay: number;
}

export const neuralDefaults: NeuralSettings = {
  shape: { inputs: 10, hidden: 32 },
  steps: 4000,
  innerSteps: 15,
  initial: 0.1,
  height: 10,
  sharpness: 0.2,
  cost: 0.01,
  lambda: 0.005,
  penalty: 'none',
  kappa: null,
  noise: { least: 0.001, more: 0.099 },
  rate: { least: 0.001, more: 0.049 },
  buffer: 50,
  fresh: 5,
  rewardRate: 1e-3,
  weightDecay: 1e-3,
};

/** Figures of each outer step at θ, after the policy's ascent and before the refit. */
export interface NeuralLog {
  readonly utility: Float64Array;
  readonly proxy: Float64Array;
  /** Norm of the components that the utility does not ask for. */
  readonly noise: Float64Array;
  /** ‖∇_φ r‖² */
  readonly steering: Float64Array;
}

const ideal = 2.5;
const signal = 2;

/** U(y) for y at `from`. */
export function neuralUtility(y: Float64Array, from: number, { shape, height, sharpness }: NeuralSettings): number {
  let squares = 0;
  for (let d = 0; d < shape.inputs; d++) squares += (y[from + d] - (d < signal ? ideal : 0)) ** 2;
  return height * Math.exp(-sharpness * squares);
}

/** One run, which can be made piece by piece so that a worker stays responsive. */
export class NeuralRun {
  readonly log: NeuralLog;
  readonly policy: Float64Array;
  private readonly normal: PairNormal;
  private readonly net: SoftplusNet;
  private readonly adam: Adam;
  private readonly samples: Float64Array;
  private readonly utilities: Float64Array;
  private held = 0;
  private next = 0;
  private step = 0;

  constructor(
    readonly settings: NeuralSettings,
    seed: number,
  ) {
    const { shape, steps, buffer, initial } = settings;
    const logged = () => new Float64Array(steps);
    this.log = { utility: logged(), proxy: logged(), noise: logged(), steering: logged() };
    this.policy = new Float64Array(shape.inputs);
    this.samples = new Float64Array(buffer * shape.inputs);
    this.utilities = new Float64Array(buffer);
    this.normal = new PairNormal(seed);
    const parameters = new Float64Array(parameterCount(shape));
    this.net = new SoftplusNet(shape, parameters);
    const { b1, w2, b2, w3, b3 } = this.net.at;
    for (const [from, to] of [
      [0, b1],
      [w2, b2],
      [w3, b3],
    ]) {
      for (let i = from; i < to; i++) parameters[i] = initial * this.normal.next();
    }
    this.adam = new Adam(parameters, settings.rewardRate, settings.weightDecay);
  }

  get done(): boolean {
    return this.step >= this.settings.steps;
  }

  get stepsDone(): number {
    return this.step;
  }

  /** So many outer steps further. */
  advance(steps: number): void {
    for (let i = 0; i < steps && !this.done; i++) this.outerStep();
  }

  private outerStep(): void {
    const { steps, noise, rate } = this.settings;
    const decay = 1 - (this.step / steps) ** 4;
    const spread = noise.least + noise.more * decay;
    this.climb(spread, rate.least + rate.more * decay);
    this.note();
    this.refit(spread);
    this.step++;
  }

  private climb(spread: number, rate: number): void {
    const { policy, net, normal, settings } = this;
    const { inputs } = settings.shape;
    const y = new Float64Array(inputs);
    const slope = new Float64Array(inputs);
    const steering = new Float64Array(inputs);
    for (let inner = 0; inner < settings.innerSteps; inner++) {
      for (let d = 0; d < inputs; d++) y[d] = policy[d] + spread * normal.next();
      const reward = net.reward(y);
      net.inputGradient(slope);
      const ofReward = Float64Array.from(slope);
      for (let d = 0; d < inputs; d++) slope[d] -= 2 * settings.cost * y[d];
      if (settings.penalty !== 'none') {
        const size = net.gradientNorm(y);
        net.gradientNormGradient(y, 0, steering);
        const lambda = settings.kappa === null ? settings.lambda : settings.kappa / Math.max(size, 1e-12);
        // U is not differentiated: the relaxed error moves with the reward alone.
        const relaxed = settings.penalty === 'relaxed';
        const error = relaxed ? reward - neuralUtility(y, 0, settings) : 1;
        for (let d = 0; d < inputs; d++)
          slope[d] -= lambda * (error * steering[d] + (relaxed ? size * ofReward[d] : 0));
      }
      for (let d = 0; d < inputs; d++) policy[d] += rate * Math.max(-1, Math.min(1, slope[d]));
    }
  }

  private note(): void {
    const { policy, net, log, step, settings } = this;
    log.utility[step] = neuralUtility(policy, 0, settings);
    log.proxy[step] = net.reward(policy);
    log.noise[step] = Math.hypot(...policy.subarray(signal));
    log.steering[step] = net.gradientNorm(policy);
  }

  /** Fresh samples take the place of the oldest; one full-batch step of Adam on the mean squared error to U. */
  private refit(spread: number): void {
    const { policy, samples, utilities, normal, net, adam, settings } = this;
    const { shape, buffer, fresh } = settings;
    for (let i = 0; i < fresh; i++) {
      const from = this.next * shape.inputs;
      for (let d = 0; d < shape.inputs; d++) samples[from + d] = policy[d] + spread * normal.next();
      utilities[this.next] = neuralUtility(samples, from, settings);
      this.next = (this.next + 1) % buffer;
      this.held = Math.min(buffer, this.held + 1);
    }
    adam.gradient.fill(0);
    // From the oldest to the newest, so that sums do not depend on where the ring begins.
    for (let i = 0; i < this.held; i++) {
      const place = (this.next - this.held + i + 2 * buffer) % buffer;
      const gap = net.reward(samples, place * shape.inputs) - utilities[place];
      net.addParameterGradient(samples, place * shape.inputs, (2 * gap) / this.held, adam.gradient);
    }
    adam.step();
  }
}

/** Adam (Kingma, Ba 2015) with coupled L2. */
class Adam {
  readonly gradient: Float64Array;
  private readonly mean: Float64Array;
  private readonly variance: Float64Array;
  private steps = 0;

  constructor(
    private readonly parameters: Float64Array,
    private readonly rate: number,
    private readonly decay: number,
  ) {
    this.gradient = new Float64Array(parameters.length);
    this.mean = new Float64Array(parameters.length);
    this.variance = new Float64Array(parameters.length);
  }

  step(): void {
    const { parameters, gradient, mean, variance, rate, decay } = this;
    this.steps++;
    const [ofMean, ofVariance] = [1 - 0.9 ** this.steps, 1 - 0.999 ** this.steps];
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i] + decay * parameters[i];
      mean[i] = 0.9 * mean[i] + (1 - 0.9) * slope;
      variance[i] = 0.999 * variance[i] + (1 - 0.999) * slope * slope;
      parameters[i] -= (rate * (mean[i] / ofMean)) / (Math.sqrt(variance[i] / ofVariance) + 1e-8);
    }
  }
}
