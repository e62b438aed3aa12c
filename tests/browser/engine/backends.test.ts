import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { deviceEnvironment } from '../../../src/engine/device-environment';
import { probeBackends } from '../../../src/engine/probe';
import { openScorer } from '../../../src/engine/scorer';
import { selfTest } from '../../../src/engine/self-test';
import type { Backend, BackendName } from '../../../src/engine/backend';
import { openBackend } from '../../../src/engine/backends';
import { BackendTrainer } from '../../../src/engine/trainer';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { defaultSettings } from '../../../src/reward/families/mixture/training';
import type { MemberData, TrainingCheckpoint } from '../../../src/reward/families/mixture/training';
import type { RewardModel, Scores } from '../../../src/reward/types';
import { referenceTrajectory, rowsOf as sheet, trajectory, worstRelative } from '../../unit/engine/trajectory';

const dims = 4;
function rowsOf(seed: number, rows: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: rows * dims }, () => random.normal());
}
const data: MemberData = { dims, train: rowsOf(1, 60), validation: rowsOf(2, 20) };
const settings = { ...defaultSettings, experts: 2, hidden: 8, bottleneck: 2, batch: 32, epochs: 2 };

async function opened(name: BackendName): Promise<Backend> {
  const backend = await openBackend(name, deviceEnvironment, true);
  if (!backend.ok) throw new Error(backend.failure.cause ?? backend.failure.message);
  return backend.value;
}

/** Time runs so fast that each step is a group of its own. */
function hastyClock() {
  let time = 0;
  return { ...deviceEnvironment.clock, elapsed: () => (time += 50) };
}

async function train(backend: Backend, stopAfter: number, from: TrainingCheckpoint | null) {
  let last: TrainingCheckpoint | null = null;
  let asked = 0;
  const hooks = {
    report: () => undefined,
    checkpoint: (checkpoint: TrainingCheckpoint) => {
      last = structuredClone(checkpoint);
      return Promise.resolve();
    },
    control: () => Promise.resolve(asked++ < stopAfter ? ('go' as const) : ('stop' as const)),
  };
  const result = await new BackendTrainer(backend, hastyClock()).train(0, data, settings, hooks, from);
  if (!result.ok) throw new Error(`${result.failure.message} ${result.failure.cause ?? ''}`);
  return { member: result.value, last: last as TrainingCheckpoint | null };
}

async function trainedModel(backend: Backend): Promise<RewardModel> {
  const { member } = await train(backend, Infinity, null);
  if (!member) throw new Error('not finished');
  const features = Array.from({ length: dims }, (_, i) => ({
    name: `obs_${i}`,
    unit: '',
    role: 'continuous' as const,
    column: `obs_${i}`,
    group: 'observation' as const,
    levels: [],
  }));
  const standardiser = { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) };
  const members = [{ tensors: member.tensors, calibration: { lMin: 0.5, lMax: 1.5 } }];
  return { family: 'mixture', features, standardiser, members, kappa: 4, beta: 1 };
}

describe.each(['wasm', 'tfjs-wasm', 'tfjs-webgpu'] as const)('%s in a browser', (name) => {
  let backend: Backend;
  const tensors = () => (name === 'wasm' ? 0 : tf.memory().numTensors);
  beforeAll(async () => {
    backend = await opened(name);
  });
  afterAll(() => backend.close());

  it('passes the self-test', async () => {
    expect(await selfTest(backend)).toBeNull();
  }, 120_000);

  it('gives the same bytes whether or not training was interrupted', async () => {
    const whole = await train(backend, Infinity, null);
    const first = await train(backend, 1, null);
    expect(first.member).toBeNull();
    expect(first.last?.step).toBe(1);
    const rest = await train(backend, Infinity, first.last);
    expect(rest.member?.tensors).toEqual(whole.member?.tensors);
    expect(rest.last?.parameters).toEqual(whole.last?.parameters);
  }, 120_000);

  it('agrees with the float64 reference and gives every tensor back', async () => {
    const before = tensors();
    const model = await trainedModel(backend);
    const [scorer, members] = [openScorer(backend, model), openModel(model)];
    if (!scorer.ok || !members.ok) throw new Error('the model does not open');
    const x = rowsOf(3, 300);
    const points = { rows: 300, x, raw: x };
    const got = await scorer.value.score(points, []);
    const wanted: Scores = await new ReferenceScorer(model, members.value).score(points, []);
    wanted.score.forEach((value, i) => expect(Math.abs(value - got.score[i])).toBeLessThanOrEqual(1e-4));
    wanted.energy.forEach((value, i) => {
      expect(Math.abs(value - got.energy[i])).toBeLessThanOrEqual(5e-4 * Math.max(1, Math.abs(value)));
    });
    scorer.value.dispose();
    expect(tensors()).toBe(before);
  }, 120_000);
});

describe('the kernel with fused multiply-add', () => {
  it.each(['default', 'published'] as const)('follows 200 steps of the float64 reference, %s form', async (form) => {
    const kernel = await opened('wasm');
    expect(kernel.id).toBe('wasm/relaxed');
    const shape = { ...settings, form, experts: 3, hidden: 13, bottleneck: 5, batch: 7, epochs: 100 };
    const rows = { dims: 11, train: sheet(1, 41, 11), validation: sheet(2, 9, 11) };
    const { objectives } = await trajectory(kernel, rows, shape, 200);
    expect(worstRelative(objectives, referenceTrajectory(rows, shape, 200).objectives)).toBeLessThan(1e-3);
  });
});

describe('the probe in a browser', () => {
  it('chooses WebAssembly and leaves a software adapter out, saying so', async () => {
    const report = await probeBackends(deviceEnvironment, false);
    expect(report.chosen).toBe('wasm');
    const gpu = report.backends.find(({ name }) => name === 'tfjs-webgpu');
    expect(gpu?.status).toMatch(/skipped|absent/);
    expect(gpu?.why.length).toBeGreaterThan(20);
  }, 60_000);

  it('tries a software adapter when asked, and still prefers what is faster', async () => {
    const report = await probeBackends(deviceEnvironment, true);
    expect(report.chosen).toBe('wasm');
    expect(report.backends.find(({ name }) => name === 'tfjs-webgpu')?.status).toBe('slower');
  }, 120_000);
});
