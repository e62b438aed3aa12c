/** Whether a backend computes what it should: a product, a reduction and one training gradient against float64. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../basics/random';
import { initialParameters } from '../reward/initialise';
import { objectiveGradient } from '../reward/mixture-gradient';
import { defaultSettings } from '../reward/training';
import type { MixtureSettings } from '../reward/training';
import type { Backend } from './tfjs/backends';
import { Batches } from './tfjs/batches';
import { objectiveAndGradient } from './tfjs/gradient';
import { engineLayout, gradientMask, shapeOf, toCanonical, toEngine } from './tfjs/layout';

/** Largest difference over the largest entry that float32 may show. */
const tolerance = 1e-3;

function normals(label: string, length: number): Float32Array {
  const random = Random.of(1, 'self-test', label);
  return Float32Array.from({ length }, () => random.normal());
}

/** Largest difference over the largest entry; Infinity when a number is not finite. */
function difference(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (!Number.isFinite(got[i])) return Infinity;
    worst = Math.max(worst, Math.abs(got[i] - wanted[i]));
    scale = Math.max(scale, Math.abs(wanted[i]));
  }
  return worst / scale;
}

async function productDifference(): Promise<number> {
  const size = 48;
  const a = normals('a', size * size);
  const b = normals('b', size * size);
  const product = tf.tidy(() => tf.matMul(tf.tensor2d(a, [size, size]), tf.tensor2d(b, [size, size])));
  const got = await product.data();
  product.dispose();
  const wanted = Float64Array.from({ length: size * size }, (_, place) => {
    const row = Math.floor(place / size) * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += a[row + i] * b[i * size + (place % size)];
    return sum;
  });
  return difference(got, wanted);
}

async function sumDifference(): Promise<number> {
  const values = normals('sum', 10_000).map(Math.abs);
  const sum = tf.tidy(() => tf.sum(tf.tensor1d(values)));
  const got = await sum.data();
  sum.dispose();
  return difference(got, [values.reduce((total, value) => total + value, 0)]);
}

async function gradientDifference(backend: Backend): Promise<number> {
  const dims = 5;
  const rows = 64;
  const settings: MixtureSettings = { ...defaultSettings, experts: 3, bottleneck: 2, hidden: 16, batch: rows };
  const data = normals('rows', rows * dims);
  const start = initialParameters(settings, dims, 0);
  const shape = shapeOf(settings, dims);
  const layout = engineLayout(shape, backend.groupSize(shape));
  const batches = new Batches(data, dims, rows, 1, 0);
  const gradient = tf.tidy(() => {
    const mask = layout.masked ? tf.tensor1d(gradientMask(layout)) : null;
    const flat = tf.tensor1d(toEngine(layout, start));
    const balance = tf.scalar(settings.balance);
    return objectiveAndGradient(flat, batches.upload(0, 0), layout, balance, mask).gradient;
  });
  const got = toCanonical(layout, await gradient.data<'float32'>());
  gradient.dispose();
  batches.dispose();
  return difference(got, objectiveGradient(Float64Array.from(start), shape, data, rows, settings.balance).gradient);
}

/** Null when all is right, else what is wrong, a part of a sentence. */
export async function selfTest(backend: Backend): Promise<string | null> {
  backend.use();
  const differences: [string, number][] = [
    ['a matrix product', await productDifference()],
    ['a sum', await sumDifference()],
    ['a training gradient', await gradientDifference(backend)],
  ];
  const wrong = differences.find(([, off]) => !(off <= tolerance));
  return wrong ? `${wrong[0]} was off by ${wrong[1].toExponential(1)}` : null;
}
