/** Small made-up training runs for the tests of the WebGPU kernels, and what the float64 reference makes of them. */
import { Random } from '../../../src/basics/random';
import type { Judgement, TrainingProgram, TrainingStart } from '../../../src/engine/backend';
import { deviceEnvironment } from '../../../src/engine/device-environment';
import type { EngineEnvironment } from '../../../src/engine/environment';
import { RowOrder } from '../../../src/engine/row-order';
import { shapeOf } from '../../../src/engine/shape';
import { openWebgpu } from '../../../src/engine/webgpu/backend';
import type { WebgpuBackend } from '../../../src/engine/webgpu/backend';
import type { Tuning } from '../../../src/engine/webgpu/tuning';
import { Adam } from '../../../src/reward/patches/learned/adam';
import { Mixture } from '../../../src/reward/families/mixture/mixture';
import { initialParameters } from '../../../src/reward/families/mixture/initialise';
import { objectiveGradient } from '../../../src/reward/families/mixture/mixture-gradient';
import { networkOf } from '../../../src/reward/families/mixture/mixture-network';
import { defaultSettings } from '../../../src/reward/families/mixture/training';
import type { MemberData, MixtureSettings } from '../../../src/reward/families/mixture/training';

export interface Case {
  readonly name: string;
  readonly dims: number;
  readonly rows: number;
  readonly settings: MixtureSettings;
}

export function caseOf(dims: number, rows: number, settings: Partial<MixtureSettings>): Case {
  const whole = { ...defaultSettings, epochs: 20, ...settings };
  const { form, hidden, bottleneck, experts, batch } = whole;
  const width = form === 'default' ? `${bottleneck}-${hidden}` : bottleneck;
  return { name: `${form} ${dims}×${width}×${experts}, ${rows} rows by ${batch}`, dims, rows, settings: whole };
}

export function normals(seed: number, length: number): Float32Array {
  const random = Random.of(seed, 'webgpu');
  return Float32Array.from({ length }, () => random.normal());
}

export function dataOf({ dims, rows }: Case): MemberData {
  return { dims, train: normals(1, rows * dims), validation: normals(2, 7 * dims) };
}

export function startOf({ settings, dims }: Case, member = 0): TrainingStart {
  const parameters = initialParameters(settings, dims, member);
  const zeros = new Float32Array(parameters.length);
  return { parameters, firstMoment: zeros, secondMoment: zeros, best: parameters };
}

export async function openGpu(
  tuning: Partial<Tuning> = {},
  environment: EngineEnvironment = deviceEnvironment,
): Promise<WebgpuBackend> {
  const opened = await openWebgpu(environment, true, tuning);
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

/** Steps of a program from `first` on, epoch by epoch as the door asks. */
export async function take(program: TrainingProgram, first: number, count: number): Promise<number[]> {
  const losses: number[] = [];
  while (losses.length < count) {
    const at = first + losses.length;
    const left = program.perEpoch - (at % program.perEpoch);
    losses.push(...(await program.steps(at, Math.min(left, count - losses.length))));
  }
  return losses;
}

/** Objectives before each of `count` steps, and the parameters after them, float64. */
export function reference(given: Case, count: number) {
  const { settings, dims, rows } = given;
  const { train } = dataOf(given);
  const shape = shapeOf(settings, dims);
  const flat = Float64Array.from(startOf(given).parameters);
  const adam = new Adam(flat.length);
  const order = new RowOrder(settings, 0, rows);
  const losses = Array.from({ length: count }, (_, step) => {
    const index = step % order.perEpoch;
    const from = index * settings.batch;
    const picked = order.ofEpoch(Math.floor(step / order.perEpoch)).subarray(from, from + order.size(index));
    const x = new Float64Array(picked.length * dims);
    picked.forEach((row, at) => x.set(train.subarray(row * dims, (row + 1) * dims), at * dims));
    const { objective, gradient } = objectiveGradient(flat, shape, x, picked.length, settings.balance);
    adam.step(flat, gradient, order.rate(step));
    return objective;
  });
  return { losses, flat };
}

/** What the float64 reference says of rows. */
export function judgedExactly({ settings, dims }: Case, parameters: ArrayLike<number>, x: Float32Array): Judgement {
  const rows = x.length / dims;
  const mixture = new Mixture(networkOf(Float64Array.from(parameters), shapeOf(settings, dims)));
  return {
    errors: Float32Array.from(mixture.errors(x, rows)),
    gates: Float32Array.from(mixture.latent(x, rows).gates),
    decoderNorms: Float32Array.from(mixture.decoderNorms(x, rows)),
  };
}

function largest(got: ArrayLike<number>, wanted: ArrayLike<number>, scale: (value: number) => number): number {
  if (got.length !== wanted.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs(got[i] - wanted[i]) / scale(Math.abs(wanted[i]));
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  return worst;
}

/** Largest |got − wanted| / max(1, |wanted|); Infinity when one is not a number. */
export function off(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  return largest(got, wanted, (value) => Math.max(1, value));
}

/** Largest |got − wanted| / |wanted|; Infinity when one is not a number. */
export function relative(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  return largest(got, wanted, (value) => value);
}
