/**
 * One member on a tensor backend: its parameters and Adam moments live there between steps.
 * Owns every tensor that it makes; `dispose` gives all of them back.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { MixtureState } from '../backend';
import { AdamOptimiser } from './adam';
import type { AdamState } from './adam';
import { objectiveAndGradient } from './gradient';
import type { DeviceBatch } from './gradient';
import { gradientMask, toCanonical, toEngine } from './layout';
import type { EngineLayout } from './layout';

/** Makes a tensor that outlives the surrounding `tidy`. */
function keepVector(values: Float32Array): Tensor1D {
  return tf.keep(tf.tensor1d(values));
}

async function read(layout: EngineLayout, tensor: Tensor): Promise<Float32Array> {
  return toCanonical(layout, (await tensor.data()) as Float32Array);
}

export class TfjsMixture {
  private state: AdamState;
  private best: Tensor1D;
  private readonly mask: Tensor1D | null;
  private readonly balance: Scalar;
  private readonly adam = new AdamOptimiser();

  /** @param best parameters of the best epoch so far, canonical order */
  constructor(
    readonly layout: EngineLayout,
    balance: number,
    start: MixtureState,
    best: Float32Array,
  ) {
    this.state = {
      parameters: keepVector(toEngine(layout, start.parameters)),
      firstMoment: keepVector(toEngine(layout, start.firstMoment)),
      secondMoment: keepVector(toEngine(layout, start.secondMoment)),
    };
    this.best = keepVector(toEngine(layout, best));
    this.mask = layout.masked ? keepVector(gradientMask(layout)) : null;
    this.balance = tf.keep(tf.scalar(balance));
  }

  get parameters(): Tensor1D {
    return this.state.parameters;
  }

  /**
   * One Adam step.
   * @param finished steps before this one
   * @returns the objective before the step; the caller disposes of it
   */
  step(batch: DeviceBatch, rate: number, finished: number): Scalar {
    const old = this.state;
    const objective = tf.tidy(() => {
      const step = objectiveAndGradient(old.parameters, batch, this.layout, this.balance, this.mask);
      this.state = this.adam.step(old, step.gradient, rate, finished);
      Object.values(this.state).forEach((tensor: Tensor) => tf.keep(tensor));
      return tf.keep(step.objective);
    });
    tf.dispose([old.parameters, old.firstMoment, old.secondMoment]);
    return objective;
  }

  /** Remembers the parameters of now as the best. */
  markBest(): void {
    this.best.dispose();
    this.best = tf.keep(tf.clone(this.state.parameters));
  }

  async snapshot(): Promise<MixtureState> {
    const { parameters, firstMoment, secondMoment } = this.state;
    return {
      parameters: await read(this.layout, parameters),
      firstMoment: await read(this.layout, firstMoment),
      secondMoment: await read(this.layout, secondMoment),
    };
  }

  bestParameters(): Promise<Float32Array> {
    return read(this.layout, this.best);
  }

  dispose(): void {
    tf.dispose([this.state.parameters, this.state.firstMoment, this.state.secondMoment, this.best, this.balance]);
    this.mask?.dispose();
    this.adam.dispose();
  }
}
