/**
 * The linear environment of alignment collapse (FPO, arXiv 2605.04266; docs/methods.md 8): a reward w·y that is refitted on what the
 * policy y does, a utility with its peak at a target, and what becomes of both. Float64.
 */

/** Error that weighs the steering penalty λ·err·‖y‖²: none, 1, or r − U. */
export type Penalty = 'none' | 'practical' | 'relaxed';

export interface LinearSettings {
  /** d; the first `signal` components are what the utility is about. */
  readonly dims: number;
  readonly signal: number;
  readonly steps: number;
  /** Rate of the policy's ascent and of the reward's refit. */
  readonly policyRate: number;
  readonly rewardRate: number;
  readonly weightDecay: number;
  /** λ */
  readonly lambda: number;
  /** Cost of an action, times ‖y‖². */
  readonly cost: number;
  readonly penalty: Penalty;
  /** Whether the relaxed penalty is differentiated through the utility, which an honest optimiser does not see. */
  readonly oracleGradient: boolean;
  /** Policy gradient in closed form, or by forward differences of this step. */
  readonly gradient: 'exact' | { readonly step: number };
}

export const linearDefaults: LinearSettings = {
  dims: 50,
  signal: 3,
  steps: 300,
  policyRate: 0.02,
  rewardRate: 0.005,
  weightDecay: 1e-4,
  lambda: 0.1,
  cost: 0.1,
  penalty: 'none',
  oracleGradient: true,
  gradient: 'exact',
};

/** Figures after a step; the first entry is from before any update. */
export interface LinearLog {
  /** Norm of the first components of the action, of the rest, utility, norm of the reward's weights, and its value there. */
  readonly signal: Float64Array;
  readonly noise: Float64Array;
  readonly utility: Float64Array;
  readonly weightNorm: Float64Array;
  readonly proxy: Float64Array;
}

const peak = 10;
const sharpness = 0.3;
const target = 2;

/** U(y) = 10·exp(−.3‖y − target‖²), target (2, 2, 2, 0 …). */
export function linearUtility(y: Float64Array, signal: number): number {
  let squares = 0;
  for (let d = 0; d < y.length; d++) squares += (y[d] - (d < signal ? target : 0)) ** 2;
  return peak * Math.exp(-sharpness * squares);
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, d) => sum + value * b[d], 0);

/** What the policy climbs: r − cost·‖y‖² − λ·err·‖y‖². */
function objective(y: Float64Array, w: Float64Array, settings: LinearSettings): number {
  const squares = dot(y, y);
  const reward = dot(w, y);
  const errors = { none: 0, practical: 1, relaxed: reward - linearUtility(y, settings.signal) };
  return reward - settings.cost * squares - settings.lambda * errors[settings.penalty] * squares;
}

function exactGradient(y: Float64Array, w: Float64Array, settings: LinearSettings): Float64Array {
  const { cost, lambda, penalty, signal, oracleGradient } = settings;
  const utility = linearUtility(y, signal);
  const squares = dot(y, y);
  const error = { none: 0, practical: 1, relaxed: dot(w, y) - utility }[penalty];
  return y.map((value, d) => {
    const slope = -2 * sharpness * (value - (d < signal ? target : 0)) * utility;
    const ofError = penalty === 'relaxed' ? w[d] - (oracleGradient ? slope : 0) : 0;
    return w[d] - 2 * cost * value - lambda * (ofError * squares + 2 * error * value);
  });
}

function differences(y: Float64Array, w: Float64Array, settings: LinearSettings, step: number): Float64Array {
  const here = objective(y, w, settings);
  return y.map((_, d) => {
    const moved = Float64Array.from(y);
    moved[d] += step;
    return (objective(moved, w, settings) - here) / step;
  });
}

/** Steps of one policy update and one refit of the reward each. @param weights,action [d] initial ones */
export function runLinear(weights: ArrayLike<number>, action: ArrayLike<number>, settings: LinearSettings): LinearLog {
  const { steps, signal, policyRate, rewardRate, weightDecay, gradient } = settings;
  let w = Float64Array.from(weights);
  let y = Float64Array.from(action);
  const logged = () => new Float64Array(steps + 1);
  const log = { signal: logged(), noise: logged(), utility: logged(), weightNorm: logged(), proxy: logged() };
  for (let step = 0; step <= steps; step++) {
    if (step > 0) {
      const slope = gradient === 'exact' ? exactGradient(y, w, settings) : differences(y, w, settings, gradient.step);
      y = y.map((value, d) => value + policyRate * slope[d]);
      const gap = linearUtility(y, signal) - dot(w, y);
      w = w.map((value, d) => value * (1 - weightDecay) + rewardRate * 2 * gap * y[d]);
    }
    log.signal[step] = Math.hypot(...y.subarray(0, signal));
    log.noise[step] = Math.hypot(...y.subarray(signal));
    log.utility[step] = linearUtility(y, signal);
    log.weightNorm[step] = Math.sqrt(dot(w, w));
    log.proxy[step] = dot(w, y);
  }
  return log;
}
