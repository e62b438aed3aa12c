/** A backend's training beside the float64 reference's: the same start, rows, order and rates. */
import { Random } from '../../../src/basics/random';
import type { Backend, TrainingStart } from '../../../src/engine/backend';
import { RowOrder } from '../../../src/engine/row-order';
import { shapeOf } from '../../../src/engine/shape';
import { Adam } from '../../../src/reward/patches/learned/adam';
import { Mixture } from '../../../src/reward/families/mixture/mixture';
import { initialParameters } from '../../../src/reward/families/mixture/initialise';
import { objectiveGradient } from '../../../src/reward/families/mixture/mixture-gradient';
import { networkOf } from '../../../src/reward/families/mixture/mixture-network';
import type { MemberData, MixtureSettings } from '../../../src/reward/families/mixture/training';

export function freshStart(settings: MixtureSettings, dims: number, member = 0): TrainingStart {
  const parameters = initialParameters(settings, dims, member);
  const zeros = new Float32Array(parameters.length);
  return { parameters, firstMoment: zeros, secondMoment: zeros, best: parameters };
}

/** Standardised rows that lie near a bent sheet, so that there is something to learn. */
export function rowsOf(seed: number, rows: number, dims: number): Float32Array {
  const random = new Random(seed);
  const mix = Float64Array.from({ length: 3 * dims }, () => random.normal());
  return Float32Array.from({ length: rows * dims }, (_, i) => {
    const place = new Random(seed + 1 + Math.floor(i / dims));
    const [a, b] = [place.normal(), place.normal()];
    const d = (i % dims) * 3;
    return (a * mix[d] + b * mix[d + 1] + Math.abs(a) * mix[d + 2]) / 1.7 + 0.1 * random.normal();
  });
}

/** Objective before each of `steps` steps, float64. @returns them, and the parameters after the last */
export function referenceTrajectory(data: MemberData, settings: MixtureSettings, steps: number) {
  const { dims, train } = data;
  const order = new RowOrder(settings, 0, train.length / dims);
  const exact = Float64Array.from(initialParameters(settings, dims, 0));
  const adam = new Adam(exact.length);
  const objectives: number[] = [];
  for (let step = 0; step < steps; step++) {
    const index = step % order.perEpoch;
    const rows = order.size(index);
    const from = index * settings.batch;
    const named = order.ofEpoch(Math.floor(step / order.perEpoch)).subarray(from, from + rows);
    const x = Float64Array.from(
      { length: rows * dims },
      (_, i) => train[named[Math.floor(i / dims)] * dims + (i % dims)],
    );
    const { objective, gradient } = objectiveGradient(exact, shapeOf(settings, dims), x, rows, settings.balance);
    objectives.push(objective);
    adam.step(exact, gradient, order.rate(step));
  }
  return { objectives, parameters: exact };
}

/** Objectives of a backend over whole epochs' worth of calls, each within one epoch. */
export async function trajectory(backend: Backend, data: MemberData, settings: MixtureSettings, steps: number) {
  const program = backend.openTraining(data, settings, 0, freshStart(settings, data.dims));
  const objectives: number[] = [];
  while (objectives.length < steps) {
    const first = objectives.length;
    const count = Math.min(7, steps - first, program.perEpoch - (first % program.perEpoch));
    objectives.push(...(await program.steps(first, count)));
  }
  return { program, objectives };
}

/** Largest relative difference of two trajectories. */
export function worstRelative(got: readonly number[], wanted: readonly number[]): number {
  const gaps = wanted.map((value, i) => Math.abs(got[i] - value) / Math.abs(value));
  return gaps.every(Number.isFinite) ? Math.max(...gaps) : Infinity;
}

/** The exact twin of parameters. */
export function exactTwin(settings: MixtureSettings, dims: number, parameters: Float32Array): Mixture {
  return new Mixture(networkOf(Float64Array.from(parameters), shapeOf(settings, dims)));
}
