/** Adam on one flat vector: a dozen launches whatever the number of tensors. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';

export interface AdamState {
  readonly parameters: Tensor1D;
  readonly firstMoment: Tensor1D;
  readonly secondMoment: Tensor1D;
}

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** β 0.9 and 0.999, ε 1e-8. Holds its constants on the backend until disposed of. */
export class AdamOptimiser {
  private readonly keep1 = tf.keep(tf.scalar(beta1));
  private readonly take1 = tf.keep(tf.scalar(1 - beta1));
  private readonly keep2 = tf.keep(tf.scalar(beta2));
  private readonly take2 = tf.keep(tf.scalar(1 - beta2));

  /**
   * p − rate·m̂/(√v̂ + ε), the bias corrections folded into rate and ε. Call inside `tidy`.
   * @param finished steps before this one
   */
  step(state: AdamState, gradient: Tensor1D, rate: number, finished: number): AdamState {
    const correction1 = 1 - beta1 ** (finished + 1);
    const correction2 = Math.sqrt(1 - beta2 ** (finished + 1));
    const firstMoment = tf.add<Tensor1D>(tf.mul(state.firstMoment, this.keep1), tf.mul(gradient, this.take1));
    const square = tf.square(gradient);
    const secondMoment = tf.add<Tensor1D>(tf.mul(state.secondMoment, this.keep2), tf.mul(square, this.take2));
    const direction = tf.div(firstMoment, tf.add(tf.sqrt(secondMoment), epsilon * correction2));
    const parameters = tf.sub<Tensor1D>(state.parameters, tf.mul(direction, (rate * correction2) / correction1));
    return { parameters, firstMoment, secondMoment };
  }

  dispose(): void {
    tf.dispose([this.keep1, this.take1, this.keep2, this.take2]);
  }
}
