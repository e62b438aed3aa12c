import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { RowOrder } from '../../../src/engine/row-order';
import { Batches } from '../../../src/engine/tfjs/batches';
import { objectiveAndGradient } from '../../../src/engine/tfjs/gradient';
import { engineLayout, gradientMask, toCanonical, toEngine } from '../../../src/engine/tfjs/layout';
import { TfjsMixture } from '../../../src/engine/tfjs/mixture';
import { Adam, cosineRate } from '../../../src/reward/patches/learned/adam';
import { initialParameters } from '../../../src/reward/families/mixture/initialise';
import { objectiveGradient } from '../../../src/reward/families/mixture/mixture-gradient';
import type { MixtureShape } from '../../../src/reward/families/mixture/mixture-network';
import { defaultSettings } from '../../../src/reward/families/mixture/training';
import type { MixtureForm, MixtureSettings } from '../../../src/reward/families/mixture/training';
import { runtime } from './node-environment';

const dims = 5;
const rows = 24;
const balance = 0.05;
const data = Float32Array.from({ length: rows * dims }, (_, i) => Math.fround(new Random(i).normal()));

function settingsOf(form: MixtureForm): MixtureSettings {
  return { ...defaultSettings, form, experts: 3, bottleneck: 2, hidden: 8, batch: rows, balance };
}
function shapeOf({ form, hidden, bottleneck, experts }: MixtureSettings): MixtureShape {
  return { form, dims, hidden, bottleneck, experts };
}
/** Largest difference over the largest entry. */
function relative(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  const scale = Math.max(...Array.from(wanted, Math.abs));
  return Math.max(...Array.from(wanted, (value, i) => Math.abs(got[i] - value))) / scale;
}

const backends = ['cpu', 'wasm'] as const;
const forms = ['default', 'published'] as const;
const cases = backends.flatMap((name) => forms.flatMap((form) => [1, 2, 3].map((size) => [name, form, size] as const)));

describe.each(cases)('on %s, %s form, experts in groups of %i', (name, form, groupSize) => {
  const settings = settingsOf(form);
  const start = initialParameters(settings, dims, 0);

  it('one batch has the objective and the gradient of the float64 reference', async () => {
    await runtime(name);
    const layout = engineLayout(shapeOf(settings), groupSize);
    const batches = new Batches(data, dims, rows, new RowOrder(settings, 0, rows));
    const { objective, gradient } = tf.tidy(() => {
      const mask = layout.masked ? tf.tensor1d(gradientMask(layout)) : null;
      const flat = tf.tensor1d(toEngine(layout, start));
      const step = objectiveAndGradient(flat, batches.upload(0, 0), layout, tf.scalar(balance), mask);
      const computed = toCanonical(layout, step.gradient.dataSync<'float32'>());
      return { objective: step.objective.dataSync()[0], gradient: computed as unknown as tf.TensorContainer };
    }) as unknown as { objective: number; gradient: Float32Array };
    const wanted = objectiveGradient(Float64Array.from(start), shapeOf(settings), data, rows, balance);
    expect(Math.abs(objective - wanted.objective) / wanted.objective).toBeLessThan(1e-6);
    expect(relative(gradient, wanted.gradient)).toBeLessThan(5e-6);
    batches.dispose();
  });

  it('50 Adam steps follow the reference within 1e-3', async () => {
    await runtime(name);
    const layout = engineLayout(shapeOf(settings), groupSize);
    const zeros = new Float32Array(start.length);
    const mixture = new TfjsMixture(
      layout,
      balance,
      { parameters: start, firstMoment: zeros, secondMoment: zeros },
      start,
    );
    const batches = new Batches(data, dims, rows, new RowOrder(settings, 0, rows));
    const exact = Float64Array.from(start);
    const adam = new Adam(exact.length);
    for (let step = 0; step < 50; step++) {
      const rate = cosineRate(3e-3, step, 50);
      const batch = batches.upload(0, 0);
      const objective = mixture.step(batch, rate, step);
      const reference = objectiveGradient(exact, shapeOf(settings), data, rows, balance);
      expect(Math.abs(objective.dataSync()[0] / reference.objective - 1)).toBeLessThan(1e-3);
      adam.step(exact, reference.gradient, rate);
      tf.dispose([batch.x, batch.columns, objective]);
    }
    expect(relative((await mixture.snapshot()).parameters, exact)).toBeLessThan(1e-3);
    mixture.dispose();
    batches.dispose();
  });
});

describe('a layout', () => {
  it.each(forms)('loses nothing between canonical and engine order (%s form)', (form) => {
    const settings = settingsOf(form);
    const start = initialParameters(settings, dims, 3);
    for (const size of [1, 2, 3]) {
      const layout = engineLayout(shapeOf(settings), size);
      expect(toCanonical(layout, toEngine(layout, start))).toEqual(start);
    }
  });
});

describe('a padded batch', () => {
  it('has the gradient of its real rows alone', async () => {
    await runtime('wasm');
    const settings = settingsOf('default');
    const layout = engineLayout(shapeOf(settings), 1);
    const start = initialParameters(settings, dims, 0);
    const batches = new Batches(data, dims, 32, new RowOrder({ ...settings, batch: 32 }, 0, rows));
    const gradient = tf.tidy(() => {
      const flat = tf.tensor1d(toEngine(layout, start));
      return objectiveAndGradient(flat, batches.upload(0, 0), layout, tf.scalar(balance), null).gradient;
    });
    const wanted = objectiveGradient(Float64Array.from(start), shapeOf(settings), data, rows, balance);
    expect(relative(toCanonical(layout, await gradient.data<'float32'>()), wanted.gradient)).toBeLessThan(5e-6);
    gradient.dispose();
    batches.dispose();
  });
});
