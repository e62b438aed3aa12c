import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { BackendTrainer } from '../../../src/engine/trainer';
import { openMixture } from '../../../src/reward/families/mixture/mixture';
import { defaultSettings } from '../../../src/reward/families/mixture/training';
import type {
  MemberData,
  MixtureSettings,
  TrainingCheckpoint,
  TrainingReport,
} from '../../../src/reward/families/mixture/training';
import type { Backend, BackendName } from '../../../src/engine/backend';
import { nodeEnvironment, opened } from './node-environment';

const dims = 4;
/** Rows near a plane, so that there is something to learn. */
function rowsNearPlane(seed: number, rows: number): Float32Array {
  const random = new Random(seed);
  const data = new Float32Array(rows * dims);
  for (let i = 0; i < rows; i++) {
    const [a, b] = [random.normal(), random.normal()];
    data.set([a, b, a + b, a - b + 0.05 * random.normal()], i * dims);
  }
  return data;
}
const data: MemberData = { dims, train: rowsNearPlane(1, 150), validation: rowsNearPlane(2, 40) };
const small: MixtureSettings = { ...defaultSettings, experts: 2, hidden: 12, bottleneck: 2, batch: 32, epochs: 6 };

interface Watched {
  readonly reports: TrainingReport[];
  readonly checkpoints: TrainingCheckpoint[];
}
/** Every checkpoint goes through a structured clone, as it does on its way to the store. */
function hooksUntil(stopAfter: number, watched: Watched) {
  let asked = 0;
  return {
    report: (report: TrainingReport) => void watched.reports.push(report),
    checkpoint: (checkpoint: TrainingCheckpoint) => {
      watched.checkpoints.push(structuredClone(checkpoint));
      return Promise.resolve();
    },
    control: () => Promise.resolve(asked++ < stopAfter ? ('go' as const) : ('stop' as const)),
  };
}

/** A clock that runs fast: `perLook` milliseconds pass with each look, so that groups are short. */
function hastyClock(perLook: number) {
  let time = 0;
  return { ...nodeEnvironment.clock, elapsed: () => (time += perLook) };
}

/** The same backend, whose device is gone. */
function losing(backend: Backend): Backend {
  return Object.assign(Object.create(backend) as Backend, { lost: () => 'the driver was updated' });
}

async function train(backend: Backend, settings: MixtureSettings, interruptions: readonly number[], rows = data) {
  const watched: Watched = { reports: [], checkpoints: [] };
  let from: TrainingCheckpoint | null = null;
  for (const stopAfter of [...interruptions, Infinity]) {
    const trainer = new BackendTrainer(backend, hastyClock(30));
    const result = await trainer.train(1, rows, settings, hooksUntil(stopAfter, watched), from);
    if (!result.ok) throw new Error(result.failure.message);
    if (result.value) return { member: result.value, ...watched };
    from = watched.checkpoints.at(-1) ?? null;
  }
  throw new Error('never finished');
}

// The first import compiles the kernel.
beforeAll(async () => {
  await opened('wasm');
}, 60_000);

const cases = (['wasm', 'tfjs-wasm', 'tfjs-cpu'] as const).flatMap((name) =>
  (['default', 'published'] as const).map((form) => [name, form] as const),
);

describe.each(cases)('training on %s, %s form', (name: BackendName, form) => {
  const settings = { ...small, form };

  it('gives the same bytes whether or not it was interrupted, mid-epoch too', async () => {
    const backend = await opened(name);
    const whole = await train(backend, settings, []);
    const random = new Random(7);
    const stops = Array.from({ length: 8 }, () => random.integer(4));
    const broken = await train(backend, settings, stops);
    const midEpoch = broken.checkpoints.filter(({ step }) => step % 5 !== 0);
    expect(midEpoch.length).toBeGreaterThan(2);
    expect(broken.member.tensors).toEqual(whole.member.tensors);
    expect(broken.member.bestValidation).toBe(whole.member.bestValidation);
    expect(broken.member.gateUse).toEqual(whole.member.gateUse);
    expect(broken.reports.at(-1)?.loss).toBe(whole.reports.at(-1)?.loss);
  });

  it('learns, and keeps the epoch whose validation error was least', async () => {
    const backend = await opened(name);
    const { member, reports } = await train(backend, { ...settings, epochs: 40, learningRate: 0.02 }, []);
    const validations = reports.map(({ validation }) => validation).filter(Number.isFinite);
    const least = Math.min(...validations);
    expect(member.bestValidation).toBe(least);
    expect(least).toBeLessThan(0.5 * validations[0]);
    const reference = openMixture(member.tensors);
    if (!reference.ok) throw new Error(reference.failure.message);
    const errors = reference.value.errors(data.validation, 40);
    expect(errors.reduce((sum, error) => sum + error, 0) / 40).toBeCloseTo(least, 5);
  });

  it('keeps a best epoch from before the interruption', async () => {
    const backend = await opened(name);
    // Validation unlike training: it gets worse as training goes on.
    const random = new Random(3);
    const unlike = { ...data, validation: data.validation.map((value) => 3 * random.normal() - value) };
    const long = { ...settings, epochs: 12, learningRate: 0.05 };
    const whole = await train(backend, long, [], unlike);
    const broken = await train(backend, long, [11], unlike);
    const [stopped] = broken.checkpoints;
    expect(stopped.bestValidation).toBe(whole.member.bestValidation);
    expect(stopped.best).not.toEqual(broken.checkpoints.at(-1)?.parameters);
    expect(broken.member.tensors).toEqual(whole.member.tensors);
  });
});

describe.each(['tfjs-wasm', 'tfjs-cpu'] as const)('training on %s', (name) => {
  it('gives every tensor back', async () => {
    const backend = await opened(name);
    await train(backend, small, []);
    const before = tf.memory().numTensors;
    await train(backend, small, [2, 1]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a training run', () => {
  it('reports loss, validation, gate use and speed at the end of each epoch', async () => {
    const { reports } = await train(await opened('wasm'), small, []);
    const epochs = new Set(reports.filter(({ validation }) => !Number.isNaN(validation)).map(({ epoch }) => epoch));
    expect([...epochs].filter((epoch) => epoch > 0)).toEqual([1, 2, 3, 4, 5, 6]);
    const last = reports.at(-1);
    expect(last?.gateUse.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    expect(last?.samplesPerSecond).toBeGreaterThan(0);
  });

  it('writes a checkpoint at least every 5 s of work', async () => {
    const watched: Watched = { reports: [], checkpoints: [] };
    const clock = hastyClock(60);
    const times: number[] = [];
    const hooks = hooksUntil(Infinity, watched);
    const checkpoint = (from: TrainingCheckpoint) => {
      times.push(clock.elapsed());
      return hooks.checkpoint(from);
    };
    const trainer = new BackendTrainer(await opened('wasm'), clock);
    await trainer.train(0, data, { ...small, epochs: 30 }, { ...hooks, checkpoint }, null);
    expect(times.length).toBeGreaterThan(3);
    for (let i = 1; i < times.length; i++) expect(times[i] - times[i - 1]).toBeLessThanOrEqual(5000);
  });

  it('ends with a sentence when the loss stops being a number', async () => {
    const trainer = new BackendTrainer(await opened('wasm'), nodeEnvironment.clock);
    const hooks = hooksUntil(Infinity, { reports: [], checkpoints: [] });
    const result = await trainer.train(0, data, { ...small, learningRate: 1e30 }, hooks, null);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'degenerate' } });
  });

  it('ends with a sentence when the device is lost', async () => {
    const backend = losing(await opened('wasm'));
    const hooks = hooksUntil(Infinity, { reports: [], checkpoints: [] });
    const result = await new BackendTrainer(backend, nodeEnvironment.clock).train(0, data, small, hooks, null);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'device' } });
  });

  it('lets a storage error of a hook through: that is not the device', async () => {
    const hooks = hooksUntil(0, { reports: [], checkpoints: [] });
    const checkpoint = () => Promise.reject(new Error('the disk is full'));
    const training = new BackendTrainer(await opened('wasm'), nodeEnvironment.clock);
    await expect(training.train(0, data, small, { ...hooks, checkpoint }, null)).rejects.toThrow('the disk is full');
  });

  it('refuses rows that are not finite, and no rows', async () => {
    const trainer = new BackendTrainer(await opened('tfjs-cpu'), nodeEnvironment.clock);
    const hooks = hooksUntil(Infinity, { reports: [], checkpoints: [] });
    const holed = { ...data, train: Float32Array.from(data.train, (value, i) => (i === 9 ? NaN : value)) };
    const empty = { ...data, validation: new Float32Array(0) };
    expect(await trainer.train(0, holed, small, hooks, null)).toMatchObject({ failure: { kind: 'degenerate' } });
    expect(await trainer.train(0, empty, small, hooks, null)).toMatchObject({ failure: { kind: 'too-few-rows' } });
  });

  it('refuses a checkpoint of other settings or of another backend', async () => {
    const { checkpoints } = await train(await opened('wasm'), small, [2]);
    const trainer = new BackendTrainer(await opened('tfjs-cpu'), nodeEnvironment.clock);
    const hooks = hooksUntil(Infinity, { reports: [], checkpoints: [] });
    expect(await trainer.train(1, data, small, hooks, checkpoints[0])).toMatchObject({
      failure: { kind: 'bad-parameter', message: expect.stringMatching(/on another device/) },
    });
  });

  it('ends with a sentence when the device cannot take the member', async () => {
    const full = Object.assign(Object.create(await opened('wasm')) as Backend, {
      openTraining: () => {
        throw new RangeError('out of memory');
      },
    });
    const hooks = hooksUntil(Infinity, { reports: [], checkpoints: [] });
    const result = await new BackendTrainer(full, nodeEnvironment.clock).train(0, data, small, hooks, null);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'device', cause: 'RangeError: out of memory' } });
  });
});
