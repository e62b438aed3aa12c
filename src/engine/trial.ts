/** How fast a backend trains: real steps on made-up rows, timed. */
import * as tf from '@tensorflow/tfjs-core';
import type { Clock } from '../basics/clock';
import { Random } from '../basics/random';
import { initialParameters } from '../reward/initialise';
import type { MixtureSettings } from '../reward/training';
import type { Backend } from './tfjs/backends';
import { Batches } from './tfjs/batches';
import { engineLayout, shapeOf } from './tfjs/layout';
import { TfjsMixture } from './tfjs/mixture';

export interface TrialPlan {
  readonly settings: MixtureSettings;
  readonly dims: number;
  /** Steps before the clock starts (compilation, warming up). */
  readonly warmUp: number;
  /** Stops at the first read-back after so many milliseconds … */
  readonly milliseconds: number;
  /** … or after so many steps. */
  readonly steps: number;
}

/** Batches of made-up rows; enough that no cache holds them all. */
const trialBatches = 16;

/** Runs steps until a read-back after `milliseconds`; a read-back follows every `stride` steps. */
async function run(mixture: TfjsMixture, batches: Batches, clock: Clock, steps: number, milliseconds: number) {
  const start = clock.elapsed();
  let done = 0;
  let stride = 1;
  while (done < steps && clock.elapsed() - start < milliseconds) {
    const until = Math.min(steps, done + stride);
    let loss = tf.scalar(0);
    for (; done < until; done++) {
      const batch = batches.upload(0, done % trialBatches);
      loss.dispose();
      loss = mixture.step(batch, 1e-3, done);
      tf.dispose([batch.x, batch.columns]);
    }
    await loss.data();
    loss.dispose();
    stride = Math.min(32, stride * 2);
  }
  return { steps: done, milliseconds: clock.elapsed() - start };
}

/** Samples per second of training on one backend; ≤ `milliseconds` and one group of steps of work after warming up. */
export async function trainingSpeed(backend: Backend, clock: Clock, plan: TrialPlan): Promise<number> {
  const { settings, dims } = plan;
  backend.use();
  const random = Random.of(1, 'trial');
  const rows = settings.batch * trialBatches;
  const data = Float32Array.from({ length: rows * dims }, () => random.normal());
  const start = initialParameters(settings, dims, 0);
  const zeros = new Float32Array(start.length);
  const state = { parameters: start, firstMoment: zeros, secondMoment: zeros };
  const shape = shapeOf(settings, dims);
  const layout = engineLayout(shape, backend.groupSize(shape));
  backend.fixOrder(settings.batch);
  const mixture = new TfjsMixture(layout, settings.balance, state, start);
  const batches = new Batches(data, dims, settings.batch, 1, 0);
  await run(mixture, batches, clock, plan.warmUp, Infinity);
  const timed = await run(mixture, batches, clock, plan.steps, plan.milliseconds);
  mixture.dispose();
  batches.dispose();
  return (timed.steps * settings.batch * 1000) / timed.milliseconds;
}
