/** How fast a backend trains: real steps on made-up rows, timed. */
import type { Clock } from '../basics/clock';
import { Random } from '../basics/random';
import { initialParameters } from '../reward/families/mixture/initialise';
import type { MixtureSettings } from '../reward/families/mixture/training';
import type { Backend, TrainingProgram } from './backend';

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

/** Runs steps until a read-back after `milliseconds`; a read-back follows every `stride` steps, which grows. */
async function run(program: TrainingProgram, clock: Clock, first: number, steps: number, milliseconds: number) {
  const start = clock.elapsed();
  let done = 0;
  let stride = 1;
  while (done < steps && clock.elapsed() - start < milliseconds) {
    const at = first + done;
    const count = Math.min(stride, steps - done, trialBatches - (at % trialBatches));
    await program.steps(at, count);
    done += count;
    stride *= 2;
  }
  return { steps: done, milliseconds: clock.elapsed() - start };
}

/** Samples per second of training on one backend; ≤ `milliseconds` and one group of steps of work after warming up. */
export async function trainingSpeed(backend: Backend, clock: Clock, plan: TrialPlan): Promise<number> {
  const { dims } = plan;
  const random = Random.of(1, 'trial');
  // Enough epochs that the rate stays above 0.
  const settings = { ...plan.settings, epochs: 1 + Math.ceil((plan.warmUp + plan.steps) / trialBatches) };
  const rows = settings.batch * trialBatches;
  const train = Float32Array.from({ length: rows * dims }, () => random.normal());
  const start = initialParameters(settings, dims, 0);
  const zeros = new Float32Array(start.length);
  const state = { parameters: start, firstMoment: zeros, secondMoment: zeros, best: start };
  const program = backend.openTraining({ dims, train, validation: train.subarray(0, dims) }, settings, 0, state);
  try {
    const warm = await run(program, clock, 0, plan.warmUp, Infinity);
    const timed = await run(program, clock, warm.steps, plan.steps, plan.milliseconds);
    return (timed.steps * settings.batch * 1000) / timed.milliseconds;
  } finally {
    program.dispose();
  }
}
